"""The stories of a change: those of the state before it, grouped again where it concerns them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from svodka.indexer.documents.signature import VALUES
from svodka.indexer.documents.stories import Numbers, Texts, firsts
from svodka.indexer.documents.story_changes import Changed, regrouped
from svodka.indexer.engines.whoosh.format.story_rows import read_stories, store_stories
from svodka.indexer.engines.whoosh.read.segments import OpenSegment


class Grouping:
    """The stories of a change.

    Documents are numbered through the segments that the change has before it merges any: first
    those of the state before it, in their order, then new ones.
    """

    def __init__(self, committed: Sequence[Any]) -> None:
        """Take the segments of the state before. Damage raises ValueError."""
        self._deleted = [list(segment.deleted_docs()) for segment in committed]
        self._sizes = [int(segment.doc_count_all()) for segment in committed]
        self._firsts = read_stories(committed)
        self._numbers: dict[str, Numbers] = {}

    def update(self, segments: Sequence[OpenSegment]) -> None:
        """Group the documents of all segments, under the deletions as they are now."""
        texts = self._changed(segments)
        known = np.arange(len(texts.after))
        known[: len(self._firsts)] = self._firsts
        found = regrouped(texts, known)
        self._firsts = _grouped(texts) if found is None else found
        bounds = np.cumsum([0, *(segment.size for segment in segments)]).tolist()
        self._numbers = {
            segment.name: np.arange(*bound)
            for segment, bound in zip(segments, pairwise(bounds), strict=True)
        }

    def merge(self, segments: Sequence[OpenSegment], name: str) -> None:
        """Take the merging of some segments into one of this name."""
        living = [self._numbers[segment.name][segment.alive] for segment in segments]
        self._numbers[name] = np.concatenate(living)

    def store(self, segments: Sequence[Any]) -> None:
        """Store the stories with the segments of the new state."""
        own = [self._numbers[segment.segment_id()] for segment in segments]
        places = np.full(len(self._firsts), -1)
        order = np.concatenate([np.empty(0, np.int64), *own])
        places[order] = np.arange(len(order))
        start = 0
        for segment, numbers in zip(segments, own, strict=True):
            found = places[self._firsts[numbers]]
            gone = list(segment.deleted_docs())
            found[gone] = start + np.array(gone, np.int64)
            store_stories(segment, start, found)
            start += len(numbers)

    def _changed(self, segments: Sequence[OpenSegment]) -> Changed:
        dates, ranks, after = (
            np.concatenate([np.empty(0, kind), *arrays])
            for kind, arrays in (
                (np.int64, [segment.numbers["date"] for segment in segments]),
                (np.uint64, [segment.numbers["rank"] for segment in segments]),
                (bool, [segment.alive for segment in segments]),
            )
        )
        before = np.zeros(len(after), bool)
        start = 0
        for size, deleted in zip(self._sizes, self._deleted, strict=True):
            before[start : start + size] = True
            before[start + np.array(deleted, np.int64)] = False
            start += size
        rows = [segment.columns.signatures for segment in segments]
        return Changed(dates, ranks, rows, before, after)


def _grouped(texts: Changed) -> Numbers:
    """The first document of each document's story, all grouped at once."""
    sizes = np.concatenate([np.empty(0, np.uint16), *(rows[:, 0] for rows in texts.rows)])
    docs = np.lexsort((texts.ranks, texts.dates))
    docs = docs[(texts.after & (sizes > 0))[docs]]
    values = np.empty((len(docs), VALUES), np.uint16)
    found = np.arange(len(texts.after))
    start = 0
    for rows in texts.rows:
        places = np.flatnonzero((docs >= start) & (docs < start + len(rows)))
        values[places] = rows[docs[places] - start, 1:]
        start += len(rows)
    found[docs] = docs[firsts(Texts(texts.dates[docs], sizes[docs].astype(np.int64), values))]
    return found
