"""The lines of a stream in any encoding, in bounded memory whatever their length."""

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.walk import Skip

_HOPELESS = 20 * CAP  # a longer line is not worth reading to its end: zeros out of a bomb


def lines(stream: BinaryIO, encoding: str, skip: Skip, path: str) -> Iterator[tuple[int, bytes]]:
    """Yield (number from 1, line in UTF-8).

    A line over CAP is skipped with its reason. Raises SourceError at a hopeless one.
    """
    reader = (
        stream if encoding == "utf-8" else io.BufferedReader(Recoded(stream, encoding), 1 << 16)
    )
    number = 0
    while line := reader.readline(CAP + 1):
        number += 1
        if len(line) > CAP and not line.endswith(b"\n"):
            _to_end_of_line(reader, number)
            skip(path, f"line {number}: longer than {CAP // 1_000_000} MB")
        else:
            yield number, line


def _to_end_of_line(reader: BinaryIO | io.BufferedReader, number: int) -> None:
    passed = CAP
    while (piece := reader.readline(1 << 20)) and not piece.endswith(b"\n"):
        passed += len(piece)
        if passed > _HOPELESS:
            raise SourceError(f"line {number}: longer than {_HOPELESS // 1_000_000} MB")


class Recoded(io.RawIOBase):
    """A stream in another encoding, as UTF-8.

    Unlike a TextIOWrapper it leaves the closing to the stream's owner.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with at least some bytes.

        A byte of an 8-bit encoding takes up to three in UTF-8.
        """
        recoded = b""
        while not recoded:
            piece = self._stream.read(len(buffer) // 3)
            recoded = self._decoder.decode(piece, final=not piece).encode()
            if not piece:
                break
        buffer[: len(recoded)] = recoded
        return len(recoded)
