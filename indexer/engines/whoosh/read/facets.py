"""Facets and time line of all matching articles."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.port import FACET_SIZE, Bucket, Counts, FacetName, Timeline, Unit
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.format.schema import VALUE_FIELDS
from svodka.indexer.engines.whoosh.read.segments import OpenSegment

DAYS = 62  # the longest period shown by days, about two months
MONTHS = 120  # the longest period shown by months

SegmentDocs = Sequence[tuple[OpenSegment, Docs]]
Days = NDArray[np.int64]


class Dictionaries:
    """The values of all segments in one order, and the segments' own numbers in it."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._values: dict[FacetName, list[str]] = {}
        self._numbers: dict[tuple[str, FacetName], NDArray[np.int64]] = {}
        for name in VALUE_FIELDS:
            own = [segment.values[name].values for segment in segments]
            known = sorted(set().union(*own))
            self._values[name] = known
            number = {value: index for index, value in enumerate(known)}
            for segment, values in zip(segments, own, strict=True):
                self._numbers[segment.name, name] = np.array(
                    [number[value] for value in values], np.int64
                )

    def counts(self, matches: SegmentDocs) -> Counts:
        """Count the values and days of the matching documents."""
        days = np.concatenate(
            [np.empty(0, np.int64), *(segment.numbers["day"][docs] for segment, docs in matches)]
        )
        dated = days[days != NO_DAY]
        facets: dict[FacetName, Sequence[Bucket]] = {"year": _line(dated, "year")[::-1]}
        facets["year"] = [bucket for bucket in facets["year"] if bucket.count]
        for name in VALUE_FIELDS:
            facets[name] = self.most_frequent(name, matches)
        return Counts(facets, timeline(dated, len(days) - len(dated)))

    def most_frequent(
        self, name: FacetName, matches: SegmentDocs, size: int = FACET_SIZE
    ) -> list[Bucket]:
        """The most frequent values; equally frequent ones in the order of the values."""
        values = self._values[name]
        counts = np.zeros(len(values), np.int64)
        for segment, docs in matches:
            own = np.bincount(
                segment.values[name].refs_of(docs), minlength=len(segment.values[name].values)
            )
            counts[self._numbers[segment.name, name]] += own
        had = np.flatnonzero(counts)
        if len(had) > size:
            least = np.partition(counts[had], -size)[-size]
            had = had[counts[had] >= least]
        best = had[np.argsort(-counts[had], kind="stable")][:size]
        return [Bucket(values[number], int(counts[number])) for number in best.tolist()]


def timeline(dated: Days, undated: int) -> Timeline:
    """The time line of days (since 1970), in the finest unit that keeps it short."""
    if not len(dated):
        return Timeline("year", [], undated)
    first, last = int(dated.min()), int(dated.max())
    unit: Unit = "year"
    if last - first < DAYS:
        unit = "day"
    elif _units(np.array([last]), "month")[0] - _units(np.array([first]), "month")[0] < MONTHS:
        unit = "month"
    return Timeline(unit, _line(dated, unit), undated)


_CODES = {"day": "D", "month": "M", "year": "Y"}


def _line(dated: Days, unit: Unit) -> list[Bucket]:
    """The number of articles in each unit from the first to the last, zeros included."""
    if not len(dated):
        return []
    units = _units(dated, unit)
    first = int(units.min())
    counts = np.bincount(units - first).tolist()
    names = (
        np.arange(first, first + len(counts))
        .astype(f"datetime64[{_CODES[unit]}]")
        .astype(str)
        .tolist()
    )
    return [Bucket(name, count) for name, count in zip(names, counts, strict=True)]


def _units(days: NDArray[Any], unit: Unit) -> NDArray[np.int64]:
    """Convert days since 1970 to days, months or years since 1970."""
    units: NDArray[np.int64] = (
        days.astype("datetime64[D]").astype(f"datetime64[{_CODES[unit]}]").astype(np.int64)
    )
    return units
