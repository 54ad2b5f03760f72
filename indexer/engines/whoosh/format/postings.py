"""Posting lists: the occurrences of a term, packed on disk and as NumPy arrays in memory.

An *occurrence* is one 64-bit number: document << 32 | zone << 31 | position. Zone 0 is the title,
zone 1 the text. A posting list is the ascending array of a term's occurrences. Arrays let set
operations in C answer a query, instead of a step in Python for each posting.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Occurrences = NDArray[np.uint64]
Docs = NDArray[np.int64]

TITLE, TEXT = 0, 1
TEXT_BIT = 1 << 31
MAX_POSITION = TEXT_BIT - 1
LEAD = 40  # words: a news article says in its first sentences what it is about

# Lists of up to this many occurrences are stored uncompressed. Most terms are rare, and compressing
# them gains nothing.
_SHORT = 8
_LEVEL = 1
# Kind, types of the four arrays, documents, occurrences, bytes of the first chunk.
_HEADER = struct.Struct("<BccccIII")
_PLAIN, _PACKED = 0, 1
_PLAIN_HEADER = bytes((_PLAIN,))
_TYPES: dict[bytes, np.dtype[Any]] = {
    b"1": np.dtype("u1"),
    b"2": np.dtype("<u2"),
    b"4": np.dtype("<u4"),
}


@dataclass(frozen=True)
class Postings:
    """A term's documents, ascending, with its frequency in each.

    ``frequencies`` counts title and text together, ``title_frequencies`` the title alone.
    """

    docs: Docs
    frequencies: NDArray[np.int64]
    title_frequencies: NDArray[np.int64]
    _positions: bytes | Occurrences

    @cached_property
    def positions(self) -> NDArray[Any]:
        """The position of each occurrence in its title or text. Unpacked on first use."""
        if isinstance(self._positions, bytes):
            return np.frombuffer(zlib.decompress(self._positions[1:]), _TYPES[self._positions[:1]])
        return self._positions & np.uint64(MAX_POSITION)

    @cached_property
    def occurrences(self) -> Occurrences:
        """All occurrences, ascending. Only phrases need them."""
        if not isinstance(self._positions, bytes):
            return self._positions
        positions = self.positions.astype(np.uint64)
        docs = np.repeat(self.docs.astype(np.uint64) << np.uint64(32), self.frequencies)
        starts = np.cumsum(self.frequencies) - self.frequencies
        within = np.arange(len(positions)) - np.repeat(starts, self.frequencies)
        in_text = within >= np.repeat(self.title_frequencies, self.frequencies)
        occurrences: Occurrences = docs | (in_text.astype(np.uint64) << np.uint64(31)) | positions
        return occurrences

    @cached_property
    def lead_frequencies(self) -> NDArray[np.int64]:
        """The term's frequency among the first LEAD words of each document's text.

        Counted on the stored positions, because every word of a query needs it. All occurrences in
        a title are taken to be among its first LEAD words: few titles are longer.
        """
        if not len(self.docs):
            return self.frequencies
        starts = np.cumsum(self.frequencies) - self.frequencies
        early = np.add.reduceat(self.positions < LEAD, starts, dtype=np.int64)
        return np.maximum(early - self.title_frequencies, 0)


def encode(occurrences: Occurrences) -> tuple[bytes, int]:
    """Pack a posting list, and count its documents.

    A frequent term takes about two bytes per occurrence.
    """
    if len(occurrences) <= _SHORT:
        documents = len({occurrence >> 32 for occurrence in occurrences.tolist()})
        return _PLAIN_HEADER + occurrences.astype("<u8", copy=False).tobytes(), documents
    docs, frequencies, title_frequencies = _count(occurrences)
    first = [narrow(np.diff(docs, prepend=0)), narrow(frequencies), narrow(title_frequencies)]
    positions = narrow(occurrences & np.uint64(MAX_POSITION))
    chunk = zlib.compress(b"".join(array.tobytes() for array in first), _LEVEL)
    types = [str(array.itemsize).encode() for array in (*first, positions)]
    header = _HEADER.pack(_PACKED, *types, len(docs), len(occurrences), len(chunk))
    return header + chunk + zlib.compress(positions.tobytes(), _LEVEL), len(docs)


def decode(data: bytes) -> Postings:
    """Unpack the result of ``encode``. Damage raises ValueError, zlib.error or struct.error."""
    if data[0] == _PLAIN:
        occurrences = np.frombuffer(data, "<u8", offset=1)
        return Postings(*_count(occurrences), occurrences)
    _, *types, documents, _, chunk = _HEADER.unpack_from(data)
    start = _HEADER.size
    packed = zlib.decompress(data[start : start + chunk])
    arrays, offset = [], 0
    for code in types[:3]:
        array = np.frombuffer(packed, _TYPES[code], documents, offset)
        offset += array.nbytes
        arrays.append(array.astype(np.int64))
    return Postings(np.cumsum(arrays[0]), arrays[1], arrays[2], types[3] + data[start + chunk :])


def _count(occurrences: Occurrences) -> tuple[Docs, NDArray[np.int64], NDArray[np.int64]]:
    """The documents of a posting list, with the frequencies in each: in all, and in the title."""
    docs = (occurrences >> np.uint64(32)).astype(np.int64)
    starts = np.flatnonzero(np.diff(docs, prepend=-1))
    frequencies = np.diff(starts, append=len(docs))
    in_title = (occurrences & np.uint64(TEXT_BIT) == 0).astype(np.int64)
    return docs[starts], frequencies, np.add.reduceat(in_title, starts) if len(starts) else starts


def narrow(array: NDArray[Any]) -> NDArray[Any]:
    """The same non-negative numbers in the smallest unsigned type that holds them all."""
    most = int(array.max()) if len(array) else 0
    return array.astype(_TYPES[b"1" if most < 1 << 8 else b"2" if most < 1 << 16 else b"4"])
