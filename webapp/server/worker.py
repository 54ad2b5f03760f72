"""A gunicorn worker whose threads never wait for a client to finish its request.

gunicorn's own worker gives a connection to a thread at its first byte. The thread reads the rest,
however long that takes. Its accepting loop also blocks until a client closes a connection that the
server has ended. So a few dozen silent clients block the server. Here the loop buffers each request
and passes it to a thread when it is complete. It sends what a client does not take of its answer at
once, and reads no further request of this client meanwhile. It also waits for closing clients. A
thread waits only for the reader of a file, and not for long.

Connections that are kept alive stay with the process that accepted them, which may be the same for
all. If requests queue here, connections are ended one after another. Their clients connect again,
and the least busy process accepts first.
"""

import errno
import math
import selectors
import socket
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from gunicorn.workers.gthread import ThreadWorker

from svodka.webapp.middleware.capacity import PLACES
from svodka.webapp.middleware.security_headers import protection
from svodka.webapp.monitoring.logs import LOG
from svodka.webapp.server.connection import Connection, received
from svodka.webapp.server.outbox import SEND, Outbox
from svodka.webapp.server.refusals import refusal, status_of

REQUEST = 10  # seconds in which a complete request must have arrived
END = 2  # seconds in which a client may close its side after the server has ended
# seconds between two ended connections of a crowd, so that clients reconnect elsewhere
PARTING = 0.1
LAST_WAITS = 0.1  # seconds between looks at the clock when the server stops
MOST_HELD = 1 << 26  # bytes of answers that clients have not read; beyond, the oldest are cut off
TELL = 10  # seconds between two lines in the log about clients that were cut off
LARGEST_REST = 1 << 20  # bytes that are read and dropped after the server has ended a connection


class Answering(NamedTuple):
    """A connection as gunicorn needs it to answer a request: it writes into the outbox."""

    sock: Outbox
    client: Any
    server: Any


