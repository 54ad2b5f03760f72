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
        return [place for place, identity in self._seen.items() if identity]

    def look(self, places: Sequence[Path]) -> bool:
        """Check the paths. Returns True if their watch has to start again."""
        before, self._seen = self._seen, {place: _identity(place) for place in places}
        for place, now in self._seen.items():
            self._compare(place, before.get(place, now), now, is_new=place not in before)
        return self._mounts.changed() or before != self._seen

    def removed(self, deleted: Iterable[str]) -> bool:
        """True if one of the paths itself was deleted.

        A folder that is created again at once may have the old inode.
        """
        gone = set(deleted)
        found = [place for place in self.present if os.path.realpath(place) in gone]
        for place in found:
            now = self._seen[place] = _identity(place)
            self._tell_of(place, _AWAY if now is None else _ANOTHER)
        return bool(found)

    def _compare(
        self, place: Path, before: Identity | None, now: Identity | None, *, is_new: bool
    ) -> None:
        if now is None and (before or is_new):
            self._tell_of(place, _AWAY)
        elif now and before is None:
            self._tell_of(place, _BACK)
        elif now != before:
            self._tell_of(place, _ANOTHER)

    def _tell_of(self, place: Path, what: str) -> None:
        if what != _ANOTHER or place.is_dir():  # a file gets a new inode whenever it is saved
            self._tell(f"{printable(str(place), 1000)} {what}")


_AWAY = "is away: its articles stay in the index; watching for its return."
_BACK = "is back."
_ANOTHER = (
    "is another folder now (made anew, mounted, or behind a link that was switched): watching that."
)


def _identity(place: Path) -> Identity | None:
    try:
        found = place.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


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
