"""How much the site does at once: so many requests are at work, some wait for a moment, the others are told to come again.

A search is work for the processor, and Python lets one thread of a process compute at a time: of more at once each only takes
longer, until nobody is answered in time. What costs next to nothing (``FREE``) passes by.
"""

import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

PLACES = (
    4  # requests at work at once in each process: those that are dear beside those that are quick
)
WAITING = 40  # that wait for a place: about what is answered in PATIENCE
PATIENCE = 1.0  # seconds that a request waits at most
STREAMS = 4  # files that are sent at once by each process, however slowly they are read
FREE = frozenset(
    {
        "static",
        "api.health",
        "api.description",
        "crawlers.robots",
        "language.choose",
        "metrics.exposition",
        "opensearch.description",
        "pages.help",
    }
)
STREAMED = frozenset({"export.as_csv", "export.as_jsonl", "crawlers.sitemap_page"})


class Gate:
    """Lets ``places`` requests work at a time, first come, first served. What it counts is to be read at any time.

    ``at_work``, ``waiting`` and ``streaming`` are those of now, ``turned_away`` and ``given_up`` all so far: requests that found
    no place in time, and those whose clients had gone when it was their turn.
    """

    def __init__(
        self,
        places: int = PLACES,
        waiting: int = WAITING,
        patience: float = PATIENCE,
        streams: int = STREAMS,
    ) -> None:
        self.at_work = self.streaming = self.turned_away = self.given_up = 0
        self._places, self._longest, self._patience, self._streams = (
            places,
            waiting,
            patience,
            streams,
        )
        self._queue: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many requests wait for a place."""
        return len(self._queue)

    def enter(self, gone: Callable[[], bool] = lambda: False) -> bool:
        """Take a place, perhaps after a wait of ``patience`` seconds; False where there is none, at once if too many wait.

        False too where the client is ``gone`` when its turn comes: then nobody would see what is worked at.
        """
        with self._lock:
            if len(self._queue) >= self._longest and self.at_work >= self._places:
                self.turned_away += 1
                return False
            turn = self._line_up()
        if turn.is_set():
            return True
        if not turn.wait(self._patience) and not self._came_late(turn):
            return False
        if not gone():
            return True
        with self._lock:
            self.given_up += 1
        self.leave()
        return False

    def leave(self) -> None:
        """Give a place back: the one who has waited longest has it now."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self.at_work -= 1

    def open_stream(self) -> bool:
        """Begin to send a file; False where as many are sent as may be."""
        with self._lock:
            if self.streaming >= self._streams:
                self.turned_away += 1
                return False
            self.streaming += 1
            return True

    def close_stream(self) -> None:
        """End what ``open_stream`` began."""
        with self._lock:
            self.streaming -= 1

    def paced(self, stretches: Iterable[bytes]) -> Iterator[bytes]:
        """The stretches of a file, each made in a place of its own: while it is sent, others work."""
        source = iter(stretches)
        while (stretch := self._made(source)) is not None:
            yield stretch

    def _made(self, source: Iterator[bytes]) -> bytes | None:
        with self._lock:
            turn = self._line_up()
        turn.wait()  # as long as it takes: the answer has begun
        try:
            return next(source, None)
        finally:
            self.leave()

    def _line_up(self) -> threading.Event:
        turn = threading.Event()
        if self.at_work < self._places:  # then nobody waits, for places are handed on
            self.at_work += 1
            turn.set()
        else:
            self._queue.append(turn)
        return turn

    def _came_late(self, turn: threading.Event) -> bool:
        with self._lock:
            if turn.is_set():  # at the last moment
                return True
            self._queue.remove(turn)
            self.turned_away += 1
            return False


def init_app(app: Flask, busy: Callable[[], Response]) -> None:
    """Limit concurrent requests; ``busy`` answers those that find no place. Register last: rejected requests must not queue."""
    app.extensions["capacity"] = Gate()
    app.before_request(partial(_enter, busy))
    app.after_request(_pace)
    app.teardown_request(_leave)


def current_gate() -> Gate:
    """The gate of the application that answers this request."""
    return cast(Gate, current_app.extensions["capacity"])


def _enter(busy: Callable[[], Response]) -> Response | None:
    if request.endpoint is None or request.endpoint in FREE or request.method == "OPTIONS":
        return None
    gate = current_gate()
    if request.endpoint in STREAMED:
        g.streaming = gate.open_stream()
        if not g.streaming:
            return busy()
    g.at_work = gate.enter(partial(_gone, request.environ.get("gunicorn.socket")))
    return None if g.at_work else busy()


def _gone(client: Any) -> bool:
    """Whether the client of a request has hung up, as browsers do when the reader goes elsewhere."""
    if client is None:
        return False
    poll = select.poll()
    poll.register(client, select.POLLIN)
    try:
        return bool(poll.poll(0)) and not client.recv(1, socket.MSG_PEEK)
    except OSError:
        return True


def _pace(response: Response) -> Response:
    if g.get("streaming") and response.is_streamed:
        gate = current_gate()
        g.streaming = False
        response.response = gate.paced(response.iter_encoded())
        response.call_on_close(gate.close_stream)
    return response


def _leave(_error: BaseException | None) -> None:
    gate = current_gate()
    if g.pop("at_work", False):
        gate.leave()
    if g.pop("streaming", False):  # there was nothing to send but, say, a mistake in the query
        gate.close_stream()
