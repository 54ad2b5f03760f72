"""A connection of the server: the head of its next request as it comes, and the time that the rest may take."""

import socket
import time
from http import HTTPStatus
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

SEND = 20  # seconds in which a client must take a piece of its answer: a page, or 64 KB of a file
LARGEST_LINE = 8190  # bytes of a request line; a query of 1,000 Cyrillic letters takes 6,000
LARGEST_HEAD = 4 * LARGEST_LINE
PIECE = 1 << 14  # bytes that are read at once


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection, with what has come of its next request; ``timeout`` is when what is awaited of it must have come."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.head = bytearray()
        self.rest = 0  # bytes that came after the end

    def is_whole(self) -> bool:
        """Whether the head is complete, or so wrong that more would not mend it."""
        return b"\r\n\r\n" in self.head or self.head.count(b"\n") != self.head.count(b"\r\n")

    def fault(self) -> HTTPStatus | None:
        """What is wrong with a head that is not complete."""
        if len(self.head) > LARGEST_LINE and self.head.find(b"\r\n", 2) not in range(2, LARGEST_LINE + 3):
            return HTTPStatus.REQUEST_URI_TOO_LONG
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if len(self.head) > LARGEST_HEAD else None

    def begin(self) -> None:
        """Give the head to the parser."""
        self.init()
        if not isinstance(self.parser.unreader, Unreader):
            self.parser.unreader = Unreader(self.sock)
        self.parser.unreader.unread(bytes(self.head))
        self.head.clear()
        self.data_ready = True  # a thread need not wait for it

    def allow(self, seconds: float) -> None:
        """Let what the thread still reads of this request take so long in all."""
        self.parser.unreader.until = time.monotonic() + seconds
        self.sock.settimeout(SEND)


class Unreader(SocketUnreader):  # type: ignore[misc]
    """What a thread reads from a client, until a point in time. Raises TimeoutError after it."""

    until = 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece, which had to come in time."""
        self.sock.settimeout(max(0.001, self.until - time.monotonic()))
        try:
            piece: bytes = super().chunk(size_hint)
        finally:
            self.sock.settimeout(SEND)
        return piece


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
