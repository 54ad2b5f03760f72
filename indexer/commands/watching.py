"""``svodka index --watch``: follow folders, and update the index when they change."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from svodka.indexer.building.folders import NO_FOLDER
from svodka.indexer.building.report import Report
from svodka.indexer.commands import folder_changes
from svodka.indexer.commands.folder_changes import Changed, FolderChanges, deleted
from svodka.indexer.commands.indexing import Manner, index_once, tell_fault
from svodka.indexer.commands.presence import Presence
from svodka.indexer.commands.printing import note
from svodka.indexer.commands.signals import ended_by_signal
from svodka.indexer.commands.stillness import Stillness
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.remembered import Run
from svodka.indexer.errors import IndexCorrupt, RemovalError, SourceError, SvodkaError
from svodka.indexer.failure import failure_of
from svodka.indexer.printable import harmless, printable
from svodka.indexer.sources import Root

# Seconds after a failed run; each wait is twice the one before.
FIRST_RETRY, LONGEST_RETRY = 5.0, 300.0
# Seconds between full comparisons: the system's queue of changes may overflow.
COMPARED_AGAIN = 3600.0


@dataclass(frozen=True, slots=True)
class Task:
    """The options of a watch from the command line.

    ``named`` are the folders to follow; if there are none, those that the index remembers, or else
    ``first``. ``full`` analyses everything again at first. ``poll`` is the number of seconds
    between two looks at the folders; None if the system reports changes. Changes below ``index``
    are the index's own.
    """

    named: Sequence[Path] = ()
    first: Sequence[Path] = ()
    full: bool = False
    poll: float | None = None
    index: Path | None = None


def follow(engine: Engine, task: Task, manner: Manner, tell: Callable[[Report], None]) -> None:
    """Update an index, and again whenever a folder changes, until SIGTERM or Ctrl-C.

    ``tell`` gets the reports of runs that changed something. Errors are reported in one line on
    standard error, and the run is tried again. Raises SourceError for a folder that neither exists
    nor is known to the index.
    """
    following = _Following(engine, task, manner, tell)
    with closing(following), ended_by_signal() as ending, suppress(KeyboardInterrupt):
        following.refuse_mistakes()
        while True:
            following.follow_once(ending.check)
    during = ", and the run that was under way is taken back" if following.is_running else ""
    note(f"Ended by {ending.signal}{during}.", timed=manner.timed)


class _Following:
    """The followed folders, and the runs that failed or are due."""

    def __init__(
        self, engine: Engine, task: Task, manner: Manner, tell: Callable[[Report], None]
    ) -> None:
        self.is_running = False
        self._engine = engine
        self._task = task
        self._manner = manner
        self._tell_report = tell
        self._stillness = Stillness(by_looking=task.poll is not None)
        self._presence = Presence(self._note)
        self._changes = FolderChanges(task.index, task.poll, self._note)
        self._paths: list[Path] = []
        self._is_named = True
        self._watched: list[Path] = []  # as last reported
        self._full = task.full
        self._before: Report | None = None
        self._error = ""  # the last reported error; empty after a success
        self._pause = 0.0
        self._next_run = 0.0
        self._anew = 0.0  # when the watch starts again

    def refuse_mistakes(self) -> None:
        """Raise SourceError if no folder is known, or a named one never existed."""
        paths = self._wanted()
        if not paths:
            raise SourceError(NO_FOLDER)
        known: set[str] = set()
        with suppress(IndexCorrupt):  # naming the folders mends that
            known = {folder.place for folder in self._engine.folders()}
        for path in paths:
            if str(path) not in known:
                Root.at(path)

    def close(self) -> None:
        """Release open files."""
        self._presence.close()

    def follow_once(self, check: Callable[[], None]) -> None:
        """Watch the folders until one of them is replaced, and index the changes.

        ``check`` is called on each tick.
        """
        try:
            if self._look():
                self._stillness.touch()
            self._anew = time.monotonic() + COMPARED_AGAIN
            with closing(self._changes.of(self._presence.present)) as ticks:
                for changed in ticks:
                    check()
                    self._take(changed)
                    if self._is_due():
                        self._index()
                    if self._renewed(changed):
                        self._stillness.touch()
                        return
        except Exception as error:
            self._fault(error)
            time.sleep(folder_changes.TICK)

    def _note(self, text: str) -> None:
        note(text, timed=self._manner.timed)

    def _wanted(self) -> list[Path]:
        """The folders to follow now, as they were named."""
        paths = self._task.named
        if not paths:
            paths = [Path(folder.place) for folder in self._engine.folders()]
        self._is_named = bool(self._task.named) or not paths
        paths = paths or self._task.first
        whole = map(os.path.abspath, paths)
        return list(dict.fromkeys(map(Path, whole)))

    def _look(self) -> bool:
        """Check the folders. Returns True if their watch has to start again."""
        paths = self._paths
        with suppress(SvodkaError):  # the next run reports that its folders cannot be read
            paths = self._wanted()
        others = paths != self._paths
        self._paths = paths
        return self._presence.look(paths) or others

    def _renewed(self, changed: Changed) -> bool:
        gone = deleted(changed)
        removed = bool(gone) and self._presence.removed(gone)
        return self._look() or removed or time.monotonic() >= self._anew

    def _take(self, changed: Changed) -> None:
        self._stillness.by_looking = self._changes.is_polling
        if files := self._changes.relevant(changed):
            self._stillness.touch(files)
        self._stillness.look()

    def _is_due(self) -> bool:
        if not self._presence.present:
            return False
        return self._stillness.is_due() or time.monotonic() >= self._next_run

    def _index(self) -> None:
        """Run once, and handle the result."""
        self._stillness.begin()
        self.is_running = True
        try:
            report = self._build()
        except SvodkaError as error:
            self._failed(str(error))
        except Exception as error:
            self._fault(error)
        else:
            self.is_running = False
            self._succeeded(report)
        self.is_running = False
        self._tell_of_folders()

    def _build(self) -> Report:
        """Read the present folders; each on its own if one holds up the others."""
        present = self._presence.present
        try:
            return self._run(present if self._is_named or present != self._paths else ())
        except (RemovalError, SourceError) as error:
            if len(present) > 1:
                self._run_each(present)
                self._engine.note_run(Run(time.time(), "failed", 0, str(error)))
            raise

    def _run(self, paths: Sequence[Path]) -> Report:
        report = index_once(
            self._engine,
            paths,
            self._manner,
            full=self._full,
            is_fresh=self._stillness.is_fresh,
            before=self._before,
        )
        # Both options hold for the first run only: a folder that is empty later may not be mounted.
        self._full = False
        self._manner = replace(self._manner, allow_removal=False)
        return report

    def _run_each(self, paths: Sequence[Path]) -> None:
        for path in paths:
            with suppress(RemovalError, SourceError):
                self._tell(self._run([path]))

    def _succeeded(self, report: Report) -> None:
        recovered, self._error, self._pause = bool(self._error), "", 0.0
        self._next_run = inf
        before, self._before = self._before, report
        is_news = recovered or before is None or report.skipped != before.skipped
        self._tell(report, even_same=is_news)

    def _tell_of_folders(self) -> None:
        if self._watched == self._paths:
            return
        self._watched = self._paths
        paths = ", ".join(printable(str(path), 1000) for path in self._paths)
        held = f" ({self._before.total} articles in the index)" if self._before else ""
        self._note(f"Watching {paths}{held}; Ctrl-C ends.")

    def _tell(self, report: Report, *, even_same: bool = False) -> None:
        changes = (report.added, report.changed, report.moved, report.removed, report.full)
        if not (even_same or any(changes)):
            return
        try:
            self._tell_report(report)
        except OSError as error:
            self._note(f"Standard output cannot be written ({error.strerror or error})")

    def _failed(self, text: str) -> None:
        """Report an error once, and try again later."""
        self._try_later()
        if text != self._error:
            self._error = text
            self._note(f"Error: {harmless(text)} (trying again)")

    def _fault(self, error: Exception) -> None:
        """Report a fault of Svodka once, store its traceback, and try again later."""
        self._try_later()
        failure = failure_of(error)
        if failure != self._error:
            self._error = failure
            tell_fault(self._engine, failure, self._manner)

    def _try_later(self) -> None:
        self._pause = min(max(2 * self._pause, FIRST_RETRY), LONGEST_RETRY)
        self._next_run = time.monotonic() + self._pause
