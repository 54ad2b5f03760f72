"""Queries to try: with words of the collection where it is known, so that they find something in it."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from svodka.indexer.engines.records import FacetName
from svodka.indexer.results.overview import Examples, Overview

OFTEN = 6  # values of a field
_QUOTES = re.compile(r"[\"«»„“”]")


def examples(found: Examples | None) -> Iterator[tuple[str, str]]:
    """Queries and what they mean, as far as the collection offers words for them; where it offers none, usual ones."""
    words = found or Examples()
    rows = (
        (words.word, "товарооборот", _("слово в любой форме")),
        (
            words.phrase and quoted(words.phrase),
            '"Южный Кавказ"',
            _("слова рядом, тоже в любой форме"),
        ),
        (" ".join(words.pair), "визит Баку", _("оба слова в одной статье")),
        (words.other and f"{words.word} | {words.other}", "нефть | газ", _("хотя бы одно из слов")),
        (
            words.other and f"{words.word} -{words.other}",
            "Россия -футбол",
            _("первое слово есть, второго нет"),
        ),
        (words.form and f"!{words.form}", "!мира", _("только эта форма")),
    )
    for own, usual, meaning in rows:
        if query := own if words.word else usual:
            yield query, meaning


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
