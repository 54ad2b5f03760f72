"""Facets and time line of all matching articles."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.records import FACET_SIZE, Bucket, Counts, FacetName
from svodka.indexer.engines.timeline import timeline, years
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.format.schema import VALUE_FIELDS
from svodka.indexer.engines.whoosh.read.segments import OpenSegment

SegmentDocs = Sequence[tuple[OpenSegment, Docs]]


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
        facets: dict[FacetName, Sequence[Bucket]] = {"year": years(dated)}
        for name in VALUE_FIELDS:
            facets[name] = self.most_frequent(name, matches)
        sourceless = sum(
            int(np.count_nonzero(segment.values["source"].lengths[docs] == 0))
            for segment, docs in matches
        )
        return Counts(facets, timeline(dated, len(days) - len(dated)), sourceless)

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
