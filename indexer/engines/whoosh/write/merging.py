"""Merge segments: write their living documents as one new segment."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from svodka.indexer.engines.whoosh.format import value_columns
from svodka.indexer.engines.whoosh.format.postings import Occurrences, decode
from svodka.indexer.engines.whoosh.format.schema import COLUMNS, VALUE_FIELDS
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.write.segment_writer import SegmentFiles


def merge(folder: Path, segments: Sequence[OpenSegment]) -> Any:
    """Write the living documents of several segments as one new segment."""
    files = SegmentFiles(folder)
    try:
        return _merged(files, segments)
    except BaseException:
        files.abandon()
        raise


def _merged(files: SegmentFiles, segments: Sequence[OpenSegment]) -> Any:
    numbers = []
    for segment in segments:
        numbers.append(np.cumsum(segment.alive) - 1 + files.size)
        for doc in np.flatnonzero(segment.alive).tolist():
            files.add_row({name: segment.column(name, doc) for name in COLUMNS})
    living = [np.flatnonzero(segment.alive) for segment in segments]
    files.write_values(
        {
            name: value_columns.merged(
                (segment.values[name], docs) for segment, docs in zip(segments, living, strict=True)
            )
            for name in VALUE_FIELDS
        }
    )
    return files.write_terms(_merged_terms(segments, numbers))


def _merged_terms(
    segments: Sequence[OpenSegment], numbers: Sequence[Any]
) -> Iterator[tuple[str, bytes, Occurrences]]:
    """The terms of the segments in order.

    Occurrences are renumbered; deleted documents are dropped.
    """
    streams = map(_items, segments, range(len(segments)))
    for (field, term), group in groupby(heapq.merge(*streams), key=itemgetter(0, 1)):
        lists = []
        for _, _, n, packed in group:
            occurrences = decode(packed).occurrences
            docs = (occurrences >> np.uint64(32)).astype(np.int64)
            alive = segments[n].alive[docs]
            moved = numbers[n][docs[alive]].astype(np.uint64) << np.uint64(32)
            lists.append(moved | (occurrences[alive] & np.uint64(0xFFFFFFFF)))
        joined = np.concatenate(lists)
        if len(joined):
            yield field, term, joined


def _items(segment: OpenSegment, number: int) -> Iterator[tuple[str, bytes, int, bytes]]:
    for field, term, packed in segment.items():
        yield field, term, number, packed
