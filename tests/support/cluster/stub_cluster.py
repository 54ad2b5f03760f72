"""A server that answers as a cluster would, or not at all: for what a real one seldom does."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# Gives status and JSON for a method and a path.
Answer = Callable[[str, str], tuple[int, Any]]

VERSION = {"version": {"distribution": "opensearch", "number": "3.9.0"}}


class Stub:
    """The address of a stub, and the requests that it has had: method, path, headers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str, dict[str, str]]] = []


@contextmanager
def stub(answer: Answer, certificate: tuple[Path, Path] | None = None) -> Iterator[Stub]:
    """A server whose answers ``answer`` gives; with a certificate and its key, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append((self.command, self.path, dict(self.headers)))
            status, record = answer(self.command, self.path)
            body = json.dumps(record).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = _reply  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    told = Stub(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hanging() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def closed_port() -> str:
    """An address that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def refused(status: int, kind: str, reason: str) -> tuple[int, Any]:
    """An error as a cluster words it."""
    return status, {"error": {"root_cause": [{"type": kind, "reason": reason}]}, "status": status}
