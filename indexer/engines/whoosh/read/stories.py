"""The stories of a snapshot: its articles grouped by ``documents.stories``."""

from collections.abc import Sequence

import numpy as np

from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.documents.signature import unpack
from svodka.indexer.documents.stories import Numbers, Texts, firsts
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.read.segments import OpenSegment


class Stories:
    """The stories of a snapshot. Each document has one; most stories have one document."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._starts = np.cumsum([0, *(segment.size for segment in segments)])
        self.size = int(self._starts[-1])  # documents, and more than any number of a story
        docs, texts = _texts(segments)
        self._numbers = np.arange(self.size)
        self._numbers[docs] = docs[firsts(texts)]

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
            if other != number
        ]
        return sorted(others, key=_age)


def _age(document: tuple[OpenSegment, int]) -> tuple[bool, int, int]:
    segment, doc = document
    date, rank = int(segment.numbers["date"][doc]), int(segment.numbers["rank"][doc])
    return date == NO_DATE, date, rank


def _texts(segments: Sequence[OpenSegment]) -> tuple[Numbers, Texts]:
    """The numbers of live documents with a signature, oldest first, and their texts."""
    sizes, values = unpack(b"".join(segment.signatures() for segment in segments))
    dates = np.concatenate(
        [np.empty(0, np.int64), *(segment.numbers["date"] for segment in segments)]
    )
    ranks = np.concatenate(
        [np.empty(0, np.uint64), *(segment.numbers["rank"] for segment in segments)]
    )
    alive = np.concatenate([np.empty(0, bool), *(segment.alive for segment in segments)])
    docs = np.lexsort((ranks, dates))
    docs = docs[(alive & (sizes > 0))[docs]]
    return docs, Texts(dates[docs], sizes[docs], np.ascontiguousarray(values[docs]))
