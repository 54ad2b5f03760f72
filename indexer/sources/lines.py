"""The lines of a stream of any encoding, with memory bounded however long a line is."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from indexer.errors import SourceError
from indexer.sources.files import CAP
from indexer.sources.walk import Skip

_HOPELESS = 20 * CAP  # a line so long that looking for its end is a waste: zeros out of a bomb


def lines(stream: BinaryIO, encoding: str, skip: Skip, path: str) -> Iterator[tuple[int, bytes]]:
    """Yield (number from 1, line in UTF-8); names and passes over lines over the cap. Raises SourceError at a hopeless one."""
    reader = stream if encoding == "utf-8" else _Recoded(stream, encoding)
    number = 0
    while line := reader.readline(CAP + 1):
        number += 1
        if len(line) > CAP and not line.endswith(b"\n"):
            _to_end_of_line(reader, number)
            skip(path, f"line {number}: longer than {CAP // 1_000_000} MB")
        else:
            yield number, line


def _to_end_of_line(reader: "BinaryIO | _Recoded", number: int) -> None:
    passed = CAP
    while (piece := reader.readline(1 << 20)) and not piece.endswith(b"\n"):
        passed += len(piece)
        if passed > _HOPELESS:
            raise SourceError(f"line {number}: longer than {_HOPELESS // 1_000_000} MB")


class _Recoded:
    """A stream whose lines come in UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")

    def readline(self, limit: int) -> bytes:
        """Read to the end of the line, or ``limit`` characters of it."""
        return self._text.readline(limit).encode()
