"""Watched folders: whether each is present, away, or replaced by another."""

import os
import select
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from svodka.indexer.printable import printable

#: Distinguishes folders at the same path: device and inode.
Identity = tuple[int, int]

_MOUNTS = "/proc/self/mountinfo"


class Presence:
    """Checks paths through their links, and reports when one disappears, returns or is replaced."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._mounts = _Mounts()
        self._seen: dict[Path, Identity | None] = {}

    def close(self) -> None:
        """Release the file that signals changes of mounts."""
        self._mounts.close()

    @property
    def present(self) -> list[Path]:
        """The paths that existed at the last look, as they were named."""
        return [path for path, identity in self._seen.items() if identity]

    def look(self, paths: Sequence[Path]) -> bool:
        """Check the paths. Returns True if their watch has to start again."""
        before, self._seen = self._seen, {path: _identity(path) for path in paths}
        for path, now in self._seen.items():
            self._compare(path, before.get(path, now), now, is_new=path not in before)
        return self._mounts.changed() or before != self._seen

    def removed(self, deleted: Iterable[str]) -> bool:
        """True if one of the paths itself was deleted.

        A folder that is created again at once may have the old inode.
        """
        gone = set(deleted)
        removed = [path for path in self.present if os.path.realpath(path) in gone]
        for path in removed:
            now = self._seen[path] = _identity(path)
            self._tell_of(path, _AWAY if now is None else _ANOTHER)
        return bool(removed)

    def _compare(
        self, path: Path, before: Identity | None, now: Identity | None, *, is_new: bool
    ) -> None:
        if now is None and (before or is_new):
            self._tell_of(path, _AWAY)
        elif now and before is None:
            self._tell_of(path, _BACK)
        elif now != before:
            self._tell_of(path, _ANOTHER)

    def _tell_of(self, path: Path, what: str) -> None:
        if what != _ANOTHER or path.is_dir():  # a file gets a new inode whenever it is saved
            self._tell(f"{printable(str(path), 1000)} {what}")


_AWAY = "is away: its articles stay in the index; watching for its return."
_BACK = "is back."
_ANOTHER = (
    "is another folder now (made anew, mounted, or behind a link that was switched): watching that."
)


def _identity(path: Path) -> Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Mounts:
    """Detects changes of the system's mounts.

    A folder that is unmounted and mounted again at once keeps its device and inode.
    """

    def __init__(self) -> None:
        self._file: int | None = None
        with suppress(OSError):  # only Linux has it
            self._file = os.open(_MOUNTS, os.O_RDONLY)
            self._poll = select.poll()
            self._poll.register(self._file, select.POLLPRI | select.POLLERR)

    def changed(self) -> bool:
        """True if the mounts have changed since the last call."""
        return self._file is not None and bool(self._poll.poll(0))

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
