"""What each request came to, told to those who count it or write it down.

This stands around the whole application, so that what is streamed counts until its last byte.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask, request, request_started

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
NO_ENDPOINT = "none"  # of a request for something that is not there
OTHER_METHOD = "other"  # there are as many as clients make up
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
_ENDPOINT = "svodka.endpoint"

# The number of the request that this thread answers, by which lines of the logs and answers are brought together.
request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True, slots=True)
class Served:
    """A request that has been answered: ``seconds`` until its last byte was taken, ``size`` in bytes without headers.

    ``endpoint`` and ``method`` are of few values, whatever clients send; ``path`` and ``query`` are as they sent them.
    """

    id: str
    method: str
    endpoint: str
    path: str
    query: str
    status: int
    seconds: float
    size: int


class Listener(Protocol):
    """Is told of each request."""

    def begun(self) -> None:
        """A request has come."""

    def served(self, served: Served) -> None:
        """It has been answered, or has failed."""


def init_app(app: Flask, listeners: Iterable[Listener]) -> None:
    """Watch the application's requests, and give each answer the number of its request."""
    request_started.connect(_note_endpoint, app)
    app.wsgi_app = Watch(app.wsgi_app, tuple(listeners))  # type: ignore[method-assign]


def _note_endpoint(_app: Flask, **_: Any) -> None:
    request.environ[_ENDPOINT] = request.endpoint


class Watch:
    """A WSGI application around another one."""

    def __init__(self, inner: "WSGIApplication", listeners: tuple[Listener, ...]) -> None:
        self._inner = inner
        self._listeners = listeners

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request as the inner application does."""
        answer = _Answer(environ, self._listeners)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            answer.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, answer.id)], *error)

        try:
            answer.chunks = self._inner(environ, start)
        except BaseException:
            answer.close()
            raise
        return answer


class _Answer:
    """The body of an answer, which is told of when it is closed."""

    def __init__(self, environ: "WSGIEnvironment", listeners: tuple[Listener, ...]) -> None:
        self.id = secrets.token_hex(8)
        self.status = 500
        self.chunks: Iterable[bytes] = ()
        self._environ = environ
        self._listeners = listeners
        self._size = 0
        self._began = perf_counter()
        request_id.set(self.id)
        for listener in listeners:
            listener.begun()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self._size += len(chunk)
            yield chunk

    def close(self) -> None:
        """Let go of the inner answer, and tell what the request came to."""
        try:
            if close := getattr(self.chunks, "close", None):
                close()
        finally:
            served = self._served()
            for listener in self._listeners:
                listener.served(served)
            request_id.set("")

    def _served(self) -> Served:
        environ = self._environ
        method = environ["REQUEST_METHOD"]
        return Served(
            id=self.id,
            method=method if method in METHODS else OTHER_METHOD,
            endpoint=environ.get(_ENDPOINT) or NO_ENDPOINT,
            path=environ.get("PATH_INFO", "")
            .encode("latin-1", "replace")
            .decode("utf-8", "backslashreplace"),
            query=environ.get("QUERY_STRING", ""),
            status=self.status,
            seconds=perf_counter() - self._began,
            size=self._size,
        )
