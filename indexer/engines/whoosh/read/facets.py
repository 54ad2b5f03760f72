"""Facets and time line of all matching articles."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.records import (
    FACET_SIZE,
    Bucket,
    Counts,
    FacetName,
    Timeline,
    Unit,
)
from svodka.indexer.engines.timeline import timeline, years
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.format.schema import VALUE_FIELDS
from svodka.indexer.engines.whoosh.format.value_columns import Column
from svodka.indexer.engines.whoosh.read.segments import OpenSegment

SegmentDocs = Sequence[tuple[OpenSegment, Docs]]


def timeline_of(matches: SegmentDocs, unit: Unit | None) -> Timeline:
    """The time line of the matching documents."""
    return timeline(*_days(matches), unit)


def _days(matches: SegmentDocs) -> tuple[NDArray[np.int64], int]:
    """The days of the matching documents that have one, and the number of those that have none."""
    days = np.concatenate(
        [np.empty(0, np.int64), *(segment.numbers["day"][docs] for segment, docs in matches)]
    )
    dated = days[days != NO_DAY]
    return dated, len(days) - len(dated)


class Dictionary:
    """The values of a field in all segments in one order, and the segments' numbers in it.

    Values that no segment has any more may be among them; nothing counts them.
    """

    def __init__(self, segments: Mapping[str, Column], before: "Dictionary | None" = None) -> None:
        """Take the segments by name; those that ``before`` has are not read again."""
        self.values: list[str] = []
        self.numbers: dict[str, NDArray[np.int64]] = {}
        if before is not None and not before.is_wasteful(segments):
            self.values, self.numbers = before.values, dict(before.numbers)
        fresh = {name: own.values() for name, own in segments.items() if name not in self.numbers}
        self.numbers = {name: own for name, own in self.numbers.items() if name in segments}
        self._insert(sorted(self._lacking(set[str]().union(*fresh.values()))))
        for name, own in fresh.items():
            self.numbers[name] = np.array([self._find(value) for value in own], np.int64)

    def is_wasteful(self, segments: Container[str]) -> bool:
        """True if fewer than half of the values are those of some segments."""
        used = np.zeros(len(self.values), bool)
        for name, own in self.numbers.items():
            if name in segments:
                used[own] = True
        return 2 * int(used.sum()) < len(used)

    def _find(self, value: str) -> int:
        return bisect_left(self.values, value)

    def _lacking(self, values: Iterable[str]) -> Iterator[str]:
        for value in values:
            at = self._find(value)
            if at == len(self.values) or self.values[at] != value:
                yield value

    def _insert(self, new: list[str]) -> None:
        """Insert ascending new values, and renumber."""
        if not new:
            return
        places = np.array([self._find(value) for value in new])
        old = np.arange(len(self.values))
        moved = old + np.searchsorted(places, old, "right")
        # Two runs in order: they are merged in linear time.
        self.values = sorted(self.values + new)
        self.numbers = {name: moved[own] for name, own in self.numbers.items()}


class Dictionaries:
    """The values of all segments in one order, and the segments' own numbers in it."""

    def __init__(
        self, segments: Sequence[OpenSegment], before: "Dictionaries | None" = None
    ) -> None:
        """Take the segments. Those that an earlier state had are not read again."""
        self._fields: dict[str, Dictionary] = {
            name: Dictionary(
                {segment.name: segment.values[name] for segment in segments},
                before._fields[name] if before else None,
            )
            for name in VALUE_FIELDS
        }

    def counts(self, matches: SegmentDocs) -> Counts:
        """Count the values and days of the matching documents."""
        dated, undated = _days(matches)
        facets: dict[FacetName, Sequence[Bucket]] = {"year": years(dated)}
        for name in VALUE_FIELDS:
            facets[name] = self.most_frequent(name, matches)
        sourceless = sum(
            int(np.count_nonzero(segment.values["source"].lengths[docs] == 0))
            for segment, docs in matches
        )
        return Counts(facets, timeline(dated, undated), sourceless)

    def most_frequent(
        self, name: FacetName, matches: SegmentDocs, size: int = FACET_SIZE
    ) -> list[Bucket]:
        """The most frequent values; equally frequent ones in the order of the values."""
        field = self._fields[name]
        values = field.values
        counts = np.zeros(len(values), np.int64)
        for segment, docs in matches:
            numbers = field.numbers[segment.name]
            counts[numbers] += np.bincount(
                segment.values[name].refs_of(docs), minlength=len(numbers)
            )
        had = np.flatnonzero(counts)
        if len(had) > size:
            least = np.partition(counts[had], -size)[-size]
            had = had[counts[had] >= least]
        best = had[np.argsort(-counts[had], kind="stable")][:size]
        return [Bucket(values[number], int(counts[number])) for number in best.tolist()]
