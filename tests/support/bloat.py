"""An index that changes by one article again and again, and a server over it.

Neither may grow without end.

    python tests/support/bloat.py [--commits 200] [--queries 20000] [--reopens 200] [--articles 400]
        [--seed N]

First, one article at a time is changed, ``--commits`` times. After each change the index must
take less than twice the bytes of a new one. It must have no more files than its tiers of segments
allow. Then a server is asked ``--queries`` times while its index changes ``--reopens`` times. Every
tenth change is a full rebuild. The server's memory must stay flat from the first half to the
second. It must hold no deleted file. Exit code 0 if all is well, else 1.
"""

import argparse
import http.client
import random
import re
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from made_news import News
from running import Site, Svodka, serving, soon

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.whoosh.write.policy import MERGE_FACTOR

FILES = 7  # of a segment
TIERS = 3  # of segments in an index of 64 to 511 articles
# The files of all segments, and CURRENT, LOCK, stamp.json, the table of contents.
MOST_FILES = FILES * (MERGE_FACTOR - 1) * TIERS + 4
FULL_EVERY = 10
GROWTH = 1.05  # of memory, from half of the queries to their end
SLACK = 3_000  # kB, which the allocator may take or give back at any time
# Endings that no word has; caches of words are bounded, but large.
MISTYPED = (
    "ъ",
    "фы",
    "щ7",
)
WORDS = re.compile(r"[а-яё]{4,}")


