"""Growing NumPy tables, the columns of a vocabulary, and lists of numbers laid end to end."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.unsignedinteger]  # of any width
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]

_LEAST = 1 << 10  # rows of a new column


class Table:
    """Rows of unsigned 32-bit numbers, appended one by one and read as arrays.

    Appended rows wait in a list until an array is asked for. An array that was read before stays as
    it was.
    """

    def __init__(self, *rows: tuple[int, ...], width: int = 1) -> None:
        self._rows = np.zeros((_LEAST, width), np.uint32)
        self._size = 0
        self._waiting = list(rows)
        self.append = self._waiting.append

    def column(self, number: int, start: int = 0) -> U32:
        """Return a column from a row on."""
        if self._waiting:
            self._take()
        return self._rows[start : self._size, number]

    def _take(self) -> None:
        size = self._size + len(self._waiting)
        if size > len(self._rows):
            rows = np.zeros((max(size, 2 * len(self._rows)), self._rows.shape[1]), np.uint32)
            rows[: self._size] = self._rows[: self._size]
            self._rows = rows
        self._rows[self._size : size] = self._waiting
        self._waiting.clear()
        self._size = size


class VocabularyColumns:
    """The columns of a ``Vocabulary`` that grows."""

    def __init__(self) -> None:
        # Form, length, flags, end of the parts, reading. The first row only begins the bounds.
        self._table = Table((0, 0, 0, 0, 0), width=5)
        self._part_table = Table(width=2)  # surface, start
        self._form_table = Table(width=1)  # hash
        self._reading_table = Table((0,), width=1)  # end of the lemmas
        self._lemma_table = Table(width=1)

    @property
    def forms(self) -> U32:
        """The form number of each surface."""
        return self._table.column(0, 1)

    @property
    def readings(self) -> U32:
        """The number of the list of lemmas of each surface."""
        return self._table.column(4, 1)

    @property
    def lengths(self) -> U32:
        """The length of each surface in code points."""
        return self._table.column(1, 1)

    @property
    def flags(self) -> U32:
        """The flags of each surface."""
        return self._table.column(2, 1)

    @property
    def part_bounds(self) -> U32:
        """The bounds of the parts of each surface."""
        return self._table.column(3)

    @property
    def parts(self) -> U32:
        """The surface of each part."""
        return self._part_table.column(0)

    @property
    def part_starts(self) -> U32:
        """The start of each part in its surface."""
        return self._part_table.column(1)

    @property
    def lemma_bounds(self) -> U32:
        """The bounds of the lemmas of each reading."""
        return self._reading_table.column(0)

    @property
    def lemmas(self) -> U32:
        """The lemma numbers of all readings."""
        return self._lemma_table.column(0)

    @property
    def hashes(self) -> U32:
        """The CRC-32 of each folded form."""
        return self._form_table.column(0)


def ranges(starts: Array | I64, counts: I64) -> I64:
    """Return the indices start, start + 1, … of each range, ``counts`` of them, end to end."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    offsets: I64 = np.repeat(starts.astype(np.int64) - ends + counts, counts)
    return offsets + np.arange(total)
