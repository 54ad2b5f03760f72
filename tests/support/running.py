"""The `svodka` command and its server, run as people run them."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from unittest import mock

from svodka.indexer.commands.language import use
from svodka.webapp.cli import main
from svodka.webapp.presentation.terminal import speaker, teach_click

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "svodka.webapp.cli")
TIMEOUT = 60  # seconds after which a process counts as hung
SHOWN_WITHIN = 2  # seconds from the end of a command until a running server shows its result


@dataclass(frozen=True)
class Ended:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.out.count("\n") == 1, self
        record: dict[str, Any] = json.loads(self.out)
        return record

    def counts(self) -> dict[str, int]:
        """The counts of `svodka index --json`, without zeros."""
        names = ("added", "changed", "moved", "removed", "unchanged", "kept")
        return {name: self.report[name] for name in names if self.report[name]}

    def skipped(self) -> dict[str, str]:
        """The reasons of skipped files by path, from `svodka index --json`.

        Standard error must name exactly these files, beside notes on others.
        """
        skipped = [(one["path"], one["reason"]) for one in self.report["skipped"]]
        others = ("Passed over ", "Note on ")
        told = [line for line in self.err.splitlines() if not line.startswith(others)]
        assert told == [f"Skipped {path}: {reason}" for path, reason in skipped]
        assert self.code == (1 if skipped else 0)
        reasons: dict[str, str] = {}
        for path, reason in skipped:
            reasons[path] = f"{reasons[path]}\n{reason}" if path in reasons else reason
        return reasons


@dataclass(frozen=True)
class Svodka:
    """The command on one index."""

    index: Path

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start the command as a process."""
        settings: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": os.environ
            | {"SVODKA_INDEX": f"whoosh:{self.index}", "PYTHONPATH": str(ROOT / ".src")},
        }
        process: subprocess.Popen[str] = subprocess.Popen(
            [*COMMAND, *arguments], text=True, **settings | options
        )
        return process

    def run(self, *arguments: str | Path) -> Ended:
        """Run the command as a process."""
        with self.start(*map(str, arguments)) as process:
            try:
                out, err = process.communicate(timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Ended(process.returncode, out, err)

    def here(self, *arguments: str | Path) -> Ended:
        """Run the command in this process, which saves the time of starting one."""
        code = 0
        with (
            TemporaryFile(
                "w+", encoding="utf-8", newline=""
            ) as out,  # real files, because workers write to them, too
            TemporaryFile("w+", encoding="utf-8", newline="") as err,
            mock.patch.object(sys, "argv", ["svodka", *map(str, arguments)]),
            mock.patch.dict(os.environ, {"SVODKA_INDEX": f"whoosh:{self.index}"}),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
            finally:
                speak_english()
            return Ended(code, _written(out), _written(err))

    def found(self, query: str) -> list[str]:
        """The sorted paths of the articles with all words of a query, at most 100."""
        ended = self.here("search", query, "--json", "--limit", "100", "--strict")
        assert (ended.code, ended.err) == (0 if ended.report["total"] else 1, "")
        return sorted(result["path"] for result in ended.report["results"])

    def generation(self) -> Path:
        """The folder of the live generation, which an upgrade may have a pointer of its own for."""
        (pointer,) = [*self.index.glob("CURRENT-*")] or [self.index / "CURRENT"]
        return self.index / pointer.read_text().split()[0]

    def files(self) -> dict[str, int]:
        """The sizes of the index files by relative path, without the notes of its last run."""
        files = {
            str(path.relative_to(self.index)): path.stat().st_size for path in walked(self.index)
        }
        return {path: size for path, size in files.items() if path not in _NOTES}

    def beside(self) -> set[str]:
        """The names in the folder of the index, without VERIFIED, which only changes leave."""
        return {path.name for path in self.index.iterdir()} - {"VERIFIED"}

    def whole(self) -> set[str]:
        """The names in a tidy index."""
        return {"CURRENT", "FILES", "FOLDERS", "LAST_RUN", "LOCK", self.generation().name}


def speak_english() -> None:
    """Leave this process as a command in English leaves it: the language is that of a process."""
    use(speaker("en"))
    teach_click("en")


_NOTES = ("LAST_RUN", "VERIFIED")


def _written(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def walked(folder: Path) -> Iterator[Path]:
    """All files below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Site:
    """A running server."""

    url: str

    def get(self, path: str, **parameters: object) -> tuple[int, dict[str, Any]]:
        """Request JSON; return the status and the object."""
        address = f"{self.url}{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def open(self, path: str) -> tuple[int, Message, str]:
        """Request a page; return its status, headers and text."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read().decode()

    def total(self, query: str) -> int:
        """The number of results of a query."""
        status, record = self.get("api/search", q=query)
        assert status == 200, record
        return int(record["total"])

    def paths(self, query: str) -> list[str]:
        """The sorted paths of the results of a query."""
        status, record = self.get("api/search", q=query, limit=100)
        assert status == 200, record
        return sorted(result["path"] for result in record["results"])


@contextmanager
def serving(svodka: Svodka, *arguments: str) -> Iterator[Site]:
    """Run `svodka serve` on a free port, and terminate it at the end."""
    process = svodka.start("serve", "--port", "0", *arguments)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.fullmatch(r"Svodka is at (http://\S+/)\n", line)
        assert found, line
        yield Site(found[1])
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def standing_in(program: str, *arguments: str, says: str = "", **settings: str) -> Iterator[int]:
    """Run a Python program that is a server; gives its port.

    Its standard error must match the pattern ``says``.
    """
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | settings,
    ) as process:
        try:
            assert process.stdout
            found = re.search(r":(\d+)/$", process.stdout.readline().strip())
            assert found, process.communicate()
            yield int(found[1])
            process.terminate()
            _, errors = process.communicate(timeout=30)
            assert process.returncode == 0, errors
            assert re.fullmatch(says, errors, re.DOTALL), errors
        finally:
            process.kill()


@contextmanager
def patience(seconds: int = TIMEOUT) -> Iterator[None]:
    """Raise TimeoutError in the block after some seconds."""

    def end(*_: object) -> None:
        raise TimeoutError(f"hangs for {seconds} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def shortest(act: Callable[[], object], times: int = 3) -> float:
    """The shortest processor time of some calls, in seconds: garbage is collected in one only."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken)


@contextmanager
def another_user() -> Iterator[None]:
    """Drop the privileges of root, which no permission restricts."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def soon(is_so: Callable[[], bool], within: float = SHOWN_WITHIN) -> bool:
    """True if a condition holds now or within some seconds."""
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def told(wrong: Sequence[str], summary: str) -> int:
    """Print the first mistakes of a script and its summary; return its exit code."""
    for mistake in wrong[:20]:
        print(mistake, file=sys.stderr)
    print(summary)
    return 1 if wrong else 0
