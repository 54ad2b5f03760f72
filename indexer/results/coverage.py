"""What a collection holds: its sources and years, and what has neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from svodka.indexer.budget import Budget
from svodka.indexer.engines.port import ENGINE_TIME, Engine
from svodka.indexer.engines.records import Bucket, Counts
from svodka.indexer.query.tree import Everything, Exactly

SOURCES = 60  # the most frequent sources, which are named
MOST = 100_000  # sources that are counted


@dataclass(frozen=True, slots=True)
class Holding:
    """A source and its number of articles; ``years`` has those of each year with some.

    ``undated`` articles have no date. ``counted`` is false if the time did not suffice for years.
    """

    source: str
    articles: int
    years: Mapping[str, int]
    undated: int
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Coverage:
    """The articles of a collection by year and by source, the largest source first.

    ``more`` sources beyond SOURCES are not named; ``sourceless`` articles have none.
    """

    articles: int
    undated: int
    sourceless: int
    years: Sequence[Bucket]
    holdings: Sequence[Holding]
    more: int


def coverage(engine: Engine) -> Coverage:
    """Count the articles of an index by source and year. Raises UnusableIndexError."""
    hits = engine.search(Everything(), limit=0, count=True)
    sources, budget = engine.values("source", MOST), Budget(ENGINE_TIME)
    counts = hits.counts
    return Coverage(
        hits.total,
        counts.timeline.undated if counts else 0,
        counts.sourceless if counts else 0,
        counts.facets.get("year", ()) if counts else (),
        [_holding(engine, source, budget) for source in sources[:SOURCES]],
        len(sources[SOURCES:]),
    )


def _holding(engine: Engine, source: Bucket, budget: Budget) -> Holding:
    counts: Counts | None = None
    if left := budget.left():
        found = engine.search(Exactly("source", source.value), limit=0, count=True, budget=left)
        counts = None if found.partial else found.counts
    if counts is None:
        return Holding(source.value, source.count, {}, 0, counted=False)
    years = {bucket.value: bucket.count for bucket in counts.facets.get("year", ())}
    return Holding(source.value, source.count, years, counts.timeline.undated)


class Coverages:
    """Remembers the coverage until the index changes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cache: tuple[str, Coverage] | None = None

    def current(self) -> Coverage:
        """The coverage of the present index. Raises UnusableIndexError."""
        version, cached = self._engine.version(), self._cache
        if cached and cached[0] == version:
            return cached[1]
        made = coverage(self._engine)
        self._cache = version, made
        return made
