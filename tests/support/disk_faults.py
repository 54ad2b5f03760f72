"""Make each file system operation of a build fail, once or from then on.

    python tests/support/disk_faults.py [--most N] [--seed N]

The builds are small: full, incremental, with workers. Each write, opening, sync, rename, removal
and new folder fails with "no space left" and with an I/O error. Writes also fall short. Each time
the build must end with exit code 2 and one line. Open readers, new readers and a running server
must give exactly the old answers. The next undisturbed build must succeed. A failed clean-up must
do no harm. `small_disk.py` tests the system's own errors. Exit code 0 if all is well, else 1.
"""

import argparse
import errno
import os
import random
import select
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Self

from disk import Act, Operation, watched
from made_news import EVERYWHERE, News
from power import Log
from power_loss import litter, small
from running import Ended, Site, Svodka, patience, serving, soon, told

from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

ARTICLES, SENTENCES = 24, 8
MORE = "another folder"  # an empty folder, which the index is to remember from this build on
BUILDS = (
    ("--full", "--jobs", "1"),
    ("--jobs", "1"),
    ("--jobs", "1", MORE),
    ("--full", "--jobs", "2"),
    ("--jobs", "2"),
)
NOTES = ("LAST_RUN", "FAULTS", "FILES", "VERIFIED", "PROGRESS")  # files that may be lost

OPENING = frozenset(("create", "append"))
SYNC = frozenset(("sync", "sync folder"))
REMOVAL = frozenset(("unlink", "rmdir"))


class Fault(NamedTuple):
    """A fault of the nth operation of some kinds, or of all such operations from the nth on."""

    kinds: frozenset[str]
    code: int  # of the error; 0 for none
    short: bool = False  # half of the bytes are written first
    lasts: bool = False
    harmless: bool | None = False  # True if the build must still succeed; None if it may

    def __str__(self) -> str:
        name = errno.errorcode.get(self.code, "well")
        how = f"{'short, then ' * self.short}{name}{' for good' * self.lasts}"
        return f"{'/'.join(sorted(self.kinds))} {how}"


FAULTS = (
    *(Fault(frozenset(("write",)), code) for code in (errno.ENOSPC, errno.EIO)),
    Fault(frozenset(("write",)), 0, short=True, harmless=True),
    Fault(frozenset(("write",)), errno.ENOSPC, short=True, lasts=True),
    *(Fault(OPENING, code) for code in (errno.ENOSPC, errno.EIO)),
    *(Fault(SYNC, code) for code in (errno.ENOSPC, errno.EIO)),
    *(Fault(frozenset(("rename",)), code) for code in (errno.ENOSPC, errno.EIO)),
    *(Fault(frozenset(("mkdir",)), code) for code in (errno.ENOSPC, errno.EIO)),
    Fault(frozenset(("write", "mkdir", *OPENING, *SYNC)), errno.ENOSPC, lasts=True),
    Fault(frozenset(("truncate",)), errno.EIO, harmless=None),
    Fault(REMOVAL, errno.EIO, harmless=True),
    Fault(REMOVAL, errno.EIO, lasts=True, harmless=True),
    Fault(frozenset(("sync folder",)), errno.EINVAL, lasts=True, harmless=True),
)


NONE = Fault(frozenset(), 0, harmless=True)
NOTED = Fault(frozenset(("note",)), 0, harmless=True)  # the fault of a file that may be lost


class Case(NamedTuple):
    """A fault that happens to the nth operation in a build."""

    options: tuple[str, ...]
    fault: Fault
    nth: int
    switches: bool  # True if the operation makes a change count, or syncs that

    def __str__(self) -> str:
        return f"{' '.join(self.options)}: {self.fault}, number {self.nth}"


