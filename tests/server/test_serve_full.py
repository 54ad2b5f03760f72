"""A running server under overload: it survives, stops in time, and replaces processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import SimpleNamespace

import pytest
from crash import children
from running import soon

from svodka.webapp.server.gunicorn import THREADS

SERVE = """
import os
import time
from web_fake import FakeSearch, articles
from svodka.webapp.middleware.capacity import ConcurrencyLimit
from svodka.webapp.server import gunicorn
from svodka.webapp.app import create_app

FEW, MANY = FakeSearch(articles(30)), FakeSearch(articles(3000))

class Slow(FakeSearch):
    def page(self, request):
        time.sleep(0.05)
        return FEW.page(request)

    def export(self, request, **options):
        return MANY.export(request, **options)

class Fake(gunicorn.Server):
    def load(self):
        app = create_app(search=Slow(FEW.articles))
        if "PATIENCE" in os.environ:
            app.extensions["capacity"] = ConcurrencyLimit(patience=float(os.environ["PATIENCE"]))
        return app

Fake("whoosh:none", "127.0.0.1", 0, 2).run()
"""
SEARCH = "/api/search?q=%D0%91%D0%B0%D0%BA%D1%83"
EXPORT = b"GET /export.jsonl?q=%D0%B7%D0%B0&text=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
STOPS_WITHIN = 5  # seconds
IDLE = 1.5  # seconds after which a stopping server may close an idle connection
HANGS = 30  # seconds after which a process counts as hung
# Per process: its loop, and threads that verify and watch the index and prepare suggestions.
OTHER_THREADS = 4


@pytest.fixture
def gunicorn(request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """A server of two processes: its process and its port.

    The parameter is the number of seconds that a request may wait for a place.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    if hasattr(request, "param"):
        environment["PATIENCE"] = str(request.param)
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout
        found = re.search(r":(\d+)/$", process.stdout.readline().strip())
        assert found, process.communicate()
        yield SimpleNamespace(process=process, port=int(found[1]))
        process.kill()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=HANGS)


def status(port: int, path: str = SEARCH) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=HANGS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


class Crowd:
    """Readers with kept-alive connections, until they are stopped or the server closes.

    ``parted`` counts connections that the server ends with an answer; their readers reconnect.
    """

    def __init__(self, port: int, number: int) -> None:
        self.came: Counter[object] = Counter()
        self.told = threading.Event()
        self.readers = [
            threading.Thread(target=self._read, args=(port,), daemon=True) for _ in range(number)
        ]
        for reader in self.readers:
            reader.start()

    def stop(self) -> None:
        self.told.set()
        for reader in self.readers:
            reader.join(HANGS)
            assert not reader.is_alive()

    def _read(self, port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=HANGS)
        asked = answered = 0.0
        parted = False
        try:
            connection.connect()
            while not self.told.is_set():
                asked = time.monotonic()
                connection.request("GET", SEARCH)
                answer = connection.getresponse()
                answer.read()
                self.came[answer.status] += 1
                parted = answer.will_close
                self.came["parted"] += parted
                answered = time.monotonic()
                time.sleep(0.02)
        except (OSError, HTTPException) as error:
            # The connection of a reader without CPU time was idle, so the server may have ended it.
            late = answered and asked - answered > IDLE
            self.came["closed" if parted or late else repr(error)] += 1
        finally:
            connection.close()


def count(pid: int, kind: str) -> int:
    """The number of tasks (threads) or open files (fd) of a process."""
    return len(list(Path(f"/proc/{pid}/{kind}").iterdir()))


def sockets(pid: int) -> int:
    """The number of open sockets of a process."""
    links = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it was closed in the meantime
            links.append(str(link.readlink()))
    return sum(link.startswith("socket:") for link in links)


