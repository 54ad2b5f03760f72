"""Detect when changing files have come to rest, so that no half-written file is read."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from svodka.indexer.sources import is_whole_by_record

STILL = 2.0  # seconds without a change after which a file counts as complete
PATIENCE = 30.0  # seconds that changes wait for a folder to come to rest
# Seconds that an article waits for its file to come to rest. Some programs touch a file for ever.
LONGEST_WAIT = 300.0


class Stillness:
    """Changes that wait to be read, and files that a run skips because they are being written.

    With ``by_looking`` each ``look`` checks the changed files again, because polling reports
    changes late. ``clock`` counts seconds; ``now`` returns the time of day of file systems.
    """

    def __init__(
        self,
        *,
        by_looking: bool = False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.by_looking = by_looking
        self._clock = clock
        self._now = now
        self._first: float | None = None  # time of the first waiting change
        self._last = 0.0
        self._touched: dict[Path, tuple[float, tuple[int, int] | None]] = {}
        self._waiting: dict[Path, float] = {}  # since when a file is skipped
        self._waited: dict[Path, float] = {}  # the same from the previous run

    def touch(self, files: Iterable[Path] = ()) -> None:
        """Record a change just now, in these files or elsewhere."""
        self._last = self._clock()
        if self._first is None:
            self._first = self._last
        if self.by_looking:
            self._touched |= {file: (self._last, _state(file)) for file in files}

    def look(self) -> None:
        """Check again which changed files are still changing."""
        changed = [file for file, (_, state) in self._touched.items() if _state(file) != state]
        if changed:
            self.touch(changed)

    def is_due(self) -> bool:
        """True if changes wait, and the folder is at rest or has been restless for PATIENCE."""
        if self._first is None:
            return False
        now = self._clock()
        return now - self._last >= STILL or now - self._first >= PATIENCE

    def begin(self) -> None:
        """Start a run that reads all changes so far."""
        self._first = None
        self._touched = {
            file: seen for file, seen in self._touched.items() if self._is_recent(seen[0])
        }
        self._waiting, self._waited = {}, self._waiting

    def is_fresh(self, file: Path) -> bool:
        """True if the run must skip this file; another run is due once it rests."""
        if not self._is_being_written(file):
            return False
        now = self._clock()
        since = self._waited.get(file, now)
        if now - since >= (PATIENCE if is_whole_by_record(file.name) else LONGEST_WAIT):
            return False
        self._waiting[file] = since
        self.touch([file])
        return True

    def _is_being_written(self, file: Path) -> bool:
        """True if the file changed in the last STILL seconds, by its own clock or ours."""
        try:
            age = self._now() - file.stat().st_mtime
        except OSError:
            return False
        return abs(age) < STILL or (
            file in self._touched and self._is_recent(self._touched[file][0])
        )

    def _is_recent(self, moment: float) -> bool:
        return self._clock() - moment < STILL


def _state(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
