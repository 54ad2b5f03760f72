"""Clients that are slow on purpose: others get their answers as if these were absent."""

import re
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from running import soon, standing_in

from svodka.webapp.server.gunicorn import most_connections

CLIENTS = 64
# Seconds that a server waits for a client, in tests of the number of slow clients.
PATIENCE = 60.0
PROMPT = 30.0  # seconds for an answer under any load; normally it takes a few milliseconds
SERVE = """
import resource
import sys
from dataclasses import replace
from web_fake import FakeSearch, articles
from svodka.webapp.server import gunicorn
from svodka.webapp.server import outbox, worker
from svodka.webapp.app import create_app

worker.SEND = worker.REQUEST = worker.END = float(sys.argv[1])
worker.LARGEST_REST = 100_000
outbox.LEAST = 10_000_000
gunicorn.CONNECTIONS = int(sys.argv[2])
gunicorn.THREADS = min(8, int(sys.argv[2]) - 1)
files = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

class Fake(gunicorn.Server):
    def load(self):
        large = replace(articles(1)[0], id="large", text="Паром вышел. " * 100_000)
        app = create_app({"LISTENS": self.listens}, search=FakeSearch([*articles(4000), large]))
        app.view_functions["api.health"] = lambda: "Паром вышел. " * 9_000  # waits for no place
        return app

Fake("whoosh:none", "127.0.0.1", 0, 1).run()
"""
CUT_OFF = r"Warning: Cut off clients that read too slowly: \d+\n"
LARGE = b"GET /article/large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
MEDIUM = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
GET = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
KEPT = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = (
    b"POST /language HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
# The bytes that clients send at once, and those that some of them then send one by one.
SLOW: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "a head without end": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-Slow: " + b"a" * 1000),
    "half a request after a whole one": (KEPT + b"GET / HT", b"TP/1.1"),
    "the end is not heard": (GET, b""),
    "a body without end": (FORM + b"Content-Length: 1000\r\n\r\nlang", b"uage=" + b"a" * 1000),
    "a body in pieces": (FORM + b"Transfer-Encoding: chunked\r\n\r\n3\r\nlan", b"\r\n1\r\ng" * 100),
    "a body too large": (FORM + b"Content-Length: 1000000\r\n\r\nlang", b"uage=" + b"a" * 1000),
    "pages not read": (KEPT * 2, b""),
    "many answers not read": (MEDIUM * 6, b""),
    "a large answer not read": (LARGE, b""),
    "wrong ends of lines": (b"GET / HTTP/1.1\n", b"Host"),
}


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    """The port of a server with a deadline so long that blocked threads would show."""
    with standing_in(SERVE, str(PATIENCE), "500", "1024", says=rf"(?:{CUT_OFF})*") as port:
        yield port


@pytest.fixture(scope="module")
def impatient() -> Iterator[int]:
    """The port of a server that waits one second for clients, and for three of them at once."""
    with standing_in(SERVE, "1.0", "4", "1024", says=rf"(?:{CUT_OFF})*") as port:
        yield port


def connect(port: int) -> socket.socket:
    client = socket.socket()
    # By default a system buffers much for a client that does not read.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(PROMPT)
    client.connect(("127.0.0.1", port))
    return client


def read_all(client: socket.socket) -> bytes:
    """All bytes until the server ends the stream."""
    pieces = []
    while piece := client.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


def exchange(port: int, words: bytes) -> bytes:
    """The answer to ``words``, after which the client sends nothing more."""
    with connect(port) as client:
        client.sendall(words)
        return read_all(client)


def dribble(client: socket.socket, words: bytes, stop: threading.Event) -> None:
    for byte in words:
        if stop.wait(0.05):
            return
        try:
            client.sendall(bytes([byte]))
        except OSError:  # the server has closed the connection
            return


def is_refused(client: socket.socket) -> bool:
    try:
        client.sendall(b"a")
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize("kind", SLOW)
def test_others_are_answered(patient: int, kind: str) -> None:
    first, rest = SLOW[kind]
    stop = threading.Event()
    with ExitStack() as stack:
        is_unread = first.startswith((LARGE, MEDIUM))
        clients = [
            stack.enter_context(connect(patient)) for _ in range(16 if is_unread else CLIENTS)
        ]
        for client in clients:
            client.sendall(first)
        for client in clients if is_unread else []:
            assert client.recv(1, socket.MSG_PEEK)
        threads = [
            threading.Thread(target=dribble, args=(client, rest, stop)) for client in clients[:8]
        ]
        for thread in threads:
            thread.start()
        time.sleep(1.5 if is_unread else 0.3)
        for _ in range(3):
            assert exchange(patient, GET).startswith(b"HTTP/1.1 200 OK\r\n")
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: local", b"HTTP/1.1 408 Request Timeout"),
        (FORM + b"Content-Length: 100\r\n\r\nlanguage=en", b"HTTP/1.1 408 Request Timeout"),
        (KEPT, b"HTTP/1.1 200 OK"),
        (GET, b"HTTP/1.1 200 OK"),
        (KEPT + b"GET / HT", b"HTTP/1.1 200 OK"),
    ],
)
def test_nobody_is_awaited_for_ever(impatient: int, words: bytes, status: bytes) -> None:
    with connect(impatient) as client:
        client.sendall(words)
        assert read_all(client).partition(b"\r\n")[0] == status
        # The server has closed the connection, not only ended the stream.
        assert soon(lambda: is_refused(client), PROMPT)


