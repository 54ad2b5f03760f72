"""Kill index builds with SIGKILL at random moments, while a reader queries the server over HTTP.

    python tests/support/crash.py [--kills 30] [--seed N] [--articles 1500]

The main process, a worker, or all processes at once are killed. A build replaces a killed worker,
and succeeds. Each answer must be complete, from the state before or after a change. The next build
must remove what a killed build left behind. Half as many incremental builds are killed after that.
Exit code 0 if all is well, else 1.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Event, Thread
from typing import IO

from made_news import News
from running import TIMEOUT, Ended, Site, Svodka, serving, soon, told

from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

SHOWN = 3  # results on a page
ORPHANS_END_WITHIN = 10  # seconds after their build was killed
# The limits of an index: bytes and files, as multiples of a new one's. A changed index has segments
# that are merged later.
NEW = (1.05, 1)
CHANGED = (2.0, 8)


class Reader(Thread):
    """Queries all the time, and records the answers that fit no state of the index."""

    def __init__(self, site: Site, news: News, pause: float) -> None:
        """Rest for ``pause`` seconds between two rounds of queries."""
        super().__init__(name="reader")
        self._site, self._pause = site, pause
        self._possible = {
            query: {news.totals(0)[query], news.totals(1)[query]} for query in news.totals(0)
        }
        self._done = Event()
        self.answers = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        """Query until told to end."""
        while not self._done.wait(self._pause):
            for query, totals in self._possible.items():
                self.answers += 1
                if mistake := self._mistake(query, totals):
                    self.wrong.append(f"{query}: {mistake}")

    def end(self) -> None:
        """Stop querying."""
        self._done.set()
        self.join()

    def _mistake(self, query: str, totals: set[int]) -> str:
        try:
            status, record = self._site.get("api/search", q=query, limit=SHOWN)
        except (OSError, ValueError) as error:
            return f"no answer: {error!r}"
        if status != 200:
            return f"status {status}: {record}"
        if record["total"] not in totals or (record["total"] and record["notices"]):
            return f"{record['total']} found instead of {totals}, with notices {record['notices']}"
        if len(record["results"]) != min(SHOWN, record["total"]):
            return f"{len(record['results'])} results on the page of {record['total']}"
        return ""


@dataclass
class Trial:
    """A collection, its index, and their mistakes."""

    news: News
    svodka: Svodka
    random: random.Random
    edition: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the collection and its index."""
        return self.svodka.index.parent

    def expect(self, right: bool, mistake: object) -> None:
        """Record the mistake unless ``right``."""
        if not right:
            self.wrong.append(str(mistake))

    def kill_full(self, kills: int) -> None:
        """Kill builds that analyse everything again."""
        duration = self._duration("--full")
        while self.ends["killed"] < kills:
            self._kill_within(duration, "--full")

    def kill_incremental(self, kills: int) -> None:
        """Kill builds that change every fourth article."""
        self._next_edition()
        duration = self._duration()
        self.ends.clear()
        while self.ends["killed"] < kills:
            self._next_edition()
            if not self._kill_within(duration):
                self._check_state(self.edition)
                duration *= 0.9  # the duration was measured under a higher load

    def check_leftovers(self, site: Site, *options: str, limits: tuple[float, int]) -> None:
        """Build once undisturbed; then nothing may be left of the killed builds."""
        ended = self._index(*options)
        self.expect(ended.code == 0 and not ended.err, ended)
        mine, new = self.svodka.files(), self._new_index()
        self.expect(
            sum(mine.values()) <= sum(new.values()) * limits[0],
            f"the index takes {sum(mine.values())} bytes, a new one {sum(new.values())}",
        )
        self.expect(
            len(mine) <= len(new) * limits[1],
            f"{len(mine)} files: a new index has {len(new)} files",
        )
        names = self.svodka.beside()
        self.expect(names == self.svodka.whole(), f"left behind: {names}")
        folders = [path for path in self.svodka.index.rglob("*") if path.is_dir()]
        self.expect(len(folders) == 1, f"folders left behind: {folders}")
        self.expect(
            soon(lambda: not self.processes(), ORPHANS_END_WITHIN), f"orphans: {self.processes()}"
        )
        check = self.svodka.here("check")
        self.expect(check.code == 0 and f"whole: {self.news.size} " in check.out, check)
        self.expect(
            soon(lambda: self._answers(site)), "the server does not answer by the last build"
        )

    def processes(self) -> list[int]:
        """The pids of the processes that build this index."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._builds(folder)]

    def _builds(self, folder: Path) -> bool:
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        return (
            b"index" in arguments and str(self.news.folder).encode() in arguments and state != "Z"
        )

    def _answers(self, site: Site) -> bool:
        return all(
            site.total(query) == total for query, total in self.news.totals(self.edition).items()
        )

    def _duration(self, *options: str) -> float:
        began = time.monotonic()
        ended = self._index(*options)
        self.expect(ended.code == 0, ended)
        return time.monotonic() - began

    def _next_edition(self) -> None:
        self.edition += 1
        self.news.write(self.edition)

    def _kill_within(self, duration: float, *options: str) -> bool:
        """Start a build, and kill it, one of its workers, or both. False if it had already ended.

        Every second kill falls into the last quarter of a build, with its merge, syncs and switch.
        """
        with (self.folder / "errors.txt").open("w+", encoding="utf-8") as errors:
            # The end of a pipe would wait for the workers.
            process = self._start(*options, stderr=errors)
            late = (self.ends["killed"] + self.ends["too late"]) % 2
            time.sleep(duration * self.random.uniform(0.75 if late else 0.0, 1.0))
            whom = self._kill(process)
            process.communicate(timeout=TIMEOUT)
            errors.seek(0)
            said = errors.read()
        right = (0,) if whom == "worker" else (0, -signal.SIGKILL)
        self.expect(
            process.returncode in right and not said,
            f"{whom} killed: exit code {process.returncode}, {said!r}",
        )
        killed = whom == "worker" or process.returncode != 0
        self.ends["killed" if killed else "too late"] += 1
        self.ends[whom] += killed
        self._check_state(self.edition, *([self.edition - 1] if process.returncode else []))
        return process.returncode != 0

    def _kill(self, process: "Popen[str]") -> str:
        """Kill the main process of a build, a worker, or the whole group; return which."""
        workers = children(process.pid)
        whom = self.random.choice(("build", "group", "worker") if workers else ("build", "group"))
        with suppress(ProcessLookupError):  # it has just ended
            match whom:
                case "build":
                    process.kill()  # and leave its workers running
                case "worker":
                    os.kill(self.random.choice(workers), signal.SIGKILL)
                case "group":
                    os.killpg(process.pid, signal.SIGKILL)
        return whom

    def _check_state(self, *editions: int) -> None:
        """A new reader must find one whole edition, too."""
        search = Search(f"whoosh:{self.svodka.index}")
        totals = {
            query: search.page(SearchRequest(query)).total
            for query in self.news.totals(self.edition)
        }
        search.close()
        possible = [self.news.totals(max(edition, 0)) for edition in editions]
        self.expect(totals in possible, f"a new reader finds {totals} instead of {possible}")

    def _start(self, *options: str, stderr: IO[str]) -> "Popen[str]":
        streams = {"stdout": DEVNULL, "stderr": stderr}
        return self.svodka.start(
            "index",
            str(self.news.folder),
            "--jobs",
            "2",
            *options,
            **streams,
            start_new_session=True,
        )

    def _index(self, *options: str) -> Ended:
        return self.svodka.run("index", self.news.folder, "--jobs", "2", *options)

    def _new_index(self) -> dict[str, int]:
        """The files of a new index of this edition."""
        new = Svodka(self.folder / f"new-{self.edition}")
        if not new.index.exists():
            self.expect(
                (ended := new.run("index", self.news.folder, "--jobs", "2")).code == 0, ended
            )
        return new.files()


def crash(
    folder: Path, kills: int, articles: int, seed: int, pause: float = 0.05
) -> tuple[list[str], str]:
    """Run the whole test in an empty folder; return the mistakes and a summary.

    The reader rests for ``pause`` seconds between two rounds of queries.
    """
    trial = Trial(
        News(folder / "новости", articles, seed, 40), Svodka(folder / "index"), random.Random(seed)
    )
    trial.news.write(0)
    first = trial.svodka.run("index", trial.news.folder, "--jobs", "2")
    trial.expect(first.code == 0, first)
    with serving(trial.svodka) as site:
        reader = Reader(site, trial.news, pause)
        reader.start()
        try:
            trial.kill_full(kills)
            trial.check_leftovers(site, limits=NEW)
            full = trial.ends.copy()
            trial.kill_incremental(-(-kills // 2))
            trial.check_leftovers(site, limits=CHANGED)
            trial.check_leftovers(site, "--full", limits=NEW)
        finally:
            reader.end()
    wrong = [*trial.wrong, *reader.wrong]
    return wrong, (
        f"{_kills(full)} full builds, {_kills(trial.ends)} incremental ones: "
        f"{reader.answers} answers, {len(reader.wrong)} wrong; "
        f"{len(trial.wrong)} other mistakes (seed {seed})"
    )


def _kills(ends: Counter[str]) -> str:
    whom = ", ".join(f"{name} {ends[name]}" for name in ("build", "worker", "group"))
    late = f"; {ends['too late']} more had ended before" if ends["too late"] else ""
    return f"killed {ends['killed']} ({whom}{late})"


def children(pid: int) -> list[int]:
    """The pids of the children of a process."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []


def main() -> int:
    """Read the command line; print the mistakes and a summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30, help="how many full builds to kill")
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svodka-crash-") as folder:
        wrong, summary = crash(Path(folder), options.kills, options.articles, options.seed)
    return told(wrong, summary)


if __name__ == "__main__":
    sys.exit(main())
