"""Queries written from the fields of the advanced form."""

import re
from collections.abc import Iterator, Mapping

# Signs that mean something in a query; in a field of the form they are part of no word.
_SIGNS = re.compile(r"[\"«»„“”|()~*!&+:\[\]]")
# Words that are operators in capitals.
_OPERATORS = {"И", "ИЛИ", "НЕ", "AND", "OR", "NOT"}
TEXTS = ("all", "phrase", "any", "none", "title", "source", "section", "author", "site")
_FIELDS = {"title": "заголовок", "source": "источник", "section": "рубрика", "author": "автор"}


def written(fields: Mapping[str, str], *, exact: bool = False) -> str:
    """Return the query for the texts of the form; with ``exact``, its phrase in just these forms.

    >>> written({"all": "курс доллара", "any": "рост падение", "none": "евро"})
    'курс доллара (рост | падение) -евро'
    >>> written({"phrase": "Южный Кавказ", "title": "порт"}, exact=True)
    '!"Южный Кавказ" заголовок:порт'
    """
    return " ".join(_parts(fields, exact))


def _parts(fields: Mapping[str, str], exact: bool) -> Iterator[str]:
    yield from _words(fields.get("all", ""))
    if phrase := _words(fields.get("phrase", "")):
        yield f'{"!" if exact else ""}"{" ".join(phrase)}"'
    if any_of := _words(fields.get("any", "")):
        yield any_of[0] if len(any_of) == 1 else f"({' | '.join(any_of)})"
    for field, name in _FIELDS.items():
        if words := _words(fields.get(field, "")):
            yield f"{name}:{words[0] if len(words) == 1 else _group(field, words)}"
    if site := _words(fields.get("site", "").replace("://", " ")):
        yield f"сайт:{site[-1].split('/')[0]}"
    yield from (f"-{word}" for word in _words(fields.get("none", "")))


def _group(field: str, words: list[str]) -> str:
    """Words of a title anywhere in it; words of a name one after another."""
    return f"({' '.join(words)})" if field == "title" else f'"{" ".join(words)}"'


def _words(text: str) -> list[str]:
    words = (word.lstrip("-–—") for word in _SIGNS.sub(" ", text).split())
    return [word.casefold() if word in _OPERATORS else word for word in words if word]