def test_a_file_that_nobody_reads_is_not_sent_for_ever(impatient: int) -> None:
    export = b"GET /export.csv?q=%D0%B7%D0%B0&text=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(impatient) as client:
        client.sendall(export)
        time.sleep(8)
        begun = read_all(client)
    assert begun.startswith(b"HTTP/1.1 200 OK\r\n")
    assert not begun.endswith(b"\r\n0\r\n\r\n")  # so that no client takes it for complete
    assert exchange(
        impatient, export.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    ).endswith(b"\r\n0\r\n\r\n")


def test_a_large_answer_is_sent_in_full_to_a_slow_reader(patient: int) -> None:
    with connect(patient) as client:
        client.sendall(LARGE + GET)
        time.sleep(0.5)  # what the buffers of both sides do not take is held by the server
        answers = read_all(client)
    head, _, rest = answers.partition(b"\r\n\r\n")
    match = re.search(rb"Content-Length: (\d+)", head)
    assert match
    assert int(match[1]) > 2_000_000
    assert rest[int(match[1]) :].startswith(b"HTTP/1.1 200 OK\r\n")


def test_clients_that_do_not_read_are_cut_off_and_logged() -> None:
    says = rf"(?:{CUT_OFF})+"
    with standing_in(SERVE, "1.0", "500", "1024", says=says) as port, ExitStack() as stack:
        clients = [stack.enter_context(connect(port)) for _ in range(3)]
        for client in clients:
            client.sendall(LARGE)
        for client in clients:
            assert client.recv(1, socket.MSG_PEEK)  # its answer has begun
        for seconds in (0, 3, 0):  # meanwhile the loop has looked at its clock
            time.sleep(seconds)
            assert exchange(port, GET).startswith(b"HTTP/1.1 200 OK\r\n")
        assert all(len(read_all(client)) < 2_000_000 for client in clients)


@pytest.mark.parametrize(("connections", "files"), [(4, 1024), (500, 50)])
def test_the_oldest_connections_make_room(connections: int, files: int) -> None:
    with (
        standing_in(SERVE, str(PATIENCE), str(connections), str(files)) as port,
        ExitStack() as stack,
    ):
        for _ in range(60):
            stack.enter_context(connect(port)).sendall(b"GET ")
        assert exchange(port, GET).startswith(b"HTTP/1.1 200 OK\r\n")  # within PROMPT


@pytest.mark.parametrize(
    ("files", "connections"), [(resource.RLIM_INFINITY, 500), (1 << 20, 500), (300, 150)]
)
def test_half_of_the_files_are_left(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_connections() == connections


def test_requests_that_come_at_once_are_answered_in_turn(patient: int) -> None:
    body = b"language=en&to=/help"
    form = FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
    statuses = re.findall(rb"HTTP/1.1 (\d+) ", exchange(patient, KEPT + form + KEPT + form + GET))
    assert statuses == [b"200", b"303", b"200", b"303", b"200"]


@pytest.mark.parametrize("framing", [b"Content-Length: 40000", b"Transfer-Encoding: chunked"])
def test_a_body_that_was_not_heard_is_no_request(patient: int, framing: bytes) -> None:
    refused = FORM + framing + b"\r\n\r\n"
    status = b"413" if b"Length" in framing else b"411"
    assert re.findall(rb"HTTP/1.1 (\d+) ", exchange(patient, refused + GET)) == [status]
    with connect(patient) as client:  # the same after the answer has arrived
        client.sendall(refused)
        answers = client.recv(1 << 16)
        client.sendall(GET)
        answers += read_all(client)
    assert re.findall(rb"HTTP/1.1 (\d+) ", answers) == [status]


def test_a_refused_client_may_finish_sending(patient: int) -> None:
    """An immediate close would reset the connection, and the answer could be lost."""
    with connect(patient) as client:
        client.sendall(FORM + b"Content-Length: 90000\r\n\r\n")
        assert read_all(client).startswith(b"HTTP/1.1 413 ")
        for _ in range(9):
            client.sendall(b"a" * 10_000)
            time.sleep(0.02)
        with pytest.raises(ConnectionError):  # but only for a limited time
            client.sendall(b"a" * 10_000_000)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET /?q=" + b"a" * 8190 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET /?q=" + b"a" * 90_000, 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 64 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + b"b" * 8190 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 15_000, 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /<b> HTTP/1.1\nHost: localhost\n\n", 400),
        (b"<script> / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
        (b"\r\n\r\n\r\n", 400),
        (FORM + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (FORM + b"Content-Length: +1\r\n\r\na", 400),
        (FORM + b"Transfer-Encoding: gzip, chunked\r\nContent-Length: 1\r\n\r\na", 400),
        (FORM + b"Transfer-Encoding: new\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: nothing\r\n\r\n", 417),
    ],
)
def test_what_no_server_should_believe_is_refused(patient: int, words: bytes, status: int) -> None:
    answer = exchange(patient, words)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    for name in (
        b"Content-Security-Policy: default-src 'none'",
        b"X-Content-Type-Options: nosniff",
        b"Cache-Control: no-store",
        b"Connection: close",
    ):
        assert b"\r\n" + name in head
    assert re.fullmatch(rb"%d [A-Za-z -]+\n" % status, body)  # and nothing of the request
