"""Queries to try: with words of the collection where it is known, so that they find something in it."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from indexer.engine import FacetName
from indexer.overview import Examples, Overview

USUAL = Examples("товарооборот", "нефть", "мира", "Южный Кавказ", ("визит", "переговоры"))
OFTEN = 6  # values of a field
_QUOTES = re.compile(r"[\"«»„“”]")


def examples(found: Examples | None) -> Iterator[tuple[str, str]]:
    """Queries and what they mean; of words that the collection does not offer there are none."""
    words = found if found is not None and found.word else USUAL
    yield words.word, _("слово в любой форме")
    if words.phrase:
        yield quoted(words.phrase), _("слова рядом, тоже в любой форме")
    if words.pair:
        yield " ".join(words.pair), _("оба слова в одной статье")
    if words.other:
        yield f"{words.word} | {words.other}", _("хотя бы одно из слов")
        yield f"{words.word} -{words.other}", _("первое слово есть, второго нет")
    if words.form:
        yield f"!{words.form}", _("только эта форма")


def often(overview: Overview) -> list[tuple[str, list[tuple[str, str]]]]:
    """The most frequent values of the collection: a heading, and values with the queries that find their articles."""
    fields: tuple[tuple[FacetName, str, str], ...] = (
        ("person", _("Люди"), ""),
        ("place", _("Места"), ""),
        ("source", _("Источники"), "источник:"),
        ("section", _("Рубрики"), "рубрика:"),
    )
    facets = overview.counts.facets if overview.counts else {}
    return [
        (title, [(bucket.value, prefix + quoted(bucket.value)) for bucket in facets[name][:OFTEN]])
        for name, title, prefix in fields
        if len(facets.get(name, ())) > 1
    ]


def quoted(value: str) -> str:
    """A value as a query asks for it: in quotes, unless it is one word."""
    return value if re.fullmatch(r"\w+", value) else f'"{_QUOTES.sub("", value)}"'
