"""Checksums (CRC-32) of all files of a generation: they reveal damaged and missing files.

The table of contents holds the sizes and checksums of the segments' files. Its own checksum follows
Whoosh's pickle, where Whoosh does not read. ``stamp.json`` holds its own checksum.
"""

import errno
import struct
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svodka.indexer.engines.records import Fault
from svodka.indexer.engines.whoosh.storage.verified import Accounts
from svodka.indexer.errors import IndexCorrupt

_TRAILER = struct.Struct("<8sQI")  # _MARK, the number of bytes before it, their checksum
_MARK = b"\nsvodka\n"
_PIECE = 1 << 20  # bytes read at once

# Nanoseconds: longer than the tick of any file system's clock, FAT's included.
SETTLED = 2_000_000_000
ALL = 1 << 62  # bytes, more than any file has
MISSING = "missing"
WRONG = "damaged (its checksum is wrong)"


def store_checksums(segment: Any, folder: Path) -> None:
    """Store the sizes and checksums of its files in a segment that was just written."""
    segment._fieldlengths = {}  # Whoosh reads its attribute; our segments store lengths elsewhere
    files = sorted(
        path for path in folder.iterdir() if path.name.startswith(f"{segment.segment_id()}.")
    )
    # Part of the file format: W3Segment is pickled with its attributes.
    segment.seals = {path.name: (path.stat().st_size, checksum(path)) for path in files}


def checksums_of(segments: Sequence[Any]) -> dict[str, tuple[int, int]]:
    """The sizes and checksums of all files of segments, by file name."""
    return {
        name: (int(size), int(crc))
        for segment in segments
        for name, (size, crc) in segment.seals.items()
    }


def append_checksum(path: Path) -> None:
    """Append its checksum to a table of contents."""
    data = path.read_bytes()
    with path.open("ab") as file:
        file.write(_TRAILER.pack(_MARK, len(data), zlib.crc32(data)))


def has_right_checksum(data: bytes) -> bool:
    """True if a table of contents ends with its right checksum."""
    size = len(data) - _TRAILER.size
    return size >= 0 and data[size:] == _TRAILER.pack(_MARK, size, zlib.crc32(data[:size]))


def checksum(path: Path) -> int:
    """The CRC-32 of a file. Releases the GIL, so other threads run meanwhile."""
    crc, piece = 0, memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(piece):
            crc = zlib.crc32(piece[:size], crc)
    return crc


@dataclass(frozen=True, slots=True)
class _Compared:
    """The status of a file when it was compared, the problem found then, and the moment."""

    account: tuple[int, ...]
    problem: str
    moment: int


class Checksums:
    """Compares files with their checksums and caches the results; safe to share between threads.

    A file is read again only when its status (inode, size, change time) differs.
    """

    def __init__(self) -> None:
        self._compared: dict[Path, _Compared] = {}

    def faults(
        self, folder: Path, segments: Sequence[Any], *, most: int = ALL, again: bool = False
    ) -> list[Fault]:
        """The faults of the segments' files, sorted by file name.

        At most ``most`` bytes of files not yet compared are read, small files first. Of the other
        files only the sizes are compared. With ``again``, cached results are ignored.
        """
        known, compared, faults = self._compared, {}, []
        for name, (size, crc) in sorted(
            checksums_of(segments).items(), key=lambda item: item[1][0]
        ):
            path = folder / name
            account, seen = _account(path), known.get(path)
            if seen is None or seen.account != account or again:
                most -= size
                moment = time.time_ns()
                found = problem(path, size, crc if most >= 0 else None)
                seen = _Compared(account, found, moment)
            if most >= 0 or seen.problem:
                compared[path] = seen
            if seen.problem:
                faults.append(Fault(f"{folder.name}/{name}", seen.problem))
        self._compared = compared
        return sorted(faults, key=lambda fault: fault.file)

    def recall(self, root: Path, accounts: Accounts) -> None:
        """Take files below a folder that looked like this as compared and right."""
        for name, account in accounts.items():
            self._compared.setdefault(root / name, _Compared(account, "", time.time_ns()))

    def settled(self, root: Path) -> Accounts:
        """The sizes and times of right files below a folder, if not changed just before."""
        return {
            str(path.relative_to(root)): one.account
            for path, one in self._compared.items()
            if one.account and not one.problem and one.account[-1] + SETTLED <= one.moment
        }


def compare(folder: Path, segment: Any) -> None:
    """Read all files of a segment. Raises IndexCorrupt if one is not as it was written."""
    for name, (size, crc) in checksums_of([segment]).items():
        if found := problem(folder / name, size, crc):
            raise IndexCorrupt(f"{folder.name}/{name} is {found}")


def problem(path: Path, size: int, crc: int | None) -> str:
    """The problem of a file that should have this size and, if given, this checksum; or ""."""
    try:
        now = path.stat().st_size
        if now != size:
            return f"damaged (it has {now} bytes instead of {size})"
        return "" if crc is None or checksum(path) == crc else WRONG
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
