"""The words of all titles and texts of a segment, so that nobody analyses them again.

A row is a word: the number of its surface form, and the gap between the word before and it. The
rows of a document's title come first, then those of its text. A hyphenated word is one row.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import U32, ranges
from svodka.indexer.analysis.token_arrays import Tokens, Vocabulary
from svodka.indexer.engines.whoosh.format.flat import Array, FlatWriter, narrow
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.stretches import bounds_of, runs

EXTENSION = ".tok"
BLOCK = 1 << 18  # rows that are handled at once

_FAR = 255  # stands for a gap of as many code points or more, which is stored elsewhere
_LOW = np.uint32(0xFFFF)
_HIGH = np.uint32(16)


class Rows(NamedTuple):
    """Some rows: surfaces, and gaps in code points."""

    ids: U32
    gaps: Numbers


def gaps_of(starts: Array, lengths: Array, firsts: Numbers) -> Numbers:
    """The gaps before words with these starts and lengths; ``firsts`` begin a title or a text."""
    stops = starts.astype(np.int64) + lengths
    before = np.zeros(len(starts), np.int64)
    before[1:] = stops[:-1]
    before[firsts] = 0
    return starts - before


def write_records(file: Any, lengths: Array, blocks: Callable[[], Iterator[Rows]]) -> None:
    """Write the rows of all documents.

    ``lengths`` are the rows of each title and text in turn. ``blocks`` gives all rows in order,
    each time that it is called.
    """
    flat = FlatWriter(file)
    flat.add("bounds", bounds_of(lengths))
    flat.stream("low", np.uint16, (rows.ids & _LOW for rows in blocks()))
    if any((rows.ids > _LOW).any() for rows in blocks()):
        flat.stream("high", np.uint8, (rows.ids >> _HIGH for rows in blocks()))
    else:
        flat.add("high", np.empty(0, np.uint8))
    flat.stream("gaps", np.uint8, (np.minimum(rows.gaps, _FAR) for rows in blocks()))
    at, values, start = [np.empty(0, np.int64)], [np.empty(0, np.int64)], 0
    for rows in blocks():
        far = np.flatnonzero(rows.gaps >= _FAR)
        at.append(far + start)
        values.append(rows.gaps[far])
        start += len(rows.gaps)
    flat.add("far_at", narrow(np.concatenate(at)))
    flat.add("far", narrow(np.concatenate(values)))
    flat.finish()


class TokenRecords:
    """The rows of a segment's titles and texts, mapped from a file."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """Raises KeyError or ValueError if the arrays do not fit each other."""
        self.bounds, self._low, self._high = (arrays[name] for name in ("bounds", "low", "high"))
        self._gaps, self._far_at, self._far = (arrays[name] for name in ("gaps", "far_at", "far"))
        size = len(self._low)
        if len(self._high) not in (0, size) or len(self._gaps) != size:
            raise ValueError("the rows of words do not fit each other")
        if len(self._far_at) != len(self._far) or int(self.bounds[-1]) != size:
            raise ValueError("the rows of words do not fit the articles")

    def tokens(self, words: Vocabulary, doc: int, zone: int) -> Tokens:
        """The words of a document's title (zone 0) or text (zone 1)."""
        at = 2 * doc + zone
        rows = self.rows(int(self.bounds[at]), int(self.bounds[at + 1]))
        lengths = words.lengths[rows.ids].astype(np.int64)
        stops = np.cumsum(rows.gaps + lengths)
        return Tokens(words, rows.ids, (stops - lengths).astype(np.uint32))

    def rows(self, start: int, stop: int) -> Rows:
        """The rows ``start`` to ``stop`` - 1."""
        ids = self._low[start:stop].astype(np.uint32)
        if len(self._high):
            ids |= self._high[start:stop].astype(np.uint32) << _HIGH
        gaps = self._gaps[start:stop].astype(np.int64)
        first, last = np.searchsorted(self._far_at, (start, stop)).tolist()
        gaps[self._far_at[first:last].astype(np.int64) - start] = self._far[first:last]
        return Rows(ids, gaps)

    def lengths(self, docs: Numbers) -> Numbers:
        """The rows of each title and text of some documents, in turn."""
        at = ranges(2 * docs, np.full(len(docs), 2))
        return self.bounds[at + 1].astype(np.int64) - self.bounds[at].astype(np.int64)

    def blocks(self, docs: Numbers) -> Iterator[Rows]:
        """The rows of ascending documents, in blocks."""
        for first, last in runs(docs):
            start, stop = int(self.bounds[2 * first]), int(self.bounds[2 * last])
            for at in range(start, stop, BLOCK):
                yield self.rows(at, min(at + BLOCK, stop))

    def used(self, docs: Numbers, size: int) -> Array:
        """For each of ``size`` surfaces, True if one of these documents has it as a word."""
        used = np.zeros(size, bool)
        for rows in self.blocks(docs):
            used[rows.ids] = True
        return used

    def check(self, size: int, surfaces: int) -> None:
        """Raise ValueError unless these are the words of ``size`` documents."""
        if len(self.bounds) != 2 * size + 1 or (self.bounds[1:] < self.bounds[:-1]).any():
            raise ValueError("the rows of words do not fit the articles")
        docs = np.arange(size)
        if any(len(rows.ids) and int(rows.ids.max()) >= surfaces for rows in self.blocks(docs)):
            raise ValueError("a row names a word that is not there")
