"""Operating a server: counts over all processes, a log of its life, nothing left behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from running import ROOT, Svodka, soon

from svodka.webapp.settings import NAMES, unquoted

Start = Callable[..., "Running"]
FAILING = """
import time
from web_fake import FakeSearch, articles
from svodka.webapp.app import create_app
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.server.gunicorn import Server

class Failing(FakeSearch):
    def page(self, request):
        if "беда" in request.query:
            raise KeyError(request.query)
        if "долго" in request.query:
            time.sleep(60)
        return super().page(request)

class FailingServer(Server):
    def load(self):
        return create_app(self.lifecycle.config(), search=Failing(articles(3)))

FailingServer("whoosh:none", "127.0.0.1", 0, 2, Logging("json", access=True)).run()
"""
TROUBLE = "%D0%B1%D0%B5%D0%B4%D0%B0"  # беда
LONG = "%D0%B4%D0%BE%D0%BB%D0%B3%D0%BE"  # долго
EVENTS = set(
    re.findall(r"^\| `([a-z ]+)` \|", (ROOT / ".deploy/README.md").read_text("utf-8"), re.MULTILINE)
)
BAKU = "%D0%91%D0%B0%D0%BA%D1%83"  # Баку


class Running:
    """A server of two workers over three articles, and its log."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log
        assert process.stdout
        found = re.fullmatch(rb"Svodka is at (http://\S+/)\n", process.stdout.readline())
        assert found, log.read_text()
        self.url = found[1].decode()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def samples(self) -> dict[tuple[str, str], float]:
        """The values of /metrics, by name and the one relevant label."""
        status, text = self.get("metrics")
        assert status == 200
        return {
            (
                sample.name,
                sample.labels.get("process") or sample.labels.get("endpoint") or "",
            ): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if not sample.name.endswith("_bucket")
        }

    def settled(self, searches: int) -> dict[tuple[str, str], float]:
        """The samples once ``searches`` pages are counted, which happens after their answers."""
        count, flying = (
            ("svodka_http_request_duration_seconds_count", "pages.search"),
            "svodka_http_requests_in_flight",
        )
        seen: list[dict[tuple[str, str], float]] = []

        def is_settled() -> bool:
            seen.append(self.samples())
            # The request for /metrics is itself in flight.
            return (seen[-1][flying, ""], seen[-1].get(count)) == (
                1,
                searches,
            )

        assert soon(is_settled, 10)
        return seen[-1]

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def events(self) -> list[str]:
        return [str(record["event"]) for record in self.records() if record["event"] != "request"]

    def workers(self) -> dict[int, int]:
        """The pids of the living workers by their numbers."""
        alive: dict[int, int] = {}
        for record in self.records():
            if record["event"] == "worker started":
                alive[record["worker"]] = record["pid"]
        return alive


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts servers with temporary files in ``tmp_path/shared``, and ends those still running."""
    (tmp_path / "shared").mkdir()
    running: list[subprocess.Popen[bytes]] = []
    folder = str(tmp_path / "shared")
    script = (
        f"from svodka.webapp.server import gunicorn; gunicorn.MEMORY_FOLDER = {folder!r}\n{FAILING}"
    )

    def start(metrics: str = "1") -> Running:
        log = tmp_path / f"log{len(running)}"
        environment = {
            "SVODKA_METRICS": metrics,
            "PYTHONPATH": os.pathsep.join([str(ROOT / ".src"), str(ROOT / "tests" / "support")]),
        }
        with log.open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-c", script],
                stdout=subprocess.PIPE,
                stderr=err,
                cwd=tmp_path,
                env=os.environ | environment,
            )
        running.append(process)
        return Running(process, log)

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_all_processes_count_together_and_nothing_stays(start: Start, tmp_path: Path) -> None:
    server = start()
    for _ in range(20):  # each on its own connection, to either worker
        assert server.get(f"search?q={BAKU}")[0] == 200
    assert server.get(f"search?q={TROUBLE}")[0] == 500
    first = server.settled(21)
    assert first["svodka_searches_total", ""] == 20
    assert first["svodka_http_request_duration_seconds_count", "pages.search"] == 21
    assert first["svodka_exceptions_total", ""] == 1
    assert first["svodka_http_requests_in_flight", ""] == 1
    assert first["svodka_index_articles", ""] == 3
    for name in ("process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"):
        assert {place for metric, place in first if metric == name} == {"0", "1", "2"}
    (folder,) = (tmp_path / "shared").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    server.process.terminate()
    assert server.process.wait(20) == 0
    assert list((tmp_path / "shared").iterdir()) == []


def test_counts_outlive_a_worker(start: Start, tmp_path: Path) -> None:
    server = start()
    for _ in range(10):
        server.get(f"search?q={BAKU}")
    assert soon(lambda: set(server.workers()) == {1, 2}, 20)
    before = server.workers()
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as unanswered:
        unanswered.sendall(f"GET /search?q={LONG} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert soon(lambda: server.samples()["svodka_http_requests_in_flight", ""] == 2, 20)
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        assert soon(lambda: not set(server.workers().values()) & set(before.values()), 20)
    server.get(f"search?q={BAKU}")
    now = server.settled(11)
    assert now["svodka_searches_total", ""] == 11
    (folder,) = (tmp_path / "shared").iterdir()
    assert {path.stem.rpartition("_")[2] for path in folder.glob("counter_*.db")} <= {"0", "1", "2"}
    events = server.events()
    told = [record["detail"] for record in server.records() if record["event"] == "gunicorn"]
    assert f"Worker (pid:{before[1]}) was sent SIGKILL! Perhaps out of memory?" in told
    assert events.count("worker started") == 4
    assert events.count("worker ended") == 2


def test_what_a_killed_server_left_is_swept_by_the_next(start: Start, tmp_path: Path) -> None:
    killed = start()
    assert soon(lambda: set(killed.workers()) == {1, 2}, 10)
    workers = killed.workers()
    killed.process.kill()
    killed.process.wait(20)
    (left,) = (tmp_path / "shared").iterdir()
    running = start()  # the folder belongs to the killed server's workers until they end
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers.values()), 30)
    other = start()
    folders = set((tmp_path / "shared").iterdir())
    assert left not in folders
    assert len(folders) == 2  # the running server keeps its folder
    assert running.samples()["svodka_index_usable", ""] == 1
    assert other.samples()["svodka_index_usable", ""] == 1


def test_without_metrics_there_is_no_folder(start: Start, tmp_path: Path) -> None:
    server = start(metrics="")
    assert server.get("metrics")[0] == 404
    assert list((tmp_path / "shared").iterdir()) == []


def test_the_log_tells_its_life_and_no_query(start: Start) -> None:
    server = start()
    assert server.get(f"search?q={BAKU}")[0] == 200
    assert server.get(f"search?q={TROUBLE}")[0] == 500
    assert server.get(f"?q={'a' * 100_000}")[0] == 414
    server.process.terminate()
    assert server.process.wait(20) == 0
    text = server.log.read_text("ascii")
    events = server.events()
    assert events[0] == "started"
    assert events[-1] == "stopped"
    assert [events.count(event) for event in ("worker started", "index seen", "worker ended")] == [
        2,
        1,
        2,
    ]
    requests = [record for record in server.records() if record["event"] == "request"]
    assert [record["status"] for record in requests] == [200, 500]
    assert set(events) <= EVENTS
    assert "exception" in events
    assert not any(
        word in text
        for word in (TROUBLE, BAKU, json.dumps("беда")[1:-1], json.dumps("Баку")[1:-1], "aaa")
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SVODKA_PASSWORD", "; did you mean SVODKA_PASSWORD_HASH?"),
        ("SVODKA_ADRESS", "; did you mean SVODKA_ADDRESS?"),
        ("SVODKA_HOST", "; did you mean SVODKA_HOSTS?"),
        ("SVODKA_XYZZY", ""),
    ],
)
def test_an_unknown_setting_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "secret")
    for command in ("serve", "stats"):
        ended = Svodka(tmp_path / "index").here(command)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"Error: {name} is no setting of Svodka{meant}\n"
    assert Svodka(tmp_path / "index").here("serve", "--help").code == 0


def test_all_settings_are_known() -> None:
    """The names that modules read are those that the command line knows."""
    files = [file for room in ("indexer", "webapp") for file in (ROOT / room).rglob("*.py")]
    read = {
        one for file in files for one in re.findall(r'"(SVODKA_[A-Z_]+[A-Z])"', file.read_text())
    }
    assert read == NAMES


def test_files_of_variables_may_leave_quotes() -> None:
    hash = "scrypt:32768:8:1$a$b"
    told = {
        "SVODKA_PASSWORD_HASH": f"'{hash}'",
        "SVODKA_USER": '"ева"',
        "SVODKA_HOSTS": "a",
        "X": "",
    }
    settings = {"SVODKA_PASSWORD_HASH": hash, "SVODKA_USER": "ева", "SVODKA_HOSTS": "a"}
    assert unquoted(told) == settings
    assert unquoted({"SVODKA_ADDRESS": "'", "SVODKA_USER": ""})["SVODKA_ADDRESS"] == "'"


def test_a_wrong_setting_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_METRICS", "on")
    ended = Svodka(tmp_path / "index").here("serve", "--port", "0")
    assert (ended.code, ended.out) == (2, "")
    assert re.fullmatch(r"Error: SVODKA_METRICS: «on» is neither .+\n", ended.err)
