"""gunicorn's threads, in a worker that never lets one of them wait for a client to finish its sentence.

gunicorn's own worker gives a connection to a thread with its first byte, which reads the rest for as long as that takes; and the
loop that accepts connections stands still until a client to whom the end was said has closed its side. A few dozen clients
that do nothing hold it all. Here the loop gathers each request, and a thread gets it when it is whole; the end is awaited in
the loop as everything else is. A thread waits only for a reader of a file, and not for long.

Connections that are kept alive stay with the process that has accepted them, which may be the same for all. Where some wait while
they are answered, one after another is ended: its client comes again, and whichever process has least to do is there first.
"""

import errno
import selectors
import socket
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from svodka.webapp.middleware.capacity import PLACES
from svodka.webapp.middleware.security_headers import protection
from svodka.webapp.server.connection import SEND, Connection, received

REQUEST = 10  # seconds in which a request must have come whole
END = 2  # seconds in which a client that was told the end may close its side
PARTING = 0.1  # seconds between two connections of a crowd that are ended, so that their clients come again elsewhere
LAST_WAITS = 0.1  # seconds between looks at the clock when the server stops
LARGEST_REST = 1 << 20  # bytes that are read, and thrown away, of a client that was told the end

_OURS = (
    errors.ConfigurationProblem,
    errors.InvalidResponseHeader,
    errors.InvalidResponseHeaderName,
)
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}


class Worker(ThreadWorker):  # type: ignore[misc]
    """Waits for all clients in its one loop. ``pending_conns`` owe it a request, ``ending`` their own end."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ending: deque[Connection] = deque()
        self._parted = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, at the cost of the one that has waited longest where there are too many."""
        if self.nr_conns >= self.worker_connections - 1:
            self._make_room()
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._await_request(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Hear the next request of a connection that was kept alive."""
        if client.fileno() >= 0:  # it may have been dropped since the poller has seen it
            self._leave(self.keepalived_conns, conn)
            self._await_request(conn)

    def finish_request(self, conn: Connection, future: "Future[bool]") -> None:
        """Hear the next request after one that was answered, or say the end."""
        if future.cancelled() or future.exception() or not future.result():
            self._end(conn)
            return
        conn.gathered += conn.parser.unreader.take_buffered()
        if conn.gathered:
            self._await_request(conn)
            return
        self._await(self.keepalived_conns, conn, self.cfg.keepalive, self.on_client_socket_readable)

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answer a request in a thread, for as long as its client reads the answer."""
        conn.sock.settimeout(SEND)
        if self._is_crowded() and time.monotonic() > self._parted + PARTING:
            self._parted = time.monotonic()
            req.force_close()
        try:
            return bool(super().handle_request(req, conn))
        except TimeoutError as error:
            raise StopIteration from error  # as gunicorn says that there will be nothing more

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what the application never saw, or failed at; what was asked is neither repeated nor logged."""
        status = next((found for kind, found in _STATUS.items() if isinstance(exc, kind)), None)
        if status is None or isinstance(exc, _OURS):
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            self.log.exception(
                "Error handling request %s %s", getattr(req, "method", ""), getattr(req, "path", "")
            )
        else:
            self.log.warning("Invalid request from %s: %s", addr and addr[0], status)
        self._write(client, status)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Accept or do not. A server that stops takes whoever has come, and lets the system refuse all others at once."""
        super().set_accept_enabled(enabled and self.alive)
        for listener in [] if self.alive else self.sockets:
            had = -1
            while listener.sock and had < self.nr_conns < self.worker_connections - 1:
                had = self.nr_conns
                self.accept(listener)
            listener.close()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, when the server stops not so long that the end of its time is missed."""
        super().wait_for_and_dispatch_events(timeout if self.alive else min(timeout, LAST_WAITS))

    def murder_pending(self) -> None:
        """Part with those who did not do their part in time; called once a second, and after every event."""
        now = time.monotonic()
        for waiting in (self.pending_conns, self.ending):
            while waiting and waiting[0].timeout <= now:
                conn = waiting[0]
                self._leave(waiting, conn)
                if waiting is self.pending_conns and conn.gathered:
                    self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
                else:
                    self._drop(conn)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Whether the connection can be used again."""
        return keepalive and not conn.is_spent()

    def _await(
        self, waiting: deque[Connection], conn: Connection, seconds: float, heard: Any
    ) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        waiting.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(heard, conn))

    def _leave(self, waiting: deque[Connection], conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        waiting.remove(conn)

    def _await_request(self, conn: Connection) -> None:
        self._await(self.pending_conns, conn, REQUEST, self._hear_request)
        self._judge_request(conn)

    def _hear_request(self, conn: Connection, client: socket.socket) -> None:
        piece = received(client)
        if piece:
            conn.gathered += piece
            self._judge_request(conn)
        elif piece is not None:
            self._leave(self.pending_conns, conn)
            self._drop(conn)

    def _judge_request(self, conn: Connection) -> None:
        whole, fault = conn.is_whole(), conn.fault()
        if not whole and not fault:
            return
        self._leave(self.pending_conns, conn)
        if fault and not whole:
            self._refuse(conn, fault)
        else:
            conn.begin()
            self.enqueue_req(conn)

    def _refuse(self, conn: Connection, status: HTTPStatus) -> None:
        self._write(conn.sock, status)
        self._end(conn)

    def _end(self, conn: Connection) -> None:
        """Say the end, and wait until the client has heard it: closed at once, a connection can lose its last answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._await(self.ending, conn, END, self._hear_rest)

    def _hear_rest(self, conn: Connection, client: socket.socket) -> None:
        piece = received(client)
        conn.rest += len(piece or b"")
        if piece == b"" or conn.rest > LARGEST_REST:
            self._leave(self.ending, conn)
            self._drop(conn)

    def _is_crowded(self) -> bool:
        """Whether some wait here for their turn, and another process may have nobody."""
        quiet = len(self.keepalived_conns) + len(self.pending_conns) + len(self.ending)
        return bool(self.cfg.workers > 1 and self.nr_conns - quiet > PLACES)

    def _make_room(self) -> None:
        for waiting in (self.ending, self.keepalived_conns, self.pending_conns):
            if waiting:
                conn = waiting[0]
                self._leave(waiting, conn)
                self._drop(conn)
                return

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _write(self, client: socket.socket, status: HTTPStatus) -> None:
        """Write an answer of one line. A client that does not take even that gets none."""
        body = f"{status.value} {status.phrase}\n"
        headers = protection(self.wsgi.config["ADDRESS"]) | {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Connection": "close",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        try:
            client.setblocking(False)
            client.send(
                f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n{body}".encode("ascii")
            )
        except OSError:
            self.log.debug("An error could not be told to a client that does not read.")
