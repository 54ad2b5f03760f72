"""The bands of many signatures, looked through without an index of them.

A million signatures take a quarter of a gigabyte. Finding what shares a band with a few of them
takes a fifth of a second; lists of all bands would take half as much room as the posting lists.
"""

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.signature import VALUES
from svodka.indexer.documents.stories import BAND, BANDS, Numbers

_PIECE = 4_096  # signatures looked through at once: a megabyte, which stays in the cache
_BITS = 16
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

#: A signature in each row: its number of shingles, and its VALUES.
Rows = NDArray[np.uint16]
#: The number of a band, and its content.
Band = tuple[int, int]
_Contents = NDArray[np.uint64]


class Bands:
    """The bands of the signatures of some texts: those that are ``wanted`` and have shingles."""

    def __init__(self, parts: Sequence[Rows], wanted: NDArray[np.bool_]) -> None:
        self._parts, self._wanted = parts, wanted
        self._starts = np.cumsum([0, *map(len, parts)])

    def of(self, index: int) -> list[Band]:
        """The bands of a text; none if it has no shingles."""
        row = self._row(index)
        return list(enumerate(_contents(row[None, 1:])[0].tolist())) if row[0] else []

    def signatures(self, indexes: Sequence[int]) -> tuple[Numbers, NDArray[np.uint16]]:
        """The numbers of shingles of some texts, and their values, a row for each."""
        rows = np.stack([self._row(index) for index in indexes])
        return rows[:, 0].astype(np.int64), rows[:, 1:]

    def shared(
        self, indexes: Sequence[int], known: Container[Band]
    ) -> Iterator[tuple[Band, Numbers]]:
        """The texts that have each band of some texts, except bands that are known."""
        bands = sorted({band for at in indexes for band in self.of(at) if band not in known})
        if not bands:
            return
        numbers, contents = np.array([n for n, _ in bands]), np.array([c for _, c in bands], "u8")
        keys = _keys(numbers, contents)
        order = np.argsort(keys)
        found, texts = self._matches(keys[order], _filter(numbers, contents))
        ranked = np.argsort(found, kind="stable")
        bounds = np.searchsorted(found[ranked], np.arange(len(bands) + 1)).tolist()
        for place, (start, stop) in enumerate(pairwise(bounds)):
            yield bands[order[place]], texts[ranked[start:stop]]

    def _matches(self, keys: _Contents, may_be: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """The places in ``keys`` of bands that texts have, and these texts."""
        places, texts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for start, part in zip(self._starts.tolist(), self._parts, strict=False):
            for first in range(0, len(part), _PIECE):
                piece = part[first : first + _PIECE]
                rows, numbers = np.nonzero(may_be[_OFFSETS + piece[:, 1::BAND]])
                exact = _keys(numbers, _contents(piece[:, 1:])[rows, numbers])
                at = np.minimum(np.searchsorted(keys, exact), len(keys) - 1)
                own = start + first + rows
                right = (keys[at] == exact) & self._wanted[own] & (piece[rows, 0] > 0)
                places.append(at[right])
                texts.append(own[right])
        return np.concatenate(places), np.concatenate(texts)

    def _row(self, index: int) -> Rows:
        part = int(np.searchsorted(self._starts, index, "right")) - 1
        row: Rows = self._parts[part][index - self._starts[part]]
        return row


_OFFSETS = np.arange(BANDS, dtype=np.int32) << _BITS


def _contents(values: Rows) -> _Contents:
    """The contents of the bands of some signatures, a row for each."""
    return np.ascontiguousarray(values).view(np.uint64).reshape(-1, VALUES // BAND)


def _keys(numbers: Numbers, contents: _Contents) -> _Contents:
    """A number for each band; two bands share one about never, and then nothing but time is lost.

    Texts are compared by all their values before one joins the story of another.
    """
    return contents * _FACTOR + numbers.astype(np.uint64)


def _filter(numbers: Numbers, contents: _Contents) -> NDArray[np.bool_]:
    """For each number of a band and first value of its content, True if such a band is sought."""
    sought = np.zeros(BANDS << _BITS, bool)
    sought[(numbers << _BITS) + (contents & np.uint64((1 << _BITS) - 1)).astype(np.int64)] = True
    return sought
