"""Simulate a loss of power at random moments of index builds, and check the possible disks.

    python tests/support/power_loss.py [--points 200] [--seed N]

A layer between builds and file system (`disk.py`) records the operations. A model of a disk
(`power.py`) knows which of them have surely reached it, and draws possible states. On each such
disk a reader must find the whole state before or after the build. `svodka check` must find it
whole. The next build must mend it and leave nothing behind. The builds are full or incremental,
with merges, deletions and workers. Some follow a killed build. Exit code 0 if all is well, else 1.
"""

import argparse
import copy
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from disk import Operation, watched
from made_news import EVERYWHERE, News
from power import Disk, Log, lay_out
from running import Svodka, told

from svodka.indexer.engines.whoosh.read.snapshot import read_contents
from svodka.indexer.engines.whoosh.write import change
from svodka.indexer.errors import IndexMissing
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

ARTICLES, SENTENCES = 24, 8
_SMALL = {
    "svodka.indexer.building.workers.INLINE": 4,
    "svodka.indexer.building.workers._BATCH": 2,
    "svodka.indexer.engines.whoosh.write.segment_writer.MAX_WORDS": 1000,
    "svodka.indexer.engines.whoosh.write.policy.MERGE_FACTOR": 3,
}

# The path of the index below the watched folder; neither it nor its parent exists at first.
PLACE = "var/index"
COMMIT = 60  # operations at the end of a build, for its commit and clean-up
# Disks that are drawn right after each switch, and as many at other moments of each build. Only the
# answers of these are checked.
GLANCES = 5

MORE = "another folder"  # an empty folder, which the index is to remember from this build on

Edition = int | None  # the edition in an index; None if there is no index


class Point(NamedTuple):
    """A moment of power loss, by the number of operations before it.

    ``possible`` has the editions that a reader may find.
    """

    build: str
    at: int
    of: int
    possible: tuple[Edition, ...]

    def __str__(self) -> str:
        return f"{self.build}, operation {self.at} of {self.of}"


