"""An upgrade while somebody reads: no answer fails, and none is wrong."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from kept_index import TEXTS, write_texts
from running import ROOT, TIMEOUT

PAUSE = 0.1  # seconds between two questions of the reader
#: Runs the command as this version, or as the next one, with a socket as systemd gives it.
RUN = """
import os, sys
from svodka.indexer.engines.whoosh.format import schema
schema.VERSION += int(sys.argv.pop(1))
os.dup2(int(os.environ["SOCKET"]), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_PID"] = str(os.getpid())
from svodka.webapp.cli import main
main()
"""


class Reader:
    """Asks again and again, and keeps every answer."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}api/search?q={quote('мост')}"
        self._ends = threading.Event()
        self.answers: list[tuple[int, object]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self._ends.wait(PAUSE):
            try:
                with urllib.request.urlopen(self._url, timeout=TIMEOUT) as answer:
                    paths = {result["path"] for result in json.load(answer)["results"]}
                    self.answers.append((answer.status, paths))
            except OSError as error:
                self.answers.append((0, repr(error)))

    def has_read(self, more: int) -> None:
        """Wait until some more answers have come."""
        until, deadline = len(self.answers) + more, time.monotonic() + TIMEOUT
        while len(self.answers) < until and time.monotonic() < deadline:
            time.sleep(PAUSE)

    def end(self) -> None:
        self._ends.set()
        self._thread.join()


@pytest.fixture
def svodka(tmp_path: Path) -> Iterator["Versions"]:
    (tmp_path / "articles").mkdir()
    write_texts(tmp_path / "articles")
    with Versions(tmp_path) as versions:
        yield versions


class Versions:
    """Two versions of the program on one index, and one socket that outlives their servers."""

    def __init__(self, folder: Path) -> None:
        self._articles, self._index = folder / "articles", f"whoosh:{folder}/index"
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> "Versions":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def build(self, version: int) -> None:
        with self._start(version, "index", str(self._articles), "--jobs", "1") as process:
            _, errors = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0, errors

    @contextmanager
    def serving(self, version: int) -> Iterator[None]:
        """Serve as one version, as long as the block takes."""
        with self._start(version, "serve", "--workers", "1") as process:
            assert process.stdout
            try:
                assert process.stdout.readline() == f"Svodka is at {self.url}\n"
                yield
            finally:
                process.terminate()
                _, errors = process.communicate(timeout=TIMEOUT)
        assert (process.returncode, errors) == (0, "")

    def _start(self, version: int, *arguments: str) -> "subprocess.Popen[str]":
        number = str(self._socket.fileno())
        settings = {"SVODKA_INDEX": self._index, "PYTHONPATH": str(ROOT / ".src")}
        process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "-c", RUN, str(version), *arguments],
            pass_fds=[self._socket.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | settings | {"LISTEN_FDS": "1", "SOCKET": number},
        )
        return process


def test_no_reader_notices_an_upgrade(svodka: Versions) -> None:
    """The next version builds beside the one that serves, and takes its place in one restart."""
    svodka.build(0)
    with svodka.serving(0):
        reader = Reader(svodka.url)
        reader.has_read(3)
        svodka.build(1)
        reader.has_read(3)
    with svodka.serving(1):
        reader.has_read(5)
        reader.end()
    assert len(TEXTS) == 3
    assert len(reader.answers) > 10
    assert [one for one in reader.answers if one != (200, {"bridge.txt", "harvest.txt"})] == []
