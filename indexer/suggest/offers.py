"""Names and phrases that are suggested: few, read from the index once for each version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from svodka.indexer.analysis.folding import fold
from svodka.indexer.article import ExactField
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.tree import Everything
from svodka.indexer.suggest.background import politely
from svodka.indexer.suggest.collocations import collocations
from svodka.indexer.suggest.titles import Numbered, Titles

Kind = Literal["title", "phrase", "name"]

TITLES = 20_000  # in which phrases are counted; of more, even shares of all times are taken
SHARES = 10
NAMES = 3_000  # of each field of names
NAMED: tuple[ExactField, ...] = ("person", "place")


@dataclass(frozen=True, slots=True)
class Offer:
    """The names and phrases of one version of an index, the most frequent first.

    ``kinds`` are those of ``texts``.
    """

    version: str
    kinds: Sequence[Kind] = ()
    texts: Titles = field(default_factory=lambda: Titles([]))


def read_offer(engine: Engine) -> Offer:
    """Read the names and phrases of the current index; for the background."""
    short = _short_texts(engine, Numbered(_sample(engine)))
    return Offer(engine.version(), list(short.values()), Titles(short))


def _sample(engine: Engine) -> list[str]:
    """Return up to TITLES different titles; of a large collection, shares of all times."""
    articles = engine.count()
    shares = SHARES if articles > TITLES else 1
    newest: dict[str, str] = {}
    for number in range(shares):
        stream = engine.stream(
            Everything(),
            limit=TITLES // shares,
            offset=number * articles // shares,
            sort="newest",
        )
        for hit in politely(stream.hits):
            newest.setdefault(hit.article.title.casefold(), hit.article.title)
    return list(newest.values())


def _short_texts(engine: Engine, titles: Numbered) -> dict[str, Kind]:
    """Return the names of people and places and the recurring phrases, the most frequent first.

    A text that is both is a name.
    """
    names = [bucket for field in NAMED for bucket in engine.values(field, NAMES)]
    kinds: dict[str, Kind] = {bucket.value: "name" for bucket in names}
    known = set(map(fold, kinds))
    rated = [(bucket.count, bucket.value) for bucket in names]
    for phrase in collocations(titles):
        if fold(phrase.text) not in known:
            kinds[phrase.text] = "phrase"
            rated.append((phrase.count, phrase.text))
    return {text: kinds[text] for _, text in sorted(rated, key=lambda pair: -pair[0])}
