"""Report each finished request to listeners that count or log it.

This wraps the whole application, so that streams count until their last byte.
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
NO_ENDPOINT = "none"  # for requests without an endpoint
OTHER_METHOD = "other"  # clients may invent any number of methods
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
_ENDPOINT = "svodka.endpoint"

# The id of the request that this thread answers; it connects log lines and responses.
request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True, slots=True)
class Served:
    """A finished request. ``seconds`` run until its last byte, ``size`` is without headers.

    ``endpoint`` and ``method`` have few values, whatever clients send. ``path`` and ``query`` are
    as sent.
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
    """Receives the begin and end of each request."""

    def begun(self) -> None:
        """A request has arrived."""

    def served(self, served: Served) -> None:
        """The request was answered, or has failed."""


def init_app(app: Flask, listeners: Iterable[Listener]) -> None:
    """Report the application's requests, and add the request's id to each response."""
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
        """Answer a request with the inner application."""
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
    """The body of a response; closing it reports the request."""

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
        """Close the inner response, and report the request."""
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
