"""Open and read files that may be hostile, huge, damaged, or gone."""

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from svodka.indexer.errors import SourceError

#: The most bytes of a one-article file, or of one record, after unpacking.
CAP = 20 * 1000 * 1000
#: A file that unpacks to more than CAP and this many times its size is a bomb. News shrinks about
#: fivefold in gzip.
RATIO = 50
_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)


def reason_of(error: BaseException) -> str:
    """Return the reason why a file cannot be read, in words."""
    match error:
        case FileNotFoundError():
            return "vanished before it could be read"
        case PermissionError():
            return "no permission to read it"
        case EOFError():
            return "damaged gzip: it is cut short"
        case gzip.BadGzipFile() if "Not a gzipped" in str(error):
            return "damaged gzip: it does not begin or go on as gzip"
        case gzip.BadGzipFile() | zlib.error():
            return "damaged gzip: its contents do not hold together"
        case OSError():
            return f"cannot be read: {error.strerror or 'input/output error'}"
    return str(error)


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """Open a regular file, unpacked if its name ends in ``.gz``.

    Raises SourceError, also in the block. Never waits: a file that turned into a pipe or a device
    is refused. A damaged gzip reads as if it ended before the damage, which is raised when the
    block ends.
    """
    try:
        with _raw(file) as raw:
            if file.suffix.lower() == ".gz":
                unpacked = _Unpacked(raw)
                try:
                    yield io.BufferedReader(unpacked, 1 << 17)
                except SourceError:
                    unpacked.check()  # the error is only the edge of the damage
                    raise
                unpacked.check()
            else:
                yield raw
    except OSError as error:
        raise SourceError(reason_of(error)) from error


class _Unpacked(io.RawIOBase):
    """The contents of a gzip stream up to its end or damage."""

    def __init__(self, packed: BinaryIO) -> None:
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._most = max(CAP, RATIO * os.fstat(packed.fileno()).st_size)
        self._damage: BaseException | None = None

    def readable(self) -> bool:
        """Always true."""
        return True

    def seekable(self) -> bool:
        """Always true."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to an offset in the contents."""
        return self._gzip.seek(offset, whence)

    def tell(self) -> int:
        """Return the offset in the contents."""
        return self._gzip.tell()

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer; return their number, 0 at the end."""
        try:
            piece = self._gzip.read1(len(buffer))
        except _DAMAGE as damage:
            self._damage = damage
            return 0
        if self._gzip.tell() > self._most:
            self._damage = SourceError(
                f"a gzip bomb: it unpacks to more than {RATIO} times its size"
            )
            return 0
        buffer[: len(piece)] = piece
        return len(piece)

    def check(self) -> None:
        """Raise SourceError if the contents ended in damage."""
        if self._damage:
            raise SourceError(reason_of(self._damage))


def _raw(file: Path) -> BinaryIO:
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_NOCTTY", 0)
        | getattr(os, "O_BINARY", 0)
    )
    number = os.open(file, flags)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise SourceError("not a regular file")
    return open(number, "rb", buffering=1 << 17)  # noqa: PTH123  # Path.open takes no flags


def read_all(file: Path) -> bytes:
    """Read a one-article file, unpacked. Raises SourceError, also for a file over CAP."""
    with opened(file) as stream:
        if file.suffix.lower() != ".gz" and os.fstat(stream.fileno()).st_size > CAP:
            raise SourceError(_OVER)
        raw = stream.read(CAP + 1)
    if len(raw) > CAP:
        raise SourceError(_OVER)
    return raw


_OVER = f"larger than {CAP // 1_000_000} MB"
