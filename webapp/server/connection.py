"""A connection of the server, and what has come of its next request: threads get requests whole, or refused."""

import re
import socket
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from svodka.webapp.middleware.body_limit import BODY

SEND = 20  # seconds in which a client must take a piece of its answer: what of a page is not on its way at once, 64 KB of a file
# Bytes that the system keeps for a slow reader: more than a page has, so that no thread waits for one.
SENT_AT_ONCE = 1 << 18
LARGEST_LINE = 8190  # bytes of a request line; a query of 1,000 Cyrillic letters takes 6,000
LARGEST_HEAD = 4 * LARGEST_LINE
PIECE = 1 << 14  # bytes that are read at once

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)


class Gathered(Unreader):  # type: ignore[misc]  # gunicorn ships no types
    """What has been gathered of a client's words. Who reads on reads the end of them; ``short`` says that somebody did."""

    short = False

    def chunk(self, _size_hint: int | None = None) -> bytes:
        """Nothing: what has not come by now is not waited for."""
        self.short = True
        return b""


class Connection(TConn):  # type: ignore[misc]
    """A connection; ``timeout`` is when what is awaited of it must have come."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.gathered = bytearray()
        self.rest = 0  # bytes that came after the end
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AT_ONCE)

    def is_whole(self) -> bool:
        """Whether a request has come with all its body, or with what suffices to refuse it."""
        end = self.gathered.find(b"\r\n\r\n")
        if end < 0:
            return self.gathered.count(b"\n") != self.gathered.count(
                b"\r\n"
            )  # which nobody may send
        length = _LENGTH.search(self.gathered, 0, end + 2)
        body = int(length[1]) if length else 0
        return body > BODY or len(self.gathered) >= end + 4 + body

    def fault(self) -> HTTPStatus | None:
        """Why no more of an unfinished request needs to be heard, if that is so."""
        line, end = self.gathered.find(b"\r\n", 2), self.gathered.find(b"\r\n\r\n")
        if len(self.gathered) > LARGEST_LINE + 2 and not 0 < line <= LARGEST_LINE + 2:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        if end < 0 and len(self.gathered) > LARGEST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        return None

    def begin(self) -> None:
        """Let the parser read what has been gathered."""
        self.init()
        self.parser.unreader = Gathered()
        self.parser.unreader.unread(bytes(self.gathered))
        self.gathered.clear()
        self.data_ready = True  # as a thread would else make sure

    def is_spent(self) -> bool:
        """Whether the next request cannot be told from what is still to come of this one, if all that came has been read."""
        try:
            return not self.parser.finish_body() or self.parser.unreader.short
        except (ParseException, NoMoreData):
            return True


def received(client: socket.socket) -> bytes | None:
    """What a client has sent: nothing at its end, None where there is nothing yet, or it was dropped."""
    if client.fileno() < 0:
        return None
    try:
        return client.recv(PIECE)
    except BlockingIOError:
        return None
    except OSError:
        return b""
