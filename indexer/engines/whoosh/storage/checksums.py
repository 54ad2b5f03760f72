"""Checksums (CRC-32) of all files of a generation, by which a byte that flipped is found, and what is missing, cut or longer.

The files of segments are sealed in the table of contents, by size and checksum. The table has a seal of its own behind
Whoosh's pickle, which Whoosh passes over, and ``stamp.json`` has one among its values.
"""

import errno
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svodka.indexer.engines.records import Fault

_SEAL = struct.Struct("<8sQI")  # _MARK, the bytes before the seal, their checksum
_MARK = b"\nsvodka\n"
_PIECE = 1 << 20  # bytes that are read at once

ALL = 1 << 62  # bytes: more than any file has
MISSING = "missing"


def seal(segment: Any, folder: Path) -> None:
    """Have a segment that was just written know its files: their sizes, and checksums of what is in them.

    The segment becomes plain data besides, as tables of contents are read without the names of functions.
    """
    segment._fieldlengths = dict(segment._fieldlengths)
    files = sorted(
        path for path in folder.iterdir() if path.name.startswith(f"{segment.segment_id()}.")
    )
    segment.seals = {path.name: (path.stat().st_size, checksum(path)) for path in files}


def sealed(segments: Sequence[Any]) -> dict[str, tuple[int, int]]:
    """The sizes and checksums of all files of segments, by their names."""
    return {
        name: (int(size), int(crc))
        for segment in segments
        for name, (size, crc) in segment.seals.items()
    }


def seal_table(path: Path) -> None:
    """Put its seal at the end of a table of contents."""
    data = path.read_bytes()
    with path.open("ab") as file:
        file.write(_SEAL.pack(_MARK, len(data), zlib.crc32(data)))


def is_sealed(data: bytes) -> bool:
    """Whether a table of contents has its seal, and is what was sealed."""
    whole = len(data) - _SEAL.size
    return whole >= 0 and data[whole:] == _SEAL.pack(_MARK, whole, zlib.crc32(data[:whole]))


def checksum(path: Path) -> int:
    """The CRC-32 of a file. Other threads run meanwhile."""
    crc, piece = 0, memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(piece):
            crc = zlib.crc32(piece[:size], crc)
    return crc


@dataclass(frozen=True, slots=True)
class _Compared:
    """What the system said of a file when it was compared with its seal, and what was wrong with it then."""

    account: tuple[int, ...]
    problem: str


class Seals:
    """Compares files with their seals, and remembers which it has; safe to share between threads.

    A file is read once for as long as the system says that nobody has touched it.
    """

    def __init__(self) -> None:
        self._compared: dict[Path, _Compared] = {}

    def faults(
        self, folder: Path, segments: Sequence[Any], *, most: int = ALL, again: bool = False
    ) -> list[Fault]:
        """What is wrong with the files of segments, by their names.

        Of what was not read yet, ``most`` bytes are read at most, small files first; of the other files only the sizes are
        looked at. With ``again``, what was read before is read anew.
        """
        known, compared, faults = self._compared, {}, []
        for name, (size, crc) in sorted(sealed(segments).items(), key=lambda item: item[1][0]):
            path = folder / name
            account, seen = _account(path), known.get(path)
            if seen is None or seen.account != account or again:
                most -= size
                seen = _Compared(account, problem(path, size, crc if most >= 0 else None))
            if most >= 0 or seen.problem:
                compared[path] = seen
            if seen.problem:
                faults.append(Fault(f"{folder.name}/{name}", seen.problem))
        self._compared = compared
        return sorted(faults, key=lambda fault: fault.file)


def problem(path: Path, size: int, crc: int | None) -> str:
    """What is wrong with a file that should have this size and this checksum, if that is given; empty where nothing is."""
    try:
        now = path.stat().st_size
        if now != size:
            return f"damaged (it has {now} bytes instead of {size})"
        return "" if crc is None or checksum(path) == crc else "damaged (its checksum is wrong)"
    except FileNotFoundError:
        return MISSING
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return "damaged (the disk cannot read it)"


def _account(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_ctime_ns
