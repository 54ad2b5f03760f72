"""The stories of a state, as its table of contents holds them with each segment.

Documents are numbered through all segments of the state. A story is the number of its first
document. Only documents are held that do not stand for themselves.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from svodka.indexer.engines.whoosh.format.packing import Numbers

_DOC, _FIRST = np.dtype("<u4"), np.dtype("<u8")


def store_stories(segment: Any, start: int, firsts: Numbers) -> None:
    """Store the stories of a segment whose documents are numbered from ``start``."""
    docs = np.flatnonzero(firsts != np.arange(start, start + len(firsts)))
    # Part of the file format: W3Segment is pickled with its attributes.
    segment.stories = docs.astype(_DOC).tobytes(), firsts[docs].astype(_FIRST).tobytes()


def read_stories(segments: Sequence[Any]) -> Numbers:
    """The story of each document of a state, deleted ones too.

    Damage raises ValueError, TypeError or IndexError.
    """
    sizes = [int(segment.doc_count_all()) for segment in segments]
    firsts = np.arange(sum(sizes))
    start = 0
    for segment, size in zip(segments, sizes, strict=True):
        packed_docs, packed_firsts = segment.stories
        docs, own = np.frombuffer(packed_docs, _DOC), np.frombuffer(packed_firsts, _FIRST)
        if len(docs) != len(own) or (docs >= size).any() or (own >= len(firsts)).any():
            raise ValueError("the stories do not fit the articles")
        firsts[start + docs.astype(np.int64)] = own
        start += size
    return firsts
