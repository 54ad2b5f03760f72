"""Growing NumPy columns, and lists of numbers laid end to end."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.unsignedinteger]  # of any width
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]

_LEAST = 1 << 10  # rows of a new column


class Column:
    """Numbers of one type, appended one by one and read as one array.

    Appended numbers wait in a list until the array is asked for.
    """

    def __init__(self, dtype: DTypeLike, numbers: Iterable[int] = ()) -> None:
        self._rows = np.zeros(_LEAST, dtype)
        self._size = 0
        self._waiting = list(numbers)
        self.append = self._waiting.append
        self.extend = self._waiting.extend

    @property
    def array(self) -> Array:
        """All numbers. An array that was read before stays as it was."""
        if self._waiting:
            self._take()
        return self._rows[: self._size]

    def __len__(self) -> int:
        return self._size + len(self._waiting)

    def _take(self) -> None:
        size = self._size + len(self._waiting)
        if size > len(self._rows):
            rows = np.zeros(max(size, 2 * len(self._rows)), self._rows.dtype)
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