class Failing:
    """Makes the nth operation fail, in any process.

    A pipe counts the operations: a byte for each, and another byte for the nth. A lock would stay
    with a process that is killed while it counts.
    """

    def __init__(self, fault: Fault, nth: int, *, notes: bool = True) -> None:
        """Without ``notes``, operations of files that may be lost neither count nor fail."""
        self._fault, self._notes = fault, notes
        self.hit_note = False  # True if the operation was one of a file that may be lost
        self._taken, self._given = os.pipe()
        os.set_blocking(self._taken, False)
        os.write(self._given, b"." * (nth - 1) + b"!")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._taken)
        os.close(self._given)

    @property
    def done(self) -> bool:
        """True if there was an nth operation."""
        return not select.select([self._taken], [], [], 0)[0]

    def operate(self, operation: Operation, act: Act) -> Any:
        """Perform an operation, or fail."""
        fault = self._fault
        if operation.kind not in fault.kinds:
            return act(operation)
        if not self._notes and operation.path.startswith(NOTES):
            return act(operation)
        is_nth = is_later = False
        try:
            is_nth = os.read(self._taken, 1) == b"!"
        except BlockingIOError:
            is_later = True
        self.hit_note |= is_nth and operation.path.startswith(NOTES)
        if is_nth and fault.short:
            return act(operation._replace(data=operation.data[: -(-len(operation.data) // 2)]))
        if fault.code and (is_nth or (fault.lasts and is_later)):
            raise OSError(fault.code, os.strerror(fault.code))
        return act(operation)


@dataclass
class Trial:
    """An index that is built again and again from the same state, and its mistakes."""

    folder: Path
    wrong: list[str] = field(default_factory=list)
    tried: int = 0
    old = 2  # the edition that the index holds

    def __post_init__(self) -> None:
        self.news = News(self.folder / "вести", ARTICLES, 1, SENTENCES)
        self.svodka = Svodka(self.folder / "index")
        self.more = self.folder / "ещё"
        self.more.mkdir(parents=True)
        self._saved = self.folder / "saved"
        for edition in range(self.old + 1):  # so the index has several segments, and deletions
            self.news.write(edition)
            ended = self.svodka.here("index", self.news.folder)
            self.expect(ended.code == 0, ended)
        self.news.write(self.old + 1)
        self.svodka.index.rename(self._saved)

    def expect(self, right: bool, mistake: object) -> None:
        """Record the mistake unless ``right``."""
        if not right:
            self.wrong.append(str(mistake))

    def cases(self) -> list[Case]:
        """All cases: each fault for each operation of its kinds in each build."""
        log, found = Log(self.folder / "log"), []
        for options in BUILDS:
            with self.from_old_state("noted"), watched(self.svodka.index, log):
                self.index(options)
            kinds = [operation.kind for operation in log.taken()]
            switches = {
                at + after for at, kind in enumerate(kinds) for after in (0, 1) if kind == "rename"
            }
            for fault in FAULTS:
                places = [at for at, kind in enumerate(kinds) if kind in fault.kinds]
                found += [
                    Case(options, fault, nth, at in switches) for nth, at in enumerate(places, 1)
                ]
        return found

    def fail(self, case: Case) -> None:
        """Run a build with a fault."""
        with self.from_old_state(str(case)), patience(), Failing(case.fault, case.nth) as failing:
            with watched(self.svodka.index, failing):
                ended = self.index(case.options)
            self.expect(failing.done or "2" in case.options, f"{case}: there was no such operation")
            self._judge(str(case), ended, self._met(case.fault, failing))

    def _met(self, fault: Fault, failing: Failing) -> Fault:
        """The fault that the build met."""
        if not failing.done:
            return NONE
        if not failing.hit_note:
            return fault
        # Whatever comes after a file that may be lost fails too, if the fault lasts.
        return fault._replace(harmless=None) if fault.lasts else NOTED

    def index(self, options: tuple[str, ...]) -> Ended:
        """Run one of BUILDS."""
        return self.svodka.here(*self.arguments(options))

    def arguments(self, options: tuple[str, ...]) -> list[str]:
        """The arguments of the command for one of BUILDS."""
        return [
            "index",
            str(self.news.folder),
            *(str(self.more) if one == MORE else one for one in options),
        ]

    @contextmanager
    def from_old_state(self, name: str) -> Iterator[None]:
        """Start from the old state, with an open reader.

        Afterwards an undisturbed build must succeed, and leave no litter.
        """
        shutil.copytree(self._saved, self.svodka.index)
        self.reader = Search(f"whoosh:{self.svodka.index}")
        self.reader.page(SearchRequest(EVERYWHERE))
        yield
        self.tried += 1
        self.recover(name)
        self.reader.close()
        shutil.rmtree(self.svodka.index)

    def _judge(self, name: str, ended: Ended, fault: Fault) -> None:
        done = ended.code == 0 and not ended.err
        if fault.harmless or (fault.harmless is None and done):
            self.expect(done, f"{name}: {ended}")
            self.expect_edition(name, self.old + 1)
            left = [] if fault.kinds <= REMOVAL or fault is NOTED else litter(self.svodka)
            self.expect(not left, f"{name}: left behind: {left}")
        else:
            self.expect_refusal(
                name, ended, fault.code, tidy=not (fault.lasts and fault.kinds & SYNC)
            )

    def expect_refusal(self, name: str, ended: Ended, code: int, *, tidy: bool = True) -> None:
        """The build must have failed with one line, which names the failure and its remedy.

        The old state must be unchanged.
        """
        line = (
            f"Error: {self.svodka.index} cannot be written ({os.strerror(code)}): "
            "mend that, and run svodka index again\n"
        )
        self.expect((ended.code, ended.out, ended.err) == (2, "", line), f"{name}: {ended}")
        self.expect_edition(name, self.old)
        known = self.svodka.here("folders")
        self.expect(
            known.code == 0 and str(self.news.folder) in known.out, f"{name}: remembers {known}"
        )
        if tidy and "for good" not in name:
            self.expect(
                str(self.more) not in known.out,
                f"{name}: remembers a folder of a change that failed",
            )
        left = litter(self.svodka) if tidy else []
        self.expect(not left, f"{name}: left behind: {left}")

    def expect_edition(self, name: str, edition: int) -> None:
        """The open reader and a new one must find exactly this edition."""
        new = Search(f"whoosh:{self.svodka.index}")
        for search in (self.reader, new):
            found = {
                query: search.page(SearchRequest(query)).total
                for query in self.news.totals(edition)
            }
            right = self.news.totals(edition)
            self.expect(
                found == right,
                f"{name}: {'new' if search is new else 'open'} reader: {found}, not {right}",
            )
        new.close()

    def recover(self, name: str) -> None:
        """The next build must succeed, and remove what the last one left."""
        ended = self.svodka.here("index", self.news.folder)
        self.expect(ended.code == 0 and not ended.err, f"{name}, next build: {ended}")
        self.expect_edition(f"{name}, next build", self.old + 1)
        left = litter(self.svodka)
        self.expect(not left, f"{name}: left behind by the next build: {left}")


def serve_meanwhile(trial: Trial, faults: Sequence[Fault], draw: random.Random) -> None:
    """Let builds fail while a server runs over the index.

    It must answer from the old state, and soon from the next good one.
    """
    with trial.from_old_state("server"), serving(trial.svodka, "--workers", "1") as site:
        for edition, fault in enumerate(faults, trial.old):
            trial.news.write(edition + 1)
            # Only a full build makes a folder.
            full = fault.kinds == {"mkdir"}
            builds = [build for build in BUILDS if MORE not in build]
            options = draw.choice([build for build in builds if not full or "--full" in build])
            name = f"server, {' '.join(options)}: {fault}"
            nth = draw.randint(1, 10) if fault.kinds <= {"write", *OPENING, *SYNC} else 1
            with Failing(fault, nth, notes=False) as failing, watched(trial.svodka.index, failing):
                ended = trial.svodka.here("index", trial.news.folder, *options)
            trial.expect(ended.code == 2, f"{name}: {ended}")
            found = {query: site.total(query) for query in trial.news.totals(edition)}
            trial.expect(found == trial.news.totals(edition), f"{name}: found {found}")
            trial.expect(
                trial.svodka.here("index", trial.news.folder).code == 0, f"{name}, next build"
            )
            shown = soon(partial(_shows, site, trial.news.totals(edition + 1)))
            trial.expect(shown, f"{name}: the server does not show the next build")
        trial.news.write(trial.old + 1)


def _shows(site: Site, totals: Mapping[str, int]) -> bool:
    """True if a site finds as many articles for each query."""
    return all(site.total(query) == total for query, total in totals.items())


def draw_cases(cases: Sequence[Case], most: int, draw: random.Random) -> list[Case]:
    """Draw ``most`` cases. Half of them, if there are enough, are at switches."""
    switching, others = (
        [case for case in cases if case.switches],
        [case for case in cases if not case.switches],
    )
    drawn = draw.sample(switching, min(most // 2, len(switching)))
    return [*drawn, *draw.sample(others, min(most - len(drawn), len(others)))]


def fail(folder: Path, most: int, seed: int) -> tuple[list[str], str]:
    """Run all cases, or ``most`` of them, in an empty folder; return the mistakes and a summary."""
    draw = random.Random(seed)
    with small():
        trial = Trial(folder)
        cases = trial.cases()
        drawn = draw_cases(cases, most, draw)
        for case in drawn:
            trial.fail(case)
        serve_meanwhile(
            trial,
            [fault for fault in FAULTS if fault.code == errno.ENOSPC and not fault.lasts],
            draw,
        )
    return (
        trial.wrong,
        f"{len(drawn)} of {len(cases)} faults; {len(trial.wrong)} mistakes (seed {seed})",
    )


def main() -> int:
    """Read the command line; print the mistakes and a summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--most", type=int, default=10**6, help="draw so many faults, instead of all"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svodka-faults-") as folder:
        wrong, summary = fail(Path(folder).resolve() / "faults", options.most, options.seed)
    return told(wrong, summary)


if __name__ == "__main__":
    sys.exit(main())
