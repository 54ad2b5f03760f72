"""The matching documents of a query in all segments, and the best of them."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.engines.records import Sort
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.read.matcher import OutOfTimeError
from svodka.indexer.engines.whoosh.read.ranking import Ranking
from svodka.indexer.engines.whoosh.read.saturation import Scores
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.query.tree import Node

Numbers = NDArray[np.int64]

FEW = 256  # matches: so few are scored at once
SPARE = 4  # times the wanted matches that are scored first
_GROWTH = 4  # times more matches that are looked at if they make too few stories
_ROUNDING = 1e-9  # share of a score by which its bound may be too low
_COUNTED_SINGLY = 32  # stories


class Found(NamedTuple):
    """A match on a page; ``others`` counts the other matches of its story."""

    segment: OpenSegment
    doc: int
    score: float
    others: int


class _Part(NamedTuple):
    """The matches of one segment. They have the numbers from ``start`` to ``stop`` among all."""

    segment: OpenSegment
    docs: Docs
    ranking: Ranking
    start: int
    stop: int


class Matches:
    """The matching documents of all segments, of which the best are asked for.

    With ``fold``, documents of one story count once: the best ranked of them represents all.
    ``partial`` is true if the time ran out before all were found or scored.
    """

    def __init__(self, snapshot: Snapshot, query: Node, fold: bool = False) -> None:
        self.stories = snapshot.stories if fold else None
        self.query = query
        self.all: list[_Part] = []
        self.partial = False

    def add(self, segment: OpenSegment, docs: Docs, ranking: Ranking) -> None:
        """Add the matching documents of a segment, and what scores them."""
        self.all.append(_Part(segment, docs, ranking, len(self), len(self) + len(docs)))

    def __len__(self) -> int:
        """The number of matching documents."""
        return self.all[-1].stop if self.all else 0

    @property
    def parts(self) -> list[tuple[OpenSegment, Docs]]:
        """The matching documents of each segment."""
        return [(part.segment, part.docs) for part in self.all]

    @property
    def total(self) -> int:
        """The number of matching documents, or of stories with ``fold``."""
        if self.stories is None or not len(self):
            return len(self)
        seen = np.zeros(self.stories.size, bool)
        seen[self.story_numbers] = True
        return int(np.count_nonzero(seen))

    @cached_property
    def story_numbers(self) -> Numbers:
        """The story of each match; without folding, each is its own."""
        if self.stories is None:
            return np.arange(len(self))
        return np.concatenate([self.stories.of(part.segment, part.docs) for part in self.all])

    def page(self, offset: int, limit: int, sort: Sort) -> list[Found]:
        """The documents at positions ``offset`` to ``offset + limit`` of the ranking.

        Equal scores are ordered by date, the newest first, then by a digest of the id. So the order
        depends on the content of the index, not on its history. Undated articles come last in
        either order of dates.
        """
        if limit <= 0 or offset >= len(self):
            return []
        return _Selection(self, offset + limit, sort).page(offset)


class _Selection:
    """The first ``wanted`` matches, or stories, of a ranking."""

    def __init__(self, matches: Matches, wanted: int, sort: Sort) -> None:
        self._matches = matches
        self._wanted = wanted
        self._sort = sort
        self._scores: Scores = np.zeros(len(matches))

    def page(self, offset: int) -> list[Found]:
        """The selected matches from ``offset`` on."""
        everything = np.arange(len(self._matches))
        if self._sort == "relevance":
            candidates = self._promising(everything)
            date = _newest(self._column("date", candidates))
            keys = [self._column("rank", candidates), date, -self._scores[candidates]]
        elif self._sort == "added":
            added = _newest(self._column("added", everything))
            candidates = self._first(added, self._wanted)
            date = _newest(self._column("date", candidates))
            keys = [self._column("rank", candidates), date, added[candidates]]
        else:
            turned = _newest if self._sort == "newest" else _oldest
            candidates = self._first(turned(self._column("date", everything)), self._wanted)
            date = turned(self._column("date", candidates))
            keys = [self._column("rank", candidates), date]
        ranked = self._folded(candidates[np.lexsort(keys)])[offset : self._wanted]
        if self._sort != "relevance":
            self._score(np.sort(ranked))
        return list(self._found(ranked))

    def _promising(self, everything: Numbers) -> Numbers:
        """The numbers of all matches that may be wanted, with their scores.

        Those with the highest bounds are scored first. Of the others, only those are scored whose
        bound reaches the score of the last wanted one.
        """
        if len(everything) <= max(FEW, self._wanted):
            return self._score(everything)
        bounds = self._scores = self._each(everything, Ranking.bounds)
        first = self._first(-bounds, self._wanted * SPARE)
        self._scores = bounds.copy()
        self._score(first)
        if len(first) == len(everything):
            return first
        best = self._folded(first[np.argsort(-self._scores[first])])
        last = self._scores[best[self._wanted - 1]]
        rest = bounds >= last - _ROUNDING * abs(last)
        rest[first] = False
        return np.union1d(first, self._score(np.flatnonzero(rest)))

    def _first(self, keys: NDArray[Any], least: int) -> Numbers:
        """The numbers of the ``least`` smallest keys or more, ascending.

        All that are wanted are among them, stories too.
        """
        while least < len(keys):
            chosen = np.flatnonzero(keys <= np.partition(keys, least - 1)[least - 1])
            if len(np.unique(self._matches.story_numbers[chosen])) >= self._wanted:
                return chosen
            least *= _GROWTH
        return np.arange(len(keys))

    def _folded(self, ranked: Numbers) -> Numbers:
        """The first match of each story, in order."""
        if self._matches.stories is None:
            return ranked
        _, first = np.unique(self._matches.story_numbers[ranked], return_index=True)
        return ranked[np.sort(first)]

    def _score(self, numbers: Numbers) -> Numbers:
        """Score the matches with these numbers, ascending. Returns the numbers."""
        self._scores[numbers] = self._each(numbers, Ranking.scores)
        return numbers

    def _each(self, numbers: Numbers, rate: Callable[[Ranking, Node, Docs], Scores]) -> Scores:
        """The rates of matches. If the time runs out, the rest keep those that they have."""
        rates = self._scores[numbers]
        for part, docs, stretch in self._by_part(numbers):
            try:
                rates[stretch] = rate(part.ranking, self._matches.query, docs)
            except OutOfTimeError:
                self._matches.partial = True
        return rates

    def _column(self, name: str, numbers: Numbers) -> NDArray[Any]:
        """The values of a column for matches."""
        rows = [part.segment.numbers[name][docs] for part, docs, _ in self._by_part(numbers)]
        return np.concatenate(rows)

    def _by_part(self, numbers: Numbers) -> Iterator[tuple[_Part, Docs, slice]]:
        """Each part with its documents among ``numbers`` (ascending), and where they stand."""
        for part in self._matches.all:
            first, last = np.searchsorted(numbers, (part.start, part.stop)).tolist()
            docs = part.docs
            if last - first < len(docs):  # else what is known of all of them is used again
                docs = docs[numbers[first:last] - part.start]
            if len(docs):
                yield part, docs, slice(first, last)

    def _found(self, ranked: Numbers) -> Iterator[Found]:
        starts = [part.start for part in self._matches.all]
        others = self._others(ranked)
        where = np.searchsorted(starts, ranked, side="right") - 1
        for number, index, other in zip(ranked.tolist(), where.tolist(), others, strict=True):
            part = self._matches.all[index]
            doc = int(part.docs[number - part.start])
            yield Found(part.segment, doc, float(self._scores[number]), other)

    def _others(self, ranked: Numbers) -> list[int]:
        """The number of other matches of the story of each."""
        numbers = self._matches.story_numbers
        if self._matches.stories is None:
            return [0] * len(ranked)
        if len(ranked) > _COUNTED_SINGLY:
            counts: list[int] = (np.bincount(numbers)[numbers[ranked]] - 1).tolist()
            return counts
        return [int(np.count_nonzero(numbers == story)) - 1 for story in numbers[ranked].tolist()]


def _newest(dates: NDArray[Any]) -> NDArray[Any]:
    return -dates


def _oldest(dates: NDArray[Any]) -> NDArray[Any]:
    return np.where(dates == NO_DATE, -NO_DATE, dates)
