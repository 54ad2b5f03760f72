"""The bytes of answers that a client has not taken yet.

An answer is sent as far as the client's socket takes it at once. The rest is held here, and the
loop of the worker sends it whenever the socket is ready. So no thread writes to a socket that is
not. Only a thread that makes a file piece by piece waits, and only for its own client.
"""

import select
import socket
import time

#: Seconds in which a client must take a piece of a file, or begin to take an answer.
SEND = 20
#: Bytes a second that a client must take at least, beside these seconds.
LEAST = 16_000
#: Bytes of a file that are held, before its thread waits for the client.
FILE_HELD = 1 << 18
_PIECE = 1 << 18  # bytes that are sent at once


class Outbox:
    """Stands where a thread writes its answer to: ``held`` are the bytes that are not sent yet.

    ``is_slow`` says that an answer was cut off because its client did not read it, ``is_broken``
    that it was because of a fault.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.held = bytearray()
        self.is_slow = self.is_broken = False
        self._patience: float = SEND
        self._sent = 0
        self._waited = 0.0

    def begin(self, patience: float) -> None:
        """Begin an answer, and give its client ``patience`` seconds beside those for its bytes."""
        self._patience, self._sent, self._waited = patience, 0, 0.0

    def allowed(self) -> float:
        """The seconds in which a client must take what is held."""
        return self._patience + len(self.held) / LEAST

    def sendall(self, data: bytes) -> None:
        """Send bytes of an answer, or hold them.

        If so many are held already that they must be a file's, wait until the client has taken
        them. Raises TimeoutError if it is too slow, OSError if it is gone.
        """
        while len(self.held) > FILE_HELD:
            self._wait()
            self.flush()
        self.held += data
        self.flush()

    send = sendall  # in gunicorn: «100 Continue»

    def flush(self) -> None:
        """Send what the socket takes at once. Raises OSError if the client is gone."""
        while self.held:
            with memoryview(self.held) as view:
                try:
                    sent = self._sock.send(view[:_PIECE], socket.MSG_DONTWAIT)
                except BlockingIOError:
                    return
            self._sent += sent
            del self.held[:sent]

    def _wait(self) -> None:
        """Wait until the socket takes bytes. Raises TimeoutError if the client is too slow."""
        rest = self._patience + self._sent / LEAST - self._waited
        poll, start = select.poll(), time.monotonic()
        poll.register(self._sock, select.POLLOUT)
        is_ready = poll.poll(max(0, min(rest, self._patience)) * 1000)
        self._waited += time.monotonic() - start
        if not is_ready:
            self.is_slow = True
            raise TimeoutError("The client does not read its answer.")

    def fileno(self) -> int:
        """The number of the socket, for those who poll it."""
        return self._sock.fileno()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read from the client."""
        return self._sock.recv(size, flags)

    def shutdown(self, _how: int) -> None:
        """Break an answer off, as gunicorn does after a fault in the middle of one."""
        self.is_broken = True
        raise OSError("The loop closes the connection.")

    def close(self) -> None:
        """Leave the socket to the loop, which closes it."""
