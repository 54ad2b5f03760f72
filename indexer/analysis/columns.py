"""Growing NumPy tables, and lists of numbers laid end to end."""

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


def ranges(starts: Array | I64, counts: I64) -> I64:
    """Return the indices start, start + 1, … of each range, ``counts`` of them, end to end."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    offsets: I64 = np.repeat(starts.astype(np.int64) - ends + counts, counts)
    return offsets + np.arange(total)
