"""``svodka serve`` as a process: it prints its address, answers, and stops on a signal."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

Server = subprocess.Popen[str]
Start = Callable[..., Server]
COMMAND = [sys.executable, "-m", "svodka.webapp.cli", "serve"]
SLOW = """
import time
from web_fake import FakeSearch, articles
from svodka.webapp.app import create_app
from svodka.webapp.server.gunicorn import Server

class Slow(FakeSearch):
    def page(self, request):
        time.sleep(1)
        return super().page(request)

class SlowServer(Server):
    def load(self):
        return create_app(search=Slow(articles(37)))

SlowServer("whoosh:none", "127.0.0.1", 0, 1).run()
"""

# Makes a terminal that of its session, and becomes the command.
IN_TERMINAL = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers over a missing index, in an empty folder, and ends those still running."""
    running: list[Server] = []

    def start(
        *arguments: str, command: Sequence[str] = (*COMMAND, "--port", "0"), **options: Any
    ) -> Server:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env=os.environ
            | {"SVODKA_INDEX": f"whoosh:{tmp_path}/none", "PYTHONPATH": os.pathsep.join(sys.path)},
            **options,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def address(process: Server) -> str:
    """The address that a server prints when it is ready."""
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"Svodka is at (http://\S+/)\n", line)
    assert found, (line, process.stderr.read() if process.stderr and not line else "")
    return found[1]


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_stops(start: Start, number: signal.Signals, tmp_path: Path) -> None:
    process = start("--workers", "1")
    url = address(process)
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*/", url)
    assert get(url)[0] == 200
    status, page = get(url + "search?q=%D0%BD%D0%B5%D1%84%D1%82%D1%8C")
    assert status == 503
    assert "svodka index" in page
    assert get(url + "healthz")[0] == 503
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert out == ""
    assert err.count("\n") == 1  # quiet: only the warning that there is no index
    assert err.startswith("Warning: ")
    assert list(tmp_path.iterdir()) == []


def test_it_answers_by_a_new_index_without_a_restart(start: Start, tmp_path: Path) -> None:
    def build() -> None:
        built = start(
            "articles", "--jobs", "1", command=(sys.executable, "-m", "svodka.webapp.cli", "index")
        )
        _, err = built.communicate(timeout=60)
        assert built.returncode == 0, err

    def total() -> object:
        status, answer = get(f"{url}api/search?q=%D0%B6%D0%B8%D1%80%D0%B0%D1%84")
        return json.loads(answer)["total"] if status == 200 else status

    url = address(start("--workers", "1"))
    assert total() == 503
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(
            f"Новость {number}\n\nВ зоопарке заметили жирафа.\n", "utf-8"
        )
        build()
        assert total() == number
    (folder / "1.txt").unlink()
    build()
    assert total() == 1
    assert get(f"{url}healthz")[0] == 200


def test_an_address_of_no_index_is_one_line(start: Start) -> None:
    process = start("--index", "sqlite:var/index")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith("Error: 'sqlite:var/index' is no index address")
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_finished(start: Start, number: signal.Signals) -> None:
    process = start(command=(sys.executable, "-c", SLOW), start_new_session=True)
    url = address(process)
    with ThreadPoolExecutor() as pool:
        answers = [
            pool.submit(get, f"{url}api/search?q=%D0%91%D0%B0%D0%BA%D1%83") for _ in range(4)
        ]
        time.sleep(0.5)
        if number == signal.SIGTERM:
            process.terminate()
        else:
            os.killpg(process.pid, number)  # as a terminal does
        assert [answer.result()[0] for answer in answers] == [200] * 4
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")


def test_a_silent_connection_does_not_hold_it(start: Start) -> None:
    process = start("--workers", "1")
    url = address(process)
    assert get(url)[0] == 200
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1].strip("/")))):
        time.sleep(0.2)
        began = time.monotonic()
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert "SIGKILL" not in err


def test_without_standard_input_and_under_nohup(start: Start) -> None:
    script = 'exec "$@" <&-'
    process = start(
        "--workers",
        "1",
        command=("nohup", "sh", "-c", script, "sh", *COMMAND, "--port", "0"),
        start_new_session=True,
    )
    url = address(process)
    os.killpg(process.pid, signal.SIGHUP)
    time.sleep(0.2)
    assert get(url)[0] == 200
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_storm_of_hangups_without_a_terminal_changes_nothing(start: Start) -> None:
    """logrotate and administrators send SIGHUP to services, and expect that they go on."""
    process = start("--workers", "1", start_new_session=True)
    url = address(process)
    for _ in range(300):
        os.killpg(process.pid, signal.SIGHUP)
    assert get(f"{url}livez")[0] == 200
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert err.count("\n") == 1  # there is no index


def test_a_closed_terminal_ends_it(start: Start) -> None:
    ours, terminal = os.openpty()
    process = start(
        command=(sys.executable, "-c", IN_TERMINAL, str(terminal), *COMMAND, "--port", "0"),
        start_new_session=True,
        pass_fds=[terminal],
    )
    os.close(terminal)
    assert get(address(process))[0] == 200
    os.close(ours)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_busy_port_is_one_line(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start("--port", str(port))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert err == (
        f"Error: Cannot listen on 127.0.0.1:{port}: "
        "the port is busy; choose another with --port, or any free one with --port 0.\n"
    )


def test_an_impossible_address_is_one_line(start: Start) -> None:
    process = start("--host", "no such host")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.fullmatch(r"Error: Cannot listen on no such host:0: .+\n", err)


def test_a_long_query_gets_through(start: Start) -> None:
    process = start("--workers", "1")
    url = address(process)
    assert get(url + "?q=" + "%D0%B0" * 1000)[0] == 503
    assert get(url + "?q=" + "a" * 100_000)[0] == 414
