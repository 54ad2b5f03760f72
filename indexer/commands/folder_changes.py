"""The changes in watched folders, as the system reports them, or by polling."""

import os
import stat
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from watchfiles import Change, watch

from svodka.indexer.printable import harmless
from svodka.indexer.sources import is_hidden, is_read

TICK = 0.5  # seconds between two looks at the changes
AWAY = 2.0  # the same while all folders are away
POLL = 10.0  # seconds between two looks if the system reports no changes

#: One report of the system: kinds of changes, and paths.
Changed = set[tuple[Change, str]]


class FolderChanges:
    """Watches folders. It polls with ``poll`` (seconds), or if the system cannot report changes.

    Changes below ``index`` are the index's own, and not relevant.
    """

    def __init__(self, index: Path | None, poll: float | None, note: Callable[[str], None]) -> None:
        self._index = os.path.realpath(index) if index else None
        self._poll = poll
        self._note = note
        self._roots: list[str] = []  # the folders with links resolved

    @property
    def is_polling(self) -> bool:
        """True if changes are found by polling, and so are reported late."""
        return self._poll is not None

    def of(self, folders: Sequence[Path]) -> Generator[Changed, None, None]:
        """Yield the changes in folders; an empty set on a tick without changes."""
        self._roots = [os.path.realpath(folder) for folder in folders]
        while not self._roots:
            yield set()
            time.sleep(AWAY)
        try:
            yield from watch(
                *self._roots,
                watch_filter=None,
                rust_timeout=int(TICK * 1000),
                yield_on_timeout=True,
                force_polling=True if self._poll else None,
                poll_delay_ms=int((self._poll or POLL) * 1000),
                ignore_permission_denied=True,
            )
        except FileNotFoundError:  # it disappeared just now
            time.sleep(TICK)
        except OSError as error:
            if self._poll:
                raise
            self._poll_instead(error)

    def _poll_instead(self, error: OSError) -> None:
        reason = harmless(str(error))
        self._note(f"The system cannot report changes ({reason}): looking every {POLL:g} seconds")
        self._poll = POLL

    def relevant(self, changed: Changed) -> list[Path]:
        """The changed files that can affect the index."""
        return [Path(path) for _, path in changed if self._is_relevant(Path(path))]

    def _is_relevant(self, file: Path) -> bool:
        """True unless a change of this file cannot affect the index."""
        if self._index and file.is_relative_to(self._index):
            return False
        root = next((root for root in self._roots if file.is_relative_to(root)), "/")
        if any(map(is_hidden, file.relative_to(root).parts)):
            return False
        try:
            return is_read(file.name) or not stat.S_ISREG(file.stat().st_mode)
        except OSError:
            return True  # it was a file or a folder


def deleted(changed: Changed) -> list[str]:
    """The paths that were deleted."""
    return [path for change, path in changed if change == Change.deleted]
