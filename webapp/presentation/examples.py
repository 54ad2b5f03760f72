"""Example queries, with words of the collection if they are known, so that they have results."""

import re
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from svodka.indexer.engines.records import Bucket, FacetName
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.overview import Examples, Overview
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.sections import named

OFTEN = 6  # values per field
_QUOTES = re.compile(r"[\"«»„“”]")


def examples(known: Examples | None) -> Iterator[tuple[str, str]]:
    """Example queries and their meanings; usual ones if the collection offers no words."""
    words = known or Examples()
    rows = (
        (words.word, "товарооборот", _("слово в любой форме")),
        (
            words.phrase and quoted(words.phrase),
            '"Южный Кавказ"',
            _("слова подряд, в любой форме"),
        ),
        (" ".join(words.pair), "визит Баку", _("оба слова в одной статье")),
        (words.other and f"{words.word} | {words.other}", "нефть | газ", _("хотя бы одно из слов")),
        (
            words.other and f"{words.word} -{words.other}",
            "Россия -футбол",
            _("есть первое слово, но нет второго"),
        ),
        (words.form and f"!{words.form}", "!мира", _("слово именно в этой форме")),
    )
    for own, usual, meaning in rows:
        if query := own if words.word else usual:
            yield query, meaning


def topics(known: Examples) -> list[str]:
    """Queries of the day for the start page: words of the newest titles; none if there are none."""
    phrase = quoted(known.phrase) if known.phrase else ""
    queries = (known.word, known.other, phrase, " ".join(known.pair))
    return list(dict.fromkeys(filter(None, queries)))


def often(overview: Overview) -> list[tuple[str, list[tuple[str, Ask]]]]:
    """The most frequent values of the collection: headings, and values with what they ask for."""
    fields: tuple[tuple[FacetName, str], ...] = (
        ("person", _("Люди")),
        ("place", _("Места")),
        ("source", _("Источники")),
        ("section", _("Рубрики")),
    )
    facets = overview.counts.facets if overview.counts else {}
    return [
        (title, _values(name, facets[name])[:OFTEN])
        for name, title in fields
        if len(facets.get(name, ())) > 1
    ]


def _values(name: FacetName, buckets: Sequence[Bucket]) -> list[tuple[str, Ask]]:
    """Values with searches for names, as readers type them; for sources and sections, all of it."""
    if name == "section":
        return [(one.text, Ask("", filters=Filters(section=one.values))) for one in named(buckets)]
    if name == "source":
        return [(one.value, Ask("", filters=Filters(source=(one.value,)))) for one in buckets]
    return [(one.value, Ask(quoted(one.value))) for one in buckets]


def quoted(value: str) -> str:
    """A value as a query, in quotes unless it is one word."""
    return value if re.fullmatch(r"\w+", value) else f'"{_QUOTES.sub("", value)}"'