@dataclass
class Trial:
    """One index on a disk, and its mistakes."""

    folder: Path
    random: random.Random
    news: News
    looks: int = GLANCES
    wrong: list[str] = field(default_factory=list)
    points: int = 0
    glances: int = 0
    states: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._disk = Disk()
        self._log = Log(self.folder / "log")
        (self.folder / "disk").mkdir()
        self.more = self.folder / "ещё"
        self.more.mkdir()

    def build(self, name: str, edition: int, points: int, *options: str) -> None:
        """Build an index, and lose power at ``points`` moments of the build."""
        self.news.write(edition)
        options = tuple(str(self.more) if one == MORE else one for one in options)
        operations = self._noted(self.folder / "disk", *options)
        before = edition - 1 if edition else None
        self._lose_power(name, self._disk, operations, points, (before, edition))
        self._kill(name, edition, operations, points // 2, *options)
        for operation in operations:
            self._disk.apply(operation)

    def _kill(
        self, name: str, edition: int, operations: Sequence[Operation], points: int, *options: str
    ) -> None:
        """Kill the build at some moment, and lose power during the next one.

        At the kill, the disk has not synced all that processes see.
        """
        switches = [at for at, operation in enumerate(operations, 1) if operation.kind == "rename"]
        killed = switches[-1] if self.random.random() < 0.75 else self._moments(operations, 1)[0]
        disk = copy.deepcopy(self._disk)
        for operation in operations[:killed]:
            disk.apply(operation)
        place = self.folder / "killed"
        lay_out(disk.seen(), place)
        later = self._noted(place, *options)
        before = edition - 1 if edition else None
        self._lose_power(
            f"{name} after one killed at {killed}", disk, later, points, (before, edition)
        )
        shutil.rmtree(place)

    def _noted(self, place: Path, *options: str) -> list[Operation]:
        """The operations of a build."""
        with watched(place, self._log):
            ended = Svodka(place / PLACE).here("index", self.news.folder, *options)
        self._expect(ended.code == 0 and not ended.err, f"undisturbed: {ended}")
        return self._log.taken()

    def _lose_power(
        self,
        name: str,
        disk: Disk,
        operations: Sequence[Operation],
        points: int,
        editions: tuple[Edition, Edition],
    ) -> None:
        """Check the possible disks after some of the operations.

        At the end of a build only its own state is possible.
        """
        disk = copy.deepcopy(disk)
        moments = self._moments(operations, points)
        glances = [self.random.randint(1, len(operations)) for _ in range(self.looks)]
        for number, operation in enumerate(operations, 1):
            disk.apply(operation)
            possible = editions if number < len(operations) else editions[1:]
            point = Point(name, number, len(operations), possible)
            for _ in range(moments.count(number)):
                self._look(point, disk)
            for _ in range(glances.count(number) + self.looks * (operation.kind == "rename")):
                self._look(point, disk, mend=False)

    def _moments(self, operations: Sequence[Operation], points: int) -> list[int]:
        """Numbers of operations: any, near the end, right at a rename, and the last.

        A rename makes a change count.
        """
        last = len(operations)
        counts = [
            at for at, operation in enumerate(operations, 1) if operation.kind == "rename"
        ] or [last]
        draws = (
            lambda: min(last, self.random.choice(counts) + self.random.randrange(2)),
            lambda: self.random.randint(max(1, last - COMMIT), last),
            lambda: self.random.randint(1, last),
        )
        drawn = [draws[number % 3]() for number in range(points)]
        return [*drawn[:-1], last] if points > 1 else drawn

    def _look(self, point: Point, disk: Disk, *, mend: bool = True) -> None:
        """Lose power, and check the edition that a reader finds.

        With ``mend`` also run `svodka check` and the next build.
        """
        place = self.folder / "found"
        lay_out(disk.after_power_loss(self.random), place)
        svodka = Svodka(place / PLACE)
        try:
            edition = self._edition(svodka)
            self.states["after" if edition == point.possible[-1] else "before"] += 1
            self._expect(
                edition in point.possible,
                f"{point}: edition {edition} is found, not {point.possible}",
            )
            if mend:
                self._check(point, svodka, edition)
                self._mend(point, svodka)
        except Exception as error:  # any failure is a finding
            self.wrong.append(f"{point}: {error!r}")
        self.points += mend
        self.glances += not mend
        shutil.rmtree(place)

    def _edition(self, svodka: Svodka) -> Edition:
        """The edition that a new reader finds; it must be whole."""
        search = Search(f"whoosh:{svodka.index}")
        try:
            pages = {
                query: search.page(SearchRequest(query, limit=100)) for query in self.news.totals(0)
            }
        except IndexMissing:
            return None
        finally:
            search.close()
        guest = re.search(
            r"гость (\d+)-", " ".join(result.article.path for result in pages[EVERYWHERE].results)
        )
        edition = int(guest[1]) if guest else -1
        found = {query: (page.total, len(page.results)) for query, page in pages.items()}
        right = {query: (total, total) for query, total in self.news.totals(edition).items()}
        self._expect(found == right, f"edition {edition} answers {found} instead of {right}")
        return edition

    def _check(self, point: Point, svodka: Svodka, edition: Edition) -> None:
        known = svodka.here("folders")
        right = known.code == 0 and (edition is None or str(self.news.folder) in known.out)
        self._expect(right, f"{point}: remembers {known}")
        ended = svodka.here("check")
        if edition is None:
            # There is a generation, but no CURRENT.
            nothing = "There is no index" in ended.err or "CURRENT is missing" in ended.err
            self._expect(ended.code == 2 and nothing, f"{point}: {ended}")
        else:
            self._expect(
                ended.code == 0 and f"whole: {ARTICLES} " in ended.out, f"{point}: {ended}"
            )

    def _mend(self, point: Point, svodka: Svodka) -> None:
        """The next build must give the right answers, and leave no litter."""
        ended = svodka.here("index", self.news.folder)
        self._expect(ended.code == 0 and not ended.err, f"{point}: {ended}")
        edition = self._edition(svodka)
        self._expect(
            edition == point.possible[-1], f"{point}: edition {edition} after the next build"
        )
        self._expect(not (left := litter(svodka)), f"{point}: left behind: {left}")

    def _expect(self, right: bool, mistake: str) -> None:
        if not right:
            self.wrong.append(mistake)


@contextmanager
def small() -> Iterator[None]:
    """Make builds of few articles use workers, write several segments, and merge."""
    with ExitStack() as settings:
        for name, value in _SMALL.items():
            settings.enter_context(mock.patch(name, value))
        yield


def litter(svodka: Svodka) -> list[str]:
    """The files and segments of an index that do not belong to its live state."""
    live = svodka.generation()
    segments = {path.name.split(".")[0] for path in live.glob("*.trm")}
    tables = sorted(live.glob("*.toc"))
    names = {*svodka.whole(), "VERIFIED"}
    known = {svodka.index / name for name in names} | {live / "stamp.json", *tables[:1]}
    known |= {
        path for path in live.iterdir() if path.name.split(".")[0] in segments and path.is_file()
    }
    contents = read_contents(live)
    named = {segment.segment_id() for segment in contents.segments}
    return [
        *(str(path) for path in svodka.index.rglob("*") if path not in known),
        *sorted(segments - named),
    ]


def lose_power(
    folder: Path, points: int, seed: int, glances: int = GLANCES
) -> tuple[list[str], str]:
    """Run the whole test in an empty folder; return the mistakes and a summary."""
    news = News(folder / "вести", ARTICLES, seed, SENTENCES)
    trial = Trial(folder, random.Random(seed), news, glances)
    with small(), mock.patch.object(change, "merge", wraps=change.merge) as merge:
        # Each build is also killed, and half as many points are in the build after that.
        share = max(2, points * 2 // 3 // len(BUILDS))
        for edition, (name, *options) in enumerate(BUILDS):
            trial.build(name, edition, share, *options)
            # Without a merge the builds would test too little.
            assert merge.called or not edition, name
    return trial.wrong, (
        f"power lost at {trial.points} points of {2 * len(BUILDS)} builds, "
        f"and {trial.glances} times for a glance; "
        "readers found the state "
        f"{', '.join(f'{state} {count}' for state, count in sorted(trial.states.items()))}; "
        f"{len(trial.wrong)} mistakes (seed {seed})"
    )


BUILDS = (
    ("first", "--jobs", "1"),
    ("incremental", "--jobs", "1"),
    ("incremental with workers", "--jobs", "2"),
    ("incremental with another folder", "--jobs", "1", MORE),
    ("incremental once more", "--jobs", "1"),
    ("full", "--full", "--jobs", "1"),
    ("full with workers", "--full", "--jobs", "2"),
    ("incremental after full", "--jobs", "2"),
    ("incremental at the end", "--jobs", "1"),
)


def main() -> int:
    """Read the command line; print the mistakes and a summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=200, help="at how many points to lose power")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svodka-power-") as folder:
        wrong, summary = lose_power(Path(folder).resolve(), options.points, options.seed)
    return told(wrong, summary)


if __name__ == "__main__":
    sys.exit(main())
