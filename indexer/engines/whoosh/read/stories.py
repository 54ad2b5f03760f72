"""Stories of a snapshot: groups of near-duplicate articles, by their signatures.

Articles are taken in the order of their dates. Each joins the story whose first article it repeats
best, or begins a new one. So a story repeats its first article, and is never a chain of texts with
different ends. Order and stories depend on the content of the index, not on its history.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.documents.signature import VALUES, unpack
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.read.segments import OpenSegment

# Judged on 22,099 posts of 24 news channels. Texts published within SOON that share most of their
# shingles report the same news, however short. Later than that they are mostly two fillings of one
# template (weather, exchange rates, air raids). Then only a near-complete repetition of a text that
# is not short is a reprint.
ALIKE = 0.55
SOON = 2 * 86_400  # seconds
SAME = 0.9
LONG = 20  # shingles

# Texts are compared if all four values of one of 32 bands agree. At a similarity of .55 that misses
# one pair in 20, at .6 one in 100.
BAND = 4
# Only the latest stories with a text in a band are compared. News has few; hostile texts have
# thousands.
MOST_COMPARED = 32

Numbers = NDArray[np.int64]


class Stories:
    """The stories of a snapshot. Each document has one; most stories have one document."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._starts = np.cumsum([0, *(segment.size for segment in segments)])
        texts = _texts(segments)
        self._numbers = np.arange(self._starts[-1])
        self._numbers[texts.docs] = texts.docs[_firsts(texts)]

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


@dataclass(frozen=True, slots=True)
class _Texts:
    """The living documents with a signature, oldest first.

    Their numbers, dates in seconds, numbers of shingles, and signature values.
    """

    docs: Numbers
    dates: Numbers
    sizes: Numbers
    values: NDArray[np.uint16]


def _texts(segments: Sequence[OpenSegment]) -> _Texts:
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
    return _Texts(docs, dates[docs], sizes[docs], np.ascontiguousarray(values[docs]))


def _firsts(texts: _Texts) -> Numbers:
    """For each text, the index of the first text of its story."""
    firsts = np.arange(len(texts.docs))
    first_texts: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=MOST_COMPARED))
    for index, buckets in _shared(texts.values):
        near = sorted(set().union(*(first_texts[bucket] for bucket in buckets)))
        first = _repeated(texts, index, near)
        if first is not None:
            firsts[index] = first
            continue
        for bucket in buckets:
            first_texts[bucket].append(index)
    return firsts


def _shared(values: NDArray[np.uint16]) -> Iterator[tuple[int, list[int]]]:
    """The texts that share a band with others, in order, with the ids of those bands' contents."""
    indexes, contents, before = [], [], 0
    for band in values.view(np.uint64).T:
        different, content, counts = np.unique(band, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[content] > 1)
        indexes.append(shared)
        contents.append(content[shared] + before)
        before += len(different)
    index, content = np.concatenate(indexes), np.concatenate(contents)
    order = np.argsort(index, kind="stable")
    texts, starts = np.unique(index[order], return_index=True)
    if not len(texts):
        return  # np.split of an empty array gives one part
    yield from zip(
        texts.tolist(), map(np.ndarray.tolist, np.split(content[order], starts[1:])), strict=True
    )


def _repeated(texts: _Texts, index: int, near: list[int]) -> int | None:
    """The first text of a story that this text repeats best, the earliest of equals; or None."""
    if not near:
        return None
    alike = np.count_nonzero(texts.values[near] == texts.values[index], axis=1) / VALUES
    soon = texts.dates[index] - texts.dates[near] <= SOON
    long = np.minimum(texts.sizes[near], texts.sizes[index]) >= LONG
    alike[(alike < ALIKE) | ~soon & ((alike < SAME) | ~long)] = 0
    best = int(alike.argmax())
    return near[best] if alike[best] else None