def memory(pid: int) -> int:
    """The resident memory of a process in kB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1])


def refused(port: int) -> bool:
    """True if the port refuses connections."""
    try:
        connect(port).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        return False
    return False


def test_it_stops_in_time_and_answers_what_has_begun(gunicorn: SimpleNamespace) -> None:
    with ExitStack() as clients:
        idle, _silent, slow, half = (
            clients.enter_context(connect(gunicorn.port)) for _ in range(4)
        )
        idle.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.1 200")
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(EXPORT)
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
        half.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        crowd = Crowd(gunicorn.port, 64)
        assert soon(lambda: crowd.came.total() > 100, within=HANGS)
        began = time.monotonic()
        gunicorn.process.terminate()
        # Long before the server ends: a slow reader gets time.
        assert soon(lambda: refused(gunicorn.port), within=2)
        _, errors = gunicorn.process.communicate(timeout=HANGS)
        took = time.monotonic() - began
        crowd.stop()
    assert (gunicorn.process.returncode, errors) == (0, "")
    assert took < STOPS_WITHIN
    assert set(crowd.came) <= {200, 503, "parted", "closed"}, crowd.came
    assert crowd.came["closed"] == 64  # each got an answer with «Connection: close»


def test_requests_before_the_stop_are_answered(gunicorn: SimpleNamespace) -> None:
    assert soon(lambda: len(children(gunicorn.process.pid)) == 2, within=HANGS)
    workers = children(gunicorn.process.pid)
    assert status(gunicorn.port) == 200
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    with ExitStack() as stack:
        # The kernel has the requests, but no worker has read them.
        waiting = [stack.enter_context(connect(gunicorn.port)) for _ in range(12)]
        for client in waiting:
            client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        gunicorn.process.terminate()
        time.sleep(0.5)  # until the server has told its workers to stop
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        assert [client.recv(15) for client in waiting] == [b"HTTP/1.1 200 OK"] * 12
    assert gunicorn.process.communicate(timeout=HANGS)[1] == ""


def test_a_storm_leaves_nothing_behind(gunicorn: SimpleNamespace) -> None:
    assert soon(lambda: len(children(gunicorn.process.pid)) == 2, within=HANGS)
    workers = children(gunicorn.process.pid)

    def storm() -> tuple[list[int], list[int]]:
        crowd = Crowd(gunicorn.port, 150)
        assert soon(lambda: crowd.came[503] > 100 and crowd.came[200] > 30, within=HANGS)
        assert [status(gunicorn.port, path) for path in ("/healthz", "/static/site.css")] == [
            200,
            200,
        ]
        crowd.stop()
        assert set(crowd.came) == {200, 503, "parted"}, crowd.came
        # One listening socket for each worker.
        assert soon(lambda: sum(map(sockets, workers)) == 2, within=HANGS)
        return [count(pid, "task") for pid in workers], [count(pid, "fd") for pid in workers]

    storm()
    _, files = storm()
    before = [memory(pid) for pid in workers]
    threads, files_after = storm()
    assert all(number <= THREADS + OTHER_THREADS for number in threads)
    assert files_after == files
    assert all(
        after - then < 20_000 for after, then in zip(map(memory, workers), before, strict=True)
    )
    assert status(gunicorn.port) == 200
    gunicorn.process.terminate()
    assert gunicorn.process.communicate(timeout=HANGS)[1] == ""


@pytest.mark.parametrize("gunicorn", [HANGS], indirect=True)
def test_a_crowd_spreads_over_the_processes(gunicorn: SimpleNamespace) -> None:
    assert soon(lambda: len(children(gunicorn.process.pid)) == 2, within=HANGS)
    crowded, idle = children(gunicorn.process.pid)
    os.kill(idle, signal.SIGSTOP)
    crowd = Crowd(gunicorn.port, 16)
    assert soon(lambda: crowd.came[200] > 32, within=HANGS)
    assert sockets(crowded) > 12
    os.kill(idle, signal.SIGCONT)
    assert soon(lambda: sockets(idle) > 4, within=HANGS)
    crowd.stop()
    assert set(crowd.came) <= {200, "parted"}, crowd.came
    gunicorn.process.terminate()
    assert gunicorn.process.communicate(timeout=HANGS)[1] == ""


def test_a_killed_process_is_replaced_and_the_other_goes_on(gunicorn: SimpleNamespace) -> None:
    assert soon(lambda: len(children(gunicorn.process.pid)) == 2, within=HANGS)
    assert status(gunicorn.port) == 200
    crowd = Crowd(gunicorn.port, 8)
    assert soon(lambda: crowd.came[200] > 20, within=HANGS)
    killed, other = children(gunicorn.process.pid)
    os.kill(killed, signal.SIGKILL)
    assert soon(lambda: len(set(children(gunicorn.process.pid)) - {killed}) == 2, within=HANGS)
    assert other in children(gunicorn.process.pid)
    assert [status(gunicorn.port) for _ in range(10)] == [200] * 10
    crowd.stop()
    gunicorn.process.terminate()
    _, errors = gunicorn.process.communicate(timeout=HANGS)
    assert gunicorn.process.returncode == 0
    assert "Traceback" not in errors
    assert errors.count("\n") == 1
    assert "SIGKILL" in errors
