"""Limit concurrent requests: some run, some wait briefly, the rest get 503.

A search is CPU work, and Python runs one thread of a process at a time. More requests at once only
take longer each, until none is answered in time. Cheap endpoints (``FREE``) are not limited.
"""

import select
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from svodka.webapp.middleware.networks import network_of

# Concurrent requests in each process: slow ones beside quick ones.
PLACES = 4
WAITING = 40  # waiting requests, about as many as are answered in PATIENCE
PATIENCE = 1.0  # maximal waiting time in seconds
STREAMS = 4  # concurrent streamed files in each process, however slowly clients read them
STREAMS_EACH = 2  # of them for one address, or for 64 bits of one of IPv6
FREE = frozenset(
    {
        "static",
        "api.health",
        "api.life",
        "api.description",
        "crawlers.robots",
        "language.choose",
        "metrics.exposition",
        "opensearch.description",
    }
)
STREAMED = frozenset(
    {
        *(f"export.as_{format}" for format in ("csv", "jsonl", "gost", "bibtex", "ris")),
        "crawlers.sitemap_page",
        "lines.as_csv",
        "lines.as_tsv",
    }
)


class ConcurrencyLimit:
    """Runs at most ``places`` requests at a time, in the order of arrival.

    ``at_work``, ``waiting`` and ``streaming`` are current numbers. ``turned_away`` and ``given_up``
    are totals: requests without a place in time, and requests whose client had disconnected when
    its turn came. All may be read at any time.
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
        self._streams_of: Counter[str] = Counter()
        self._queue: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """The number of requests that wait for a place."""
        return len(self._queue)

    def enter(self, gone: Callable[[], bool] = lambda: False) -> bool:
        """Take a place, after a wait of at most ``patience`` seconds; False if there is none.

        False at once if too many wait. False also if the client is ``gone`` when its turn comes:
        nobody would see the answer.
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
        """Release a place: the request that has waited longest gets it."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self.at_work -= 1

    def open_stream(self, network: str = "") -> bool:
        """Start to send a file to a network; False if as many as allowed are being sent."""
        with self._lock:
            of_network = self._streams_of[network] if network else 0
            if self.streaming >= self._streams or of_network >= STREAMS_EACH:
                self.turned_away += 1
                return False
            self.streaming += 1
            self._streams_of[network] += 1
            return True

    def close_stream(self, network: str = "") -> None:
        """End a stream that ``open_stream`` started."""
        with self._lock:
            self.streaming -= 1
            self._streams_of -= Counter([network])  # drops those without any

    def paced(self, stretches: Iterable[bytes], end: Callable[[], None]) -> Iterator[bytes]:
        """The pieces of a file, each made in its own place: others run while it is sent.

        ``end`` is called after the last one.
        """
        source = iter(stretches)
        try:
            while (stretch := self._made(source)) is not None:
                yield stretch
        finally:
            end()

    def _made(self, source: Iterator[bytes]) -> bytes | None:
        with self._lock:
            turn = self._line_up()
        turn.wait()  # without a limit: the answer has begun
        try:
            return next(source, None)
        finally:
            self.leave()

    def _line_up(self) -> threading.Event:
        turn = threading.Event()
        if self.at_work < self._places:  # then nobody waits, because places are handed over
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


@dataclass
class _Stream:
    """A file that is being sent; to close it again does nothing."""

    limit: ConcurrencyLimit
    network: str
    is_open: bool = True

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.limit.close_stream(self.network)


def init_app(app: Flask, busy: Callable[[], Response]) -> None:
    """Limit concurrent requests; ``busy`` makes the response without a place.

    Register it last: rejected requests must not queue.
    """
    app.extensions["capacity"] = ConcurrencyLimit()
    app.before_request(partial(_enter, busy))
    app.after_request(_pace)
    app.teardown_request(_leave)


def current_limit() -> ConcurrencyLimit:
    """The limit of the application that answers this request."""
    return cast(ConcurrencyLimit, current_app.extensions["capacity"])


def _enter(busy: Callable[[], Response]) -> Response | None:
    if request.endpoint is None or request.endpoint in FREE or request.method == "OPTIONS":
        return None
    limit = current_limit()
    if request.endpoint in STREAMED:
        g.network = network_of(request.remote_addr or "")
        g.streaming = limit.open_stream(g.network)
        if not g.streaming:
            return busy()
    g.at_work = limit.enter(partial(_gone, request.environ.get("gunicorn.socket")))
    return None if g.at_work else busy()


def _gone(client: Any) -> bool:
    """True if the client of a request has disconnected, as browsers do when the reader leaves."""
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
        limit = current_limit()
        g.streaming = False
        stream = _Stream(limit, g.network)
        response.response = limit.paced(response.iter_encoded(), stream.close)
        response.call_on_close(stream.close)  # if no piece of it was asked for
    return response


def _leave(_error: BaseException | None) -> None:
    limit = current_limit()
    if g.pop("at_work", False):
        limit.leave()
    # the response was not streamed, for example an error of the query
    if g.pop("streaming", False):
        limit.close_stream(g.network)
