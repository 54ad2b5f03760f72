"""The posting lists of open segments in memory; those used last are kept."""

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.weights import LEAD
from svodka.indexer.engines.whoosh.format.flat import narrow
from svodka.indexer.engines.whoosh.format.postings import (
    TEXT_BIT,
    Occurrences,
    Postings,
)
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.sets import Places

Term = tuple[str, str]  # field and term

CACHED_BYTES = 48 << 20  # of the lists kept by a process, whatever its indexes
_OVERHEAD = 500  # bytes of a list beside its arrays
_NO_OCCURRENCES: Occurrences = np.empty(0, np.uint64)
_SHIFT, _TEXT = np.uint64(32), np.uint64(TEXT_BIT)


class PostingList:
    """A term's documents in one segment, ascending, with its frequencies and positions.

    ``frequencies`` and ``title_frequencies`` are as in ``Postings``, in small types.
    """

    def __init__(self, postings: Postings) -> None:
        # Copies: a view would keep a file mapped that is gone.
        self.docs = np.array(postings.docs)
        self.frequencies = np.array(narrow(postings.frequencies))
        self.title_frequencies = np.array(narrow(postings.title_frequencies))
        self._positions = np.array(narrow(postings.positions))
        self.bytes = _OVERHEAD + 16 * len(self.docs) + 4 * int(postings.frequencies.sum())

    @cached_property
    def lead_frequencies(self) -> NDArray[Any]:
        """The frequency among the first words of each text; see ``Postings``."""
        if not self.docs.size:
            return self.frequencies
        early = np.add.reduceat(self._positions < LEAD, self._starts, dtype=np.int64)
        return narrow(np.maximum(early - self.title_frequencies, 0))

    @cached_property
    def _starts(self) -> NDArray[np.uint32]:
        frequencies = self.frequencies
        starts: NDArray[np.uint32] = np.cumsum(frequencies, dtype=np.uint32) - frequencies
        return starts

    def occurrences(self, places: Places) -> Occurrences:
        """The occurrences in the documents at ``places`` of ``docs`` (ascending), ascending."""
        if not places.size:
            return _NO_OCCURRENCES
        frequencies = self.frequencies[places].astype(np.int64)
        stops = frequencies.cumsum()
        total = int(stops[-1])
        starts = stops - frequencies
        numbers = np.arange(total)
        positions: NDArray[Any] = self._positions[
            numbers + (self._starts[places].astype(np.int64) - starts).repeat(frequencies)
        ]
        docs = self.docs[places].astype(np.uint64) << _SHIFT
        titles = self.title_frequencies[places]
        if not titles.any():
            text: Occurrences = (docs | _TEXT).repeat(frequencies) | positions
            return text
        in_text = numbers >= (starts + titles).repeat(frequencies)
        both: Occurrences = docs.repeat(frequencies) | positions
        both[in_text] |= _TEXT
        return both


_NONE = PostingList(Postings(*(np.empty(0, np.int64),) * 4))


class _Cache:
    """The lists used last, up to ``most`` bytes. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lists: OrderedDict[tuple[object, Term], PostingList] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: tuple[object, Term]) -> PostingList | None:
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
            return found

    def put(self, key: tuple[object, Term], made: PostingList) -> None:
        if made.bytes > self._most // 4:
            return
        with self._lock:
            if key not in self._lists:
                self._lists[key] = made
                self._bytes += made.bytes
            while self._bytes > self._most:
                _, dropped = self._lists.popitem(last=False)
                self._bytes -= dropped.bytes


_cache = _Cache(CACHED_BYTES)


def posting_list(segment: OpenSegment, term: Term) -> PostingList:
    """A term's list in a segment, in deleted documents too; empty if it has none."""
    key = (segment.files, term)
    found = _cache.get(key)
    if found is None:
        postings = segment.postings(*term)
        found = _NONE if postings is None else PostingList(postings)
        _cache.put(key, found)
    return found