class Worker(ThreadWorker):  # type: ignore[misc]
    """Waits for all clients in one loop.

    ``pending_conns`` await a request, ``draining`` the reading of an answer, ``ending`` the
    client's end.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ending: deque[Connection] = deque()
        self.draining: deque[Connection] = deque()
        self._cut = 0  # clients that were cut off since the log told of some
        self._told = -math.inf
        self._parted = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection; if there are too many, drop the one that has waited longest."""
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
        """Read the next request of a kept-alive connection."""
        if client.fileno() >= 0:  # it may have been dropped after the poller saw it
            self._leave(self.keepalived_conns, conn)
            self._await_request(conn)

    def finish_request(self, conn: Connection, future: "Future[bool]") -> None:
        """Send the rest of an answer, then go on."""
        fails = future.cancelled() or future.exception()
        conn.is_reusable = bool(not fails and future.result())
        if conn.outbox.is_broken:
            self._end(conn)
        elif conn.outbox.is_slow:
            self._cut_off(conn)
        elif conn.outbox.held:
            self._drain(conn)
        else:
            self._go_on(conn)

    def _go_on(self, conn: Connection) -> None:
        """Read the next request after a finished one, or end the connection."""
        if not conn.is_reusable:
            self._end(conn)
            return
        conn.gathered += conn.parser.unreader.take_buffered()
        if conn.gathered:
            self._await_request(conn)
            return
        self._await(self.keepalived_conns, conn, self.cfg.keepalive, self.on_client_socket_readable)

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answer a request in a thread, into the outbox of its connection."""
        conn.outbox.begin(SEND)
        if self._is_crowded() and time.monotonic() > self._parted + PARTING:
            self._parted = time.monotonic()
            req.force_close()
        try:
            answering = Answering(conn.outbox, conn.client, conn.server)
            return bool(super().handle_request(req, answering))
        except TimeoutError as error:
            raise StopIteration from error  # gunicorn's sign for the end of a response

    def handle_error(self, req: Any, client: socket.socket, _addr: Any, exc: Exception) -> None:
        """Answer a request that never reached the application, or failed there.

        The query is neither repeated nor logged.
        """
        status = status_of(exc)
        if status is None:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            self.log.exception(
                "Error handling request %s %s", getattr(req, "method", ""), getattr(req, "path", "")
            )
        else:
            facts = {"status": status.value, "detail": f"Refused a request: {status.value}"}
            LOG.info("request refused", extra={"facts": facts})
        self._write(client, status)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Start or stop accepting. A stopping server accepts all waiting clients first.

        The system then refuses new ones at once.
        """
        super().set_accept_enabled(enabled and self.alive)
        for listener in [] if self.alive else self.sockets:
            had = -1
            while listener.sock and had < self.nr_conns < self.worker_connections - 1:
                had = self.nr_conns
                self.accept(listener)
            listener.close()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events; while stopping, only briefly, so that the deadline is not missed."""
        super().wait_for_and_dispatch_events(timeout if self.alive else min(timeout, LAST_WAITS))

    def murder_pending(self) -> None:
        """Drop clients that missed a deadline; called every second and after every event."""
        now = time.monotonic()
        for waiting in (self.pending_conns, self.ending):
            while waiting and waiting[0].timeout <= now:
                conn = waiting[0]
                self._leave(waiting, conn)
                if waiting is self.pending_conns and conn.gathered:
                    self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
                else:
                    self._drop(conn)
        for conn in [conn for conn in self.draining if conn.timeout <= now]:
            self._leave(self.draining, conn)
            self._cut_off(conn)
        self._tell_of_cut_off(now)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """True if the connection can be used again."""
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

    def _drain(self, conn: Connection) -> None:
        """Send the rest of an answer when its client is ready; cut off others if they hold most."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + conn.outbox.allowed()
        self.draining.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._flush, conn))
        while sum(len(one.outbox.held) for one in self.draining) > MOST_HELD:
            oldest = self.draining[0]
            self._leave(self.draining, oldest)
            self._cut_off(oldest)

    def _flush(self, conn: Connection, client: socket.socket) -> None:
        if client.fileno() < 0:  # dropped after the poller saw it
            return
        try:
            conn.outbox.flush()
        except OSError:
            self._leave(self.draining, conn)
            self._drop(conn)
            return
        if not conn.outbox.held:
            self._leave(self.draining, conn)
            self._go_on(conn)

    def _cut_off(self, conn: Connection) -> None:
        """End the connection of a client that read its answer too slowly."""
        self._cut += 1
        conn.outbox.held.clear()
        self._end(conn)

    def _tell_of_cut_off(self, now: float) -> None:
        if self._cut and now >= self._told + TELL:
            detail = f"Cut off clients that read too slowly: {self._cut}"
            LOG.warning("clients cut off", extra={"facts": {"count": self._cut, "detail": detail}})
            self._cut, self._told = 0, now

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
        complete, fault = conn.is_whole(), conn.fault()
        if not complete and not fault:
            return
        self._leave(self.pending_conns, conn)
        if fault and not complete:
            self._refuse(conn, fault)
        else:
            conn.begin()
            self.enqueue_req(conn)

    def _refuse(self, conn: Connection, status: HTTPStatus) -> None:
        self._write(conn.sock, status)
        self._end(conn)

    def _end(self, conn: Connection) -> None:
        """Close our side, and wait for the client: closing at once could lose the last response."""
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
        """True if requests queue here while another process may be idle."""
        waiting = (self.keepalived_conns, self.pending_conns, self.ending, self.draining)
        quiet = sum(map(len, waiting))
        return bool(self.cfg.workers > 1 and self.nr_conns - quiet > PLACES)

    def _make_room(self) -> None:
        for waiting in (self.ending, self.keepalived_conns, self.draining, self.pending_conns):
            if waiting:
                conn = waiting[0]
                self._leave(waiting, conn)
                self._drop(conn)
                return

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _write(self, client: socket.socket, status: HTTPStatus) -> None:
        """Write a one-line response. A client that does not read gets none."""
        try:
            client.setblocking(False)
            client.send(refusal(status, protection(self.wsgi.config["ADDRESS"])))
        except OSError:
            self.log.debug("An error could not be told to a client that does not read.")