@dataclass
class Trial:
    """A collection, its index, and their mistakes."""

    news: News
    svodka: Svodka
    random: random.Random
    wrong: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)

    def expect(self, right: bool, mistake: str) -> None:
        """Record the mistake unless ``right``."""
        if not right:
            self.wrong.append(mistake)

    @property
    def engine(self) -> Engine:
        """The index."""
        return open_engine(f"whoosh:{self.svodka.index}")

    def change_one(self) -> None:
        """Change one article in the folder."""
        path = self.random.choice(sorted(self.news.folder.rglob("*.txt")))
        path.write_text(
            f"{path.read_text('utf-8')}Поправка {self.random.randrange(10**9)}.\n", "utf-8"
        )

    def commit(self, *, full: bool = False) -> None:
        """Bring the index up to date."""
        report = build(self.engine, [self.news.folder], full=full, jobs=1)
        self.expect(
            report.changed == 1 and not report.skipped and report.total == self.news.size,
            str(report),
        )

    def change_many_times(self, commits: int) -> None:
        """Change the index by one article at a time, and check its size after each commit."""
        fresh = self.fresh_size("before")
        most, files = 0, 0
        for number in range(commits):
            self.change_one()
            self.commit()
            found = self.svodka.files()
            most, files = max(most, sum(found.values())), max(files, len(found))
            self.expect(
                sum(found.values()) < 2 * fresh,
                f"commit {number}: {sum(found.values())} bytes, a new one {fresh}",
            )
            self.expect(
                len(found) <= MOST_FILES,
                f"commit {number}: {len(found)} files, at most {MOST_FILES}",
            )
        later = self.fresh_size("after")
        self.expect(not self.engine.check().faults, "the index is damaged")
        self.summary.append(
            f"{commits} commits of one article: "
            f"at most {most / fresh:.2f} times the bytes of a new index "
            f"({later / fresh:.2f} at the end) and {files} files of {MOST_FILES} allowed"
        )

    def fresh_size(self, name: str) -> int:
        """The bytes of a new index of the same articles."""
        new = Svodka(self.svodka.index.parent / name)
        build(open_engine(f"whoosh:{new.index}"), [self.news.folder], jobs=1)
        return sum(new.files().values())

    def serve(self, queries: int, reopens: int) -> None:
        """Query a server while its index changes, and check its memory and files."""
        with serving(self.svodka, "--workers", "1") as site:
            process = Process(worker_of(self.svodka))
            seen = {}
            for number, _ in enumerate(self.visits(site, queries), start=1):
                if number * reopens // queries > (number - 1) * reopens // queries:
                    self.change_one()
                    self.commit(full=number * reopens // queries % FULL_EVERY == 0)
                if number in (queries // 10, queries // 2, queries):
                    seen[100 * number // queries] = process.usage()
            last = self.news.size
            self.expect(
                site.total("прогноз") == last, "the server does not answer by the last state"
            )
            self.expect(
                soon(lambda: not process.deleted_files(), within=10),
                f"files that are gone are held: {process.deleted_files()[:5]}",
            )
            self.expect(
                seen[100].anonymous <= seen[50].anonymous * GROWTH + SLACK, f"memory grows: {seen}"
            )
            self.expect(
                seen[100].total <= seen[50].total * GROWTH + SLACK,
                f"memory grows with what is mapped: {seen}",
            )
            others = {
                share: one.files - one.maps for share, one in seen.items()
            }  # each mapped file is also open
            self.expect(others[100] <= others[10] + 4, f"open files grow: {seen}")
        figures = ", ".join(
            f"at {share} % {one.total / 1000:.1f} MB (heap {one.anonymous / 1000:.1f}), "
            f"{one.files} files, {one.maps} maps"
            for share, one in seen.items()
        )
        self.summary.append(f"{queries} queries and {reopens} reopens: {figures}")

    def visits(self, site: Site, queries: int) -> Iterator[None]:
        """Request pages of all kinds, one by one; every status must be 200."""
        host = urllib.parse.urlsplit(site.url).netloc
        words = sorted(
            {
                word
                for path in self.news.folder.rglob("*.txt")
                for word in WORDS.findall(path.read_text("utf-8"))
            }
        )
        for _ in range(queries):
            address = self._address(words)
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            self.expect(answer.status == 200, f"{answer.status}: {address}")
            yield

    def _address(self, words: list[str]) -> str:
        first, second = self.random.choices(words, k=2)
        query = self.random.choice(
            (
                first,
                first[:4] + "*",
                first + "~",
                f"{first} {second}",
                f'"{first} {second}"',
                f"{first} | {second}",
            ),
        )
        path, names = self.random.choice(
            (
                ("api/search", {"q": query}),
                ("api/search", {"q": f"{first[:-1]}{self.random.choice(MISTYPED)}"}),
                ("search", {"q": query, "sort": "newest"}),
                ("api/concordance", {"q": first}),
                ("suggest", {"q": first[: self.random.randint(1, 5)]}),
                ("export.jsonl", {"q": f"{first} {second}"}),
                ("", {}),
            )
        )
        return f"/{path}?{urllib.parse.urlencode(names)}"


@dataclass(frozen=True)
class Usage:
    """The memory of a process in kB, and the numbers of its open and of its mapped files.

    ``total`` is its proportional set size, ``anonymous`` the heap's part of that.
    """

    total: int
    anonymous: int
    files: int
    maps: int


@dataclass(frozen=True)
class Process:
    """A process, as /proc shows it."""

    pid: int

    def usage(self) -> Usage:
        """Its memory and files now."""
        rollup = dict(re.findall(r"(\w+): +(\d+) kB", self._read("smaps_rollup")))
        files = len(list(Path(f"/proc/{self.pid}/fd").iterdir()))
        return Usage(
            int(rollup["Pss"]), int(rollup["Pss_Anon"]), files, self._read("maps").count("/gen-")
        )

    def deleted_files(self) -> list[str]:
        """The deleted index files that it still holds, mapped or open."""
        mapped = [
            line
            for line in self._read("maps").splitlines()
            if "/gen-" in line and line.endswith("(deleted)")
        ]
        links = [
            path.readlink() for path in Path(f"/proc/{self.pid}/fd").iterdir() if path.is_symlink()
        ]
        return mapped + [
            str(link) for link in links if "/gen-" in str(link) and str(link).endswith("(deleted)")
        ]

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self.pid}/{name}").read_text()


def worker_of(svodka: Svodka) -> int:
    """The pid of the server process that has the index open."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                f"{svodka.index}/gen-" in (folder / "maps").read_text()
                and b"serve" in (folder / "cmdline").read_bytes()
            ):
                return int(folder.name)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    time.sleep(0.1)
    return worker_of(svodka)


def bloat(
    folder: Path, articles: int, commits: int, queries: int, reopens: int, seed: int
) -> tuple[list[str], str]:
    """Run the whole test in an empty folder; return the mistakes and a summary."""
    trial = Trial(
        News(folder / "новости", articles, seed, 10), Svodka(folder / "index"), random.Random(seed)
    )
    trial.news.write(0)
    build(trial.engine, [trial.news.folder], jobs=1)
    trial.change_many_times(commits)
    trial.serve(queries, reopens)
    return trial.wrong, "\n".join(trial.summary)


def main() -> int:
    """Read the command line; print the mistakes and a summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--reopens", type=int, default=200)
    parser.add_argument(
        "--articles", type=int, default=400, choices=range(64, 512), metavar="64..511"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svodka-bloat-") as folder:
        sizes = options.articles, options.commits, options.queries, options.reopens
        wrong, summary = bloat(Path(folder), *sizes, options.seed)
    for mistake in wrong[:20]:
        print(mistake, file=sys.stderr)
    print(f"{summary}\n{len(wrong)} mistakes (seed {options.seed})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
