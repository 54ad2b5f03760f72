"""Open and read files that may be hostile, huge, damaged, or gone."""

import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.containers.compression import DAMAGE, decompressor, method_of, what_of
from svodka.indexer.sources.opening import open_real
from svodka.indexer.sources.walk import reason_of

#: The most bytes of a one-article file, or of one record, after unpacking.
CAP = 20 * 1000 * 1000
#: A file that unpacks to more than CAP and this many times its size is a bomb. News shrinks about
#: fivefold in gzip.
RATIO = 50
#: Pages of one site in one archive shrink a hundredfold in xz and Zstandard.
SOLID_RATIO = 200


class Blob(NamedTuple):
    """A file, or a member of an archive.

    ``path`` is relative to the folder, ``size`` its packed bytes. ``open`` gives its bytes as they
    are stored, in a block; it raises SourceError, also when the block ends.
    """

    path: str
    size: int
    open: Callable[[], Any]


def blob_of(path: str, file: Path) -> Blob:
    """Return the blob of a regular file. Its size is read when it is opened."""
    return Blob(path, -1, lambda: raw_opened(file))


@contextmanager
def opened(blob: Blob) -> Iterator[BinaryIO]:
    """Open a blob, unpacked if its name ends in that of a compression (``.gz``).

    Raises SourceError, also in the block. A damaged file reads as if it ended before the damage,
    which is raised when the block ends.
    """
    method = method_of(blob.path)
    with blob.open() as raw:
        if not method:
            yield raw
            return
        size = os.fstat(raw.fileno()).st_size if blob.size < 0 else blob.size
        ratio = ratio_of(blob.path)
        bomb = SourceError(f"a {method} bomb: it unpacks to more than {ratio} times its size")
        unpacked = Guarded(decompressor(method, raw), max(CAP, ratio * size), bomb, method)
        try:
            yield io.BufferedReader(unpacked, 1 << 17)
        except SourceError:
            unpacked.check()  # the error is only the edge of the damage
            raise
        unpacked.check()


def ratio_of(path: str) -> int:
    """Return how many times its size a file may unpack to."""
    return SOLID_RATIO if method_of(path) not in ("", "gzip") else RATIO


class Guarded(io.RawIOBase):
    """A stream of at most so many bytes that ends before its damage.

    ``over`` is raised by ``check`` if there are more; ``what`` names the format in reasons.
    """

    def __init__(self, source: Any, most: int, over: SourceError, what: str) -> None:
        self._source, self._left, self._over, self._what = source, most, over, what
        self._damage: SourceError | None = None

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer; return their number, 0 at the end."""
        try:
            piece = self._source.read(len(buffer)) if self._damage is None else b""
        except DAMAGE as damage:
            self._damage = SourceError(f"damaged {self._what}: {what_of(damage)}")
            return 0
        except SourceError as error:
            self._damage = error
            return 0
        self._left -= len(piece)
        if self._left < 0:
            self._damage = self._over
            return 0
        buffer[: len(piece)] = piece
        return len(piece)

    def check(self) -> None:
        """Raise SourceError if the contents ended in damage."""
        if self._damage:
            raise self._damage


@contextmanager
def raw_opened(file: Path) -> Iterator[BinaryIO]:
    """Open a regular file. Raises SourceError, also in the block.

    Never waits: a file that turned into a pipe or a device is refused, and so is one whose path has
    become one over links.
    """
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_NOCTTY", 0)
        | getattr(os, "O_BINARY", 0)
    )
    try:
        number = open_real(file, flags)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise SourceError("not a regular file")
        with open(number, "rb", buffering=1 << 17) as raw:  # noqa: PTH123 - a number, no path
            yield raw
    except OSError as error:
        raise SourceError(reason_of(error)) from error


def read_all(blob: Blob, most: int = CAP) -> bytes:
    """Read a one-article file, unpacked. Raises SourceError, also for more than ``most`` bytes."""
    over = f"larger than {most // 1_000_000} MB"
    with opened(blob) as stream:
        if blob.size < 0 and not method_of(blob.path) and os.fstat(stream.fileno()).st_size > most:
            raise SourceError(over)
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise SourceError(over)
    return raw
