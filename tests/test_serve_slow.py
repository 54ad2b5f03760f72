"""Clients that are slow on purpose, many at once: others are answered as if they were not there."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

CLIENTS = 64
PROMPT = 5.0  # seconds in which a server with eight threads answers, whatever others do
SERVE = """
import sys
from web_fake import FakeSearch, articles
from webapp import create_app, server, worker

worker.SEND = worker.REQUEST = worker.END = float(sys.argv[1])

class Fake(server.Server):
    def load(self):
        return create_app({"LISTENS": self.listens}, search=FakeSearch(articles(12)))

Fake("whoosh:none", "127.0.0.1", 0, 1).run()
"""
GET = b"GET /help HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FORM = b"POST /language HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"

Connect = Callable[[], socket.socket]


@pytest.fixture(params=[60.0], ids=["patient"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server of one process, which waits for clients so many seconds."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(request.param)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert process.stdout
    found = re.search(r":(\d+)/$", process.stdout.readline().strip())
    assert found, process.communicate()
    yield int(found[1])
    process.terminate()
    try:
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0
    assert errors == ""  # a log would be filled by such clients


def connect(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=30)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return client


def answer(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    pieces = []
    while piece := client.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def asked(port: int) -> float:
    """Ask for a page as anybody does, and give the seconds that it took."""
    began = time.monotonic()
    with connect(port) as client:
        client.sendall(GET)
        got = answer(client)
    assert got.startswith(b"HTTP/1.1 200 OK\r\n"), got[:200]
    return time.monotonic() - began


def dribble(client: socket.socket, text: bytes, stop: threading.Event) -> None:
    for byte in text:
        if stop.wait(0.05):
            return
        client.sendall(bytes([byte]))


SLOW: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "a head without end": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-Slow: " + b"a" * 1000),
    "half a request after a whole one": (GET.replace(b"close", b"keep-alive") + b"GET / HT", b"TP/1.1"),
    "the end is not heard": (GET, b""),
    "a body without end": (FORM + b"Content-Length: 1000\r\n\r\nlang", b"uage=" + b"a" * 1000),
    "a body in pieces": (FORM + b"Transfer-Encoding: chunked\r\n\r\n3\r\nlan", b"\r\n1\r\ng" * 100),
    "a body too large": (FORM + b"Content-Length: 1000000\r\n\r\nlang", b"uage=" + b"a" * 1000),
    "a page not read": (b"GET /help HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2, b""),
    "bare end of line": (b"GET / HTTP/1.1\n", b"Host"),
}


@pytest.mark.parametrize("kind", SLOW)
def test_others_are_answered(port: int, kind: str) -> None:
    first, rest = SLOW[kind]
    stop = threading.Event()
    with ExitStack() as stack:
        stack.callback(stop.set)
        clients = [stack.enter_context(connect(port)) for _ in range(CLIENTS)]
        for client in clients:
            client.sendall(first)
        threads = [threading.Thread(target=dribble, args=(client, rest, stop), daemon=True) for client in clients[:8]]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        print(kind, [round(asked(port), 3) for _ in range(5)])
