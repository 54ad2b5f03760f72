"""Stories after a change: only texts are grouped again whose story may be another one.

A text joins the story of an earlier text that shares a band with it. So it is grouped again if it
is new, or if such a text has come or gone, or has begun or ceased to begin a story. Texts are taken
in the order of their dates, each once.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.stories import MOST_COMPARED, Numbers, Texts, repeated
from svodka.indexer.documents.story_bands import Bands, Rows

# If more texts are to be grouped again, it is faster to group all: a share of all, and a number.
SHARE, LEAST = 0.1, 1_000
# Texts that share a band with those, each counted once for each band.
MOST_SHARED = 2_000_000

Flags = NDArray[np.bool_]
_Age = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """The texts before and after a change, in any order.

    ``rows`` are their signatures, as engines store them, in parts. ``before`` and ``after`` are
    true for those that there were and are. Texts of one date are in the order of their ``ranks``.
    """

    dates: Numbers
    ranks: NDArray[np.uint64]
    rows: Sequence[Rows]
    before: Flags
    after: Flags


def regrouped(texts: Changed, firsts: Numbers) -> Numbers | None:
    """For each text, the index of the first text of its story after a change.

    ``firsts`` has those before it. A text that is in no story stands for itself. None if so many
    texts are concerned that it is faster to group all again.
    """
    return _Regrouping(texts, firsts).run()


class _Bucket(NamedTuple):
    """Texts with the same content of a band, and those of them that begin stories.

    Both are in the order of their dates.
    """

    members: Numbers
    begun: list[int]


class _Regrouping:
    """One change, and the texts that it concerns."""

    def __init__(self, texts: Changed, firsts: Numbers) -> None:
        self._texts = texts
        self._firsts = firsts.copy()
        self._bands = Bands(texts.rows, texts.before | texts.after)
        self._begins = texts.before & (firsts == np.arange(len(firsts)))
        self._buckets: dict[tuple[int, int], _Bucket] = {}
        self._queue: list[_Age] = []
        self._queued: set[int] = set()
        self._shared = 0

    def run(self) -> Numbers | None:
        """The first texts; None if there is too much to do."""
        most = LEAST + int(SHARE * np.count_nonzero(self._texts.after))
        changed = np.flatnonzero(self._texts.before != self._texts.after).tolist()
        if len(changed) > most:
            return None
        self._queue, self._queued = [self._age(index) for index in changed], set(changed)
        heapify(self._queue)
        while self._queue:
            self._look_up(self._queue[0][-1])
            if len(self._queued) > most or self._shared > MOST_SHARED:
                return None
            self._group(heappop(self._queue)[-1])
        return self._firsts

    def _age(self, index: int) -> _Age:
        """The place of a text in the order of dates."""
        return int(self._texts.dates[index]), int(self._texts.ranks[index]), index

    def _look_up(self, index: int) -> None:
        """Find what shares a band with a text, and with the others that wait."""
        if all(key in self._buckets for key in self._bands.of(index)):
            return
        waiting = [key[-1] for key in self._queue]
        for key, found in self._bands.shared(waiting, self._buckets):
            self._shared += len(found)
            order = np.lexsort((found, self._texts.ranks[found], self._texts.dates[found]))
            members = found[order]
            self._buckets[key] = _Bucket(members, members[self._begins[members]].tolist())

    def _group(self, index: int) -> None:
        """Group a text; have others follow if it begins a story now, or no longer does."""
        buckets = [self._buckets[key] for key in self._bands.of(index)]
        first = self._joined(index, buckets) if self._texts.after[index] else None
        self._firsts[index] = index if first is None else first
        begins = bool(self._texts.after[index]) and first is None
        if begins == self._begins[index]:
            return
        self._begins[index] = begins
        for members, begun in buckets:
            if begins:
                insort(begun, index, key=self._age)
            else:
                del begun[bisect_left(begun, self._age(index), key=self._age)]
            self._follow(members[np.flatnonzero(members == index)[0] + 1 :])

    def _joined(self, index: int, buckets: Sequence[_Bucket]) -> int | None:
        """The first text of the story that a text joins; None if it begins one."""
        near: set[int] = set()
        for _, begun in buckets:
            end = bisect_left(begun, self._age(index), key=self._age)
            near.update(begun[max(end - MOST_COMPARED, 0) : end])
        if not near:
            return None
        compared = [*sorted(near, key=self._age), index]
        sizes, values = self._bands.signatures(compared)
        texts = Texts(self._texts.dates[compared], sizes, values)
        found = repeated(texts, len(near), range(len(near)))
        return None if found is None else compared[found]

    def _follow(self, later: Numbers) -> None:
        """Have the living ones of some later texts grouped again."""
        for index in later[self._texts.after[later]].tolist():
            if index not in self._queued:
                self._queued.add(index)
                heappush(self._queue, self._age(index))
