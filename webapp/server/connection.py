"""A connection of the server that buffers its next request: threads get only complete ones."""

import re
import socket
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from svodka.webapp.middleware.body_limit import BODY
from svodka.webapp.server.outbox import Outbox

# Bytes of the send buffer: larger than most pages, which are then sent at once.
SENT_AT_ONCE = 1 << 18
LARGEST_LINE = 8190  # bytes of a request line; a query of 1,000 Cyrillic letters takes 6,000
LARGEST_HEAD = 4 * LARGEST_LINE
PIECE = 1 << 14  # bytes read at once

# A request line: the method, the target and the version. Empty lines may stand before it.
_LINE = re.compile(rb"((?:\r\n)*[^ \r\n]* )([^\r\n]*)( [^ \r\n]*\r\n)")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)


class Gathered(Unreader):  # type: ignore[misc]  # gunicorn ships no types
    """Buffered request bytes. Reading past them returns b"" and sets ``short``."""

    short = False

    def chunk(self, _size_hint: int | None = None) -> bytes:
        """Nothing: bytes that have not arrived yet are not awaited."""
        self.short = True
        return b""


class Connection(TConn):  # type: ignore[misc]
    """A connection; ``timeout`` is the deadline of its current wait."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.gathered = bytearray()
        self.rest = 0  # bytes that came after our end of the connection was closed
        self.outbox = Outbox(self.sock)
        self.is_reusable = False  # when all of its answer is sent
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AT_ONCE)

    def is_whole(self) -> bool:
        """True if a request is complete with its body, or can already be refused."""
        end = self.gathered.find(b"\r\n\r\n")
        if end < 0:
            # A bare line feed is never valid.
            return self.gathered.count(b"\n") != self.gathered.count(b"\r\n")
        length = _LENGTH.search(self.gathered, 0, end + 2)
        body = int(length[1]) if length else 0
        return body > BODY or len(self.gathered) >= end + 4 + body

    def fault(self) -> HTTPStatus | None:
        """The error of an unfinished request that is already too large; else None."""
        line, end = self.gathered.find(b"\r\n", 2), self.gathered.find(b"\r\n\r\n")
        if len(self.gathered) > LARGEST_LINE + 2 and not 0 < line <= LARGEST_LINE + 2:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        if end < 0 and len(self.gathered) > LARGEST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        return None

    def begin(self) -> None:
        """Let the parser read the buffered bytes."""
        self.init()
        self.parser.unreader = Gathered()
        self.parser.unreader.unread(quoted(bytes(self.gathered)))
        self.gathered.clear()
        self.data_ready = True  # gunicorn's threads would otherwise wait for data

    def is_spent(self) -> bool:
        """True if the end of this request is unknown, so that the next one cannot be found."""
        try:
            return not self.parser.finish_body() or self.parser.unreader.short
        except (ParseException, NoMoreData):
            return True


def quoted(request: bytes) -> bytes:
    """A request with the bytes outside ASCII of its target percent-encoded.

    The target of curl and of short scripts is raw UTF-8, which no standard allows and gunicorn
    refuses.
    """
    line = _LINE.match(request)
    if line is None or line[2].isascii():
        return request
    target = _NOT_ASCII.sub(lambda raw: quote(raw[0]).encode("ascii"), line[2])
    return line[1] + target + line[3] + request[line.end() :]


def received(client: socket.socket) -> bytes | None:
    """The bytes that a client has sent; b"" at its end; None if nothing came or it was dropped."""
    if client.fileno() < 0:
        return None
    try:
        return client.recv(PIECE)
    except BlockingIOError:
        return None
    except OSError:
        return b""
