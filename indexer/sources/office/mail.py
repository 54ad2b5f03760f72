"""Letters (EML, mbox) and pages saved with all their parts (MHTML)."""

import email
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.records import Input, Record
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.prose import clean, one_line

_MOST_PARTS = 1000
_LEAST_FRAME = 30  # characters of a frame in a saved page that is told
_TEXTS = ("text/plain", "text/html")
_DEEPEST = 20  # levels of letters within letters
_LONGEST_HEADER = 2000  # characters; the rest of a longer one is not read
_PART = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)


def letter(raw: bytes) -> tuple[dict[str, Any], list[str], int]:
    """Return the fields and lines of a letter, and its number of attachments.

    Raises SourceError.
    """
    message = _message(raw)
    attached = [part for part in _parts(message) if part.get_content_type() not in _TEXTS]
    lines = list(_lines(message))
    name, address = parseaddr(_header(message, "From"))
    fields = {
        "title": _header(message, "Subject"),
        "date": _header(message, "Date"),
        "author": name or address,
        "id": _header(message, "Message-ID").strip("<>"),
    }
    return {field: value for field, value in fields.items() if value}, lines, len(attached)


def saved_page(raw: bytes) -> tuple[bytes, dict[str, Any], int]:
    """Return the page in an MHTML, in UTF-8, its address and title, and its number of frames.

    Frames count if they hold a text. Raises SourceError.
    """
    message = _message(raw)
    pages = [part for part in _parts(message) if part.get_content_type() == "text/html"]
    if not pages:
        raise SourceError("an MHTML without a page")
    url = _header(message, "Snapshot-Content-Location") or _header(pages[0], "Content-Location")
    fields = {"title": _header(message, "Subject")}
    if url.startswith("http"):
        fields["url"] = url
    frames = sum(len(" ".join(_text_lines(page))) >= _LEAST_FRAME for page in pages[1:])
    return _content(pages[0]).encode("utf-8", "replace"), fields, frames


def mbox_records(given: Input) -> Iterator[Record]:
    """Yield the letters of an mbox, each as its bytes."""
    lines: list[bytes] = []
    size = number = 0
    blank = True
    while line := given.stream.readline(1 << 20):
        if blank and line.startswith(b"From ") and lines:
            number += 1
            yield from _letter_record(given, number, lines, size)
            lines, size = [], 0
        elif not line.startswith(b"From ") or lines:
            size += len(line)
            if size <= CAP:
                lines.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line.strip()
    if lines:
        yield from _letter_record(given, number + 1, lines, size)


def _letter_record(given: Input, number: int, lines: list[bytes], size: int) -> Iterator[Record]:
    if size > CAP:
        given.skip(given.path, f"message {number}: larger than {CAP // 1_000_000} MB")
    else:
        yield Record(f"message {number}", b"".join(lines), None, "mail")


def _message(raw: bytes) -> "Message[str, str]":
    if len(_PART.findall(raw)) > _MOST_PARTS:  # parsing takes a second for a thousand
        raise SourceError("a message of too many parts")
    try:
        message = email.message_from_bytes(raw)
    except (ValueError, IndexError, TypeError, AttributeError):
        raise SourceError("a letter that cannot be read") from None
    if not message.keys():
        raise SourceError("not a letter: it has no headers")
    return message


def _parts(message: "Message[str, str]") -> "list[Message[str, str]]":
    """Return the parts of a message that hold something."""
    parts = []
    for part in message.walk():
        if not part.is_multipart():
            parts.append(part)
        if len(parts) > _MOST_PARTS:
            raise SourceError("a message of too many parts")
    return parts


def _lines(message: "Message[str, str]", depth: int = 0) -> Iterator[str]:
    """Yield the lines of a letter: of alternatives the plainest, and of letters within it."""
    inner = (
        [part for part in message.get_payload() if isinstance(part, Message)]
        if message.is_multipart()
        else []
    )
    if depth > _DEEPEST:
        return
    if depth and (subject := _header(message, "Subject")):  # of a letter within this one
        yield subject
    if message.get_content_type() == "multipart/alternative":
        texts = [list(_lines(part, depth + 1)) for part in inner]
        yield from next((lines for lines in texts if any(map(str.strip, lines))), [])
    elif inner:
        for part in inner:
            yield from _lines(part, depth + 1)
    elif message.get_content_type() in _TEXTS:
        yield from _text_lines(message)


def _text_lines(part: "Message[str, str]") -> list[str]:
    text = clean(_content(part))
    if part.get_content_type() != "text/html":
        return text.split("\n")
    from svodka.indexer.sources.pages.html_tree import html_lines

    return html_lines(text)


def _content(part: "Message[str, str]") -> str:
    raw = part.get_payload(decode=True)
    return decode(raw, part.get_content_charset()) if isinstance(raw, bytes) and raw else ""


def _decoded(given: object) -> str:
    """Return a header as it was written; bytes that are not ASCII in the encoding that fits."""
    written = given if isinstance(given, str) else str(given)
    if isinstance(given, Header):
        raw = b"".join(
            piece.encode("ascii", "surrogateescape") if isinstance(piece, str) else piece
            for piece, _ in decode_header(given)
        )
        with suppress(SourceError):
            return decode(raw)
    return written


def _header(message: "Message[str, str]", name: str) -> str:
    """Return a header in one line, empty if it is missing; as it stands if it is damaged."""
    written = _decoded(message.get(name, ""))[:_LONGEST_HEADER]
    try:
        return one_line(str(make_header(decode_header(written))))
    except (MessageError, ValueError, IndexError, TypeError, AttributeError, LookupError):
        return one_line(written)
