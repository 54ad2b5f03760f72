"""The stories of a snapshot, as its writer grouped them."""

from collections.abc import Sequence

import numpy as np

from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.documents.stories import Numbers
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.read.segments import OpenSegment


class Stories:
    """The stories of a snapshot. Each document has one; most stories have one document.

    ``numbers`` has the first document of each document's story, numbered through all segments.
    """

    def __init__(self, segments: Sequence[OpenSegment], numbers: Numbers) -> None:
        self._segments, self._numbers = segments, numbers
        self._starts = np.cumsum([0, *(segment.size for segment in segments)])
        self.size = int(self._starts[-1])  # documents, and more than any number of a story

    def of(self, segment: OpenSegment, docs: Docs) -> Numbers:
        """The story numbers of documents of a segment."""
        numbers: Numbers = self._numbers[self._starts[self._segments.index(segment)] + docs]
        return numbers

    def others(self, segment: OpenSegment, doc: int) -> list[tuple[OpenSegment, int]]:
        """The other documents of a document's story, oldest first, undated ones last."""
        number = self._starts[self._segments.index(segment)] + doc
        same = np.flatnonzero(self._numbers == self._numbers[number])
        segment_indexes = np.searchsorted(self._starts, same, side="right") - 1
        others = [
            (self._segments[index], int(other - self._starts[index]))
            for index, other in zip(segment_indexes.tolist(), same.tolist(), strict=True)
            if other != number and self._segments[index].alive[other - self._starts[index]]
        ]
        return sorted(others, key=_age)


def _age(document: tuple[OpenSegment, int]) -> tuple[bool, int, int]:
    segment, doc = document
    date, rank = int(segment.numbers["date"][doc]), int(segment.numbers["rank"][doc])
    return date == NO_DATE, date, rank
