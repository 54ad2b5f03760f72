"""Compressed streams: gzip, bzip2, xz and Zstandard."""

import bz2
import gzip
import lzma
import zlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, Protocol

from svodka.indexer.sources.containers.missing import library

#: By the ending of a name: the compression, by the name that reasons use.
METHODS: Final = {
    **dict.fromkeys((".gz", ".tgz"), "gzip"),
    **dict.fromkeys((".bz2", ".tbz2", ".tbz"), "bzip2"),
    **dict.fromkeys((".xz", ".lzma", ".txz"), "xz"),
    **dict.fromkeys((".zst", ".tzst"), "Zstandard"),
}
#: Errors of damaged streams.
DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, ValueError, OSError)
_MEMORY = 200 << 20  # bytes that a decompressor may take
_PIECE, _SMALL_PIECE = 1 << 16, 1 << 10


class Source(Protocol):
    """Something that can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return bytes, none at the end."""


def method_of(path: str) -> str:
    """Return the compression that the ending of a name says, empty for none."""
    return METHODS.get(PurePosixPath(path).suffix.lower(), "")


def decompressor(method: str, packed: BinaryIO) -> Source:
    """Return the contents of a compressed stream. Raises SourceError if a library is missing."""
    match method:
        case "gzip":
            return _Gzip(packed)
        case "Zstandard":
            zstandard = library("zstandard", "Zstandard files (.zst)")
            return _Zstandard(zstandard, packed)
    return _Pieces(packed, bz2.BZ2Decompressor if method == "bzip2" else _xz)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=_MEMORY)


class _Gzip:
    def __init__(self, packed: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def read(self, size: int, /) -> bytes:
        return self._file.read1(size)


class _Zstandard:
    """A stream of one frame or several. Small pieces go in, as few bytes may stand for many."""

    def __init__(self, zstandard: Any, packed: BinaryIO) -> None:
        self._error, self._packed = zstandard.ZstdError, packed
        self._context = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        self._frame: Any = self._context.decompressobj()
        self._rest, self._ready = b"", memoryview(b"")

    def read(self, size: int, /) -> bytes:
        while not self._ready:
            data = self._rest or self._packed.read(_SMALL_PIECE)
            self._rest = b""
            if not data:
                if self._frame is None:
                    return b""
                raise EOFError
            self._take(data)
        piece, self._ready = bytes(self._ready[:size]), self._ready[size:]
        return piece

    def _take(self, data: bytes) -> None:
        self._frame = self._frame or self._context.decompressobj()
        try:
            self._ready = memoryview(self._frame.decompress(data))
        except self._error as error:
            raise ValueError(str(error)) from None
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None


class _Pieces:
    """A stream of bzip2 or xz, of one part or several."""

    def __init__(self, packed: BinaryIO, make: Any) -> None:
        self._packed, self._make = packed, make
        self._inner = make()
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while True:
            if self._inner.eof and not self._next_part():
                return b""
            data = b""
            if self._inner.needs_input:
                data = self._rest or self._packed.read(_PIECE)
                self._rest = b""
                if not data:
                    raise EOFError
            if piece := self._inner.decompress(data, max_length=size):
                return bytes(piece)

    def _next_part(self) -> bool:
        """Begin the part after one that has ended; false at the end of the file."""
        rest = self._inner.unused_data or self._packed.read(_PIECE)
        rest = rest.lstrip(b"\0")  # xz may be padded
        if rest:
            self._inner, self._rest = self._make(), rest
        return bool(rest)


def what_of(damage: BaseException) -> str:
    """Return what is wrong with a damaged stream."""
    if isinstance(damage, EOFError):
        return "it is cut short"
    text = str(damage)
    if "Not a gzipped" in text:
        return "it does not begin or go on as gzip"
    if isinstance(damage, lzma.LZMAError) and "emory" in text:
        return f"it needs more than {_MEMORY >> 20} MB of memory"
    if "too much memory" in text or "window" in text.lower():
        return "it needs too much memory"
    if isinstance(damage, OSError) and damage.errno:
        raise damage
    return "its contents do not hold together"
