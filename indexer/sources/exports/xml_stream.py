"""The bytes of an XML file on their way to its parser."""

import re
from html.entities import html5
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.files import CAP

_AMPERSAND = re.compile(rb"&(?:(#?\w{1,32});)?")
_LONGEST_ENTITY = 40  # bytes


def _with_entity(match: re.Match[bytes]) -> bytes:
    """Return a reference that XML knows for one of HTML's, and for an ampersand that is none."""
    name = (match[1] or b"").decode()
    if name in ("amp", "lt", "gt", "quot", "apos") or name.startswith("#"):
        return match[0]
    if character := html5.get(f"{name};"):
        return character.encode()
    return match[0] if name else b"&amp;"


class XmlStream:
    """A stream in UTF-8 whose ampersands are made those of XML.

    It refuses an element larger than a record may be.
    """

    def __init__(self, stream: Any) -> None:
        self._stream, self._since, self._rest = stream, 0, b""

    def used(self) -> None:
        """Say that an element has ended."""
        self._since = 0

    def read(self, size: int) -> bytes:
        """Return bytes, none at the end. Raises SourceError."""
        piece: bytes = self._stream.read(min(size, 1 << 16))
        self._since += len(piece)
        text, self._rest = self._rest + piece, b""
        if piece and (at := text.rfind(b"&", -_LONGEST_ENTITY)) >= 0:
            text, self._rest = text[:at], text[at:]
        piece = _AMPERSAND.sub(_with_entity, text) if b"&" in text else text
        if not piece and self._rest:
            return self.read(size)
        if self._since > CAP:
            raise SourceError(f"an element larger than {CAP // 1_000_000} MB")
        return piece


def declared_root(head: bytes) -> str:
    """Return the name of the first element in the head of an XML file, in lower case."""
    text = re.sub(
        rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\])?[^<>]*>", b"", head, flags=re.S
    )
    match = re.search(rb"<(?:[\w.-]+:)?([\w.-]+)", text)
    return match[1].decode("ascii", "replace").lower() if match else ""
