"""Queries to try: with words of the collection where it is known, so that they find something in it."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from indexer.overview import Examples

USUAL = Examples("товарооборот", "нефть", "мира", "Южный Кавказ", ("визит", "переговоры"))
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


def quoted(value: str) -> str:
    """A value as a query asks for it: in quotes, unless it is one word."""
    return value if re.fullmatch(r"\w+", value) else f'"{_QUOTES.sub("", value)}"'
