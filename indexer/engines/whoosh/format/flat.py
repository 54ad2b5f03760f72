"""Files of named arrays of numbers, which are mapped into memory and read without copies.

The arrays come one after the other, each at a multiple of 8 bytes. A table of their names, types,
offsets and lengths ends the file, and the table's own size ends the table.
"""

import json
import mmap
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]

_TAIL = struct.Struct("<Q8s")  # bytes of the table, and _MARK
_MARK = b"svodka 1"
_ALIGNMENT = 8
_KINDS = frozenset(("|u1", "<u2", "<u4", "<u8", "<i4", "<i8"))


class FlatWriter:
    """Writes arrays into an open file, one after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._table: list[tuple[str, str, int, int]] = []

    def add(self, name: str, array: Array) -> None:
        """Write an array; one of more dimensions is flattened."""
        self.stream(name, array.dtype, (array,))

    def stream(self, name: str, dtype: DTypeLike, blocks: Iterable[Array]) -> None:
        """Write an array that comes in blocks; each is cast to ``dtype``."""
        kind = np.dtype(dtype).newbyteorder("<")
        start, count = self._at, 0
        for block in blocks:
            array = np.ascontiguousarray(block, kind)
            self._write(array.data.cast("B") if array.size else b"")
            count += array.size
        self._table.append((name, kind.str, start, count))
        self._write(bytes(-self._at % _ALIGNMENT))

    def finish(self) -> None:
        """Write the table. The file stays open."""
        table = json.dumps(self._table).encode()
        self._write(table + _TAIL.pack(len(table), _MARK))

    def _write(self, data: Any) -> None:
        self._file.write(data)
        self._at += len(data)


def read_flat(path: Path) -> dict[str, Array]:
    """Map a file of arrays. Raises OSError; invalid bytes raise ValueError or TypeError.

    The file stays mapped as long as one of the arrays is in use.
    """
    data = read_bytes(path)
    end = len(data) - _TAIL.size
    if end < 0:
        raise ValueError(f"{path.name} is too short")
    length, mark = _TAIL.unpack(data[end:].tobytes())
    if mark != _MARK or length > end:
        raise ValueError(f"{path.name} has no table of arrays")
    table = json.loads(data[end - length : end].tobytes())
    return {name: _array(data, *place) for name, *place in table}


def read_bytes(path: Path) -> NDArray[np.uint8]:
    """Map a file. It stays mapped as long as the array or a part of it is in use."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if not size:
            return np.empty(0, np.uint8)
        return np.frombuffer(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ), np.uint8)


def _array(data: NDArray[np.uint8], kind: str, offset: int, count: int) -> Array:
    if kind not in _KINDS or offset < 0 or count < 0:
        raise ValueError(f"an array of {count} {kind!r} at {offset} is none of ours")
    stop = offset + count * np.dtype(kind).itemsize
    if stop > len(data):
        raise ValueError("an array ends too early")
    return data[offset:stop].view(kind)


def narrow(array: Array) -> Array:
    """The same non-negative numbers in the smallest unsigned type that holds them all."""
    most = int(array.max()) if array.size else 0
    width = next(width for width in (1, 2, 4, 8) if most < 1 << 8 * width)
    return array.astype(f"<u{width}", copy=False)
