"""The loop of a server process. Beside ``server`` the only importer of gunicorn, on whose threaded worker it builds.

gunicorn's own waits in a thread for what a client may send, and in its loop for the client to hang up: a few that are silent
would keep all others out. Here threads get requests whose whole head has come, and the loop waits for nobody.
"""

import errno
import socket
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_TIME = 10  # seconds in which the head of a request must have come
STALL = 30  # seconds after which a client that neither reads nor writes has hung up
LINGER = 2  # seconds that a client has to read its last answer (RFC 9112, 9.6)
LAST_WORDS = 0.5  # seconds that a stopping server waits for heads of requests
CHUNK = 1 << 16  # bytes that are read at once; a head as long as that is for gunicorn to refuse
HEAD_END = b"\r\n\r\n"
NO_CLIENT = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)


class Client(socket.socket):
    """The socket of a client. Where it should block, it does for STALL seconds: who stalls longer has hung up."""

    def setblocking(self, flag: bool) -> None:
        """Wait for the client, but not for ever."""
        self.settimeout(STALL if flag else 0.0)

    def recv(self, *arguments: Any) -> bytes:
        """Receive, or find that the client has hung up."""
        try:
            return super().recv(*arguments)
        except TimeoutError:
            return b""

    def sendall(self, *arguments: Any) -> None:
        """Send all, or find that the client has hung up."""
        try:
            super().sendall(*arguments)
        except TimeoutError as error:
            raise BrokenPipeError(errno.EPIPE, "The client does not read") from error


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection, with what has come of the head of its next request."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.head = b""

    def whole(self) -> bool:
        """Whether the head of a request is there."""
        return HEAD_END in self.head or len(self.head) >= CHUNK

    def begin(self) -> None:
        """Give the parser what has come."""
        self.init()
        self.parser.unreader.unread(self.head)
        self.head = b""

    def rest(self) -> None:
        """Take back what the parser has read of the next request."""
        self.sock.setblocking(False)
        self.head = self.parser.unreader.take_buffered()


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Hands requests to threads when their heads are whole, and takes leave of clients without waiting for them."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.leaving: deque[Connection] = deque()

    def accept(self, listener: Any) -> None:
        """Take up a new connection. Where there are as many as may be, one that says nothing makes room for it."""
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno not in NO_CLIENT:
                raise
            return
        if self.nr_conns >= self.worker_connections - 1 and self.pending_conns:
            self._drop(self.pending_conns.popleft())
        self.nr_conns += 1
        self._follow(Connection(self.cfg, Client(fileno=accepted.detach()), client, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: Client) -> None:
        """Begin to read the next request of a connection that was kept alive."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._follow(conn)

    def on_pending_socket_readable(self, conn: Connection, client: Client) -> None:
        """Read on in the head of a request."""
        if self._read(conn):
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self._hand_over(conn)

    def finish_request(self, conn: Connection, fs: "Future[bool]") -> None:
        """Take a connection back from its thread: for the next request, or to take leave of it."""
        if fs.cancelled() or fs.exception() is not None or not fs.result():
            self._part(conn)
        elif conn.parser.unreader.buf.getvalue():
            conn.rest()
            self._follow(conn)
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Drop the connections that have had their time: those that said nothing, and those that do not hang up."""
        now = time.monotonic()
        for connections in (self.pending_conns, self.leaving):
            while connections and connections[0].timeout <= now:
                self._drop(connections.popleft())

    def set_accept_enabled(self, enabled: bool) -> None:
        """Listen or do not. A server that stops takes up who came before, and lets the system refuse all others."""
        super().set_accept_enabled(enabled and self.alive)
        if self.alive:
            return
        for listener in self.sockets:
            before = -1
            while before < self.nr_conns < self.worker_connections and listener.sock is not None:
                before = self.nr_conns
                self.accept(listener)
            listener.close()
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, time.monotonic() + LAST_WORDS)

    def _follow(self, conn: Connection) -> None:
        """Read the head of a request, now or when it comes."""
        if conn.whole() or self._read(conn):
            self._hand_over(conn)
            return
        conn.timeout = time.monotonic() + (HEAD_TIME if self.alive else LAST_WORDS)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _read(self, conn: Connection) -> bool:
        """Read what there is of a head; True when there is nothing more to wait for."""
        try:
            came = conn.sock.recv(CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            came = b""
        conn.head = conn.head + came if came else b""
        return not came or conn.whole()

    def _hand_over(self, conn: Connection) -> None:
        if conn.head:
            conn.begin()
            self.enqueue_req(conn)
        else:  # the client has hung up
            self.nr_conns -= 1
            conn.close()

    def _part(self, conn: Connection) -> None:
        """Say that nothing more will come, and wait in the loop for the client to hang up: else it might lose the answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            self.nr_conns -= 1
            conn.close()
            return
        conn.timeout = time.monotonic() + LINGER
        self.leaving.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._on_leaving_socket_readable, conn))

    def _on_leaving_socket_readable(self, conn: Connection, client: Client) -> None:
        try:
            hung_up = not client.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            hung_up = True
        if hung_up:
            self.leaving.remove(conn)
            self._drop(conn)

    def _drop(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
