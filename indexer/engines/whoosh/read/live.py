"""The live state of an index: found, verified before anything in it is believed, opened, and refreshed when it has changed."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from svodka.indexer.engines.records import Fault
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot, read_contents, read_stamp
from svodka.indexer.engines.whoosh.storage.checksums import ALL, MISSING, Seals
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.ownership import refuse_others, refuses_others
from svodka.indexer.errors import IndexCorrupt, IndexStale, IndexUntrusted, UnusableIndexError

AT_ONCE = (
    1 << 30
)  # bytes that are compared with their checksums before the first answer, in about half a second
STALE = (
    "The index was built by another version of Svodka or its dictionary: rebuild with svodka index"
)
TICK = 50_000_000  # nanoseconds, more than clocks of file systems take
TRIES = 40  # to open a state that writers may just be replacing
PAUSE = 0.025  # seconds between them

State = tuple[int, ...]
Given = TypeVar("Given")


@contextmanager
def readable() -> Iterator[None]:
    """Raise UnusableIndexError where this process may not read the index."""
    try:
        yield
    except PermissionError as error:
        raise UnusableIndexError(
            f"{error.filename} cannot be read: you lack the permission"
        ) from error


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a state cannot be used, so that nobody has to find it out again."""

    state: State
    kind: type[UnusableIndexError]
    reason: str


class Live:
    """The latest committed state of an index; safe to share between threads."""

    def __init__(self, generations: Generations, schema: str) -> None:
        """Raises SettingError where it is not clear whether the indexes of others are refused."""
        self._generations = generations
        self._schema = schema
        self._refuses_others = refuses_others()
        self._lock = Lock()
        self._seals = Seals()
        self._snapshot: Snapshot | None = None
        self._state: State = ()
        self._trouble: _Trouble | None = None

    def snapshot(self) -> Snapshot:
        """The latest state; reopened, with unchanged segments kept, when a writer has committed since.

        Raises IndexMissing, IndexStale, IndexCorrupt or IndexUntrusted.
        """
        with self._lock:
            return self._tried(self._refreshed)

    def verify(self, *, again: bool) -> None:
        """Compare files of the latest state with their checksums; see ``engine.Engine``."""
        state, error = self._tried(partial(self._judged, again=again))
        self._trouble = _Trouble(state, type(error), str(error)) if error else None
        if error:
            raise error

    def remains(self) -> Snapshot:
        """Of the latest state, the segments that are whole. Raises UnusableIndexError where it cannot be told which are."""
        return self._tried(self._whole)

    def trust(self) -> None:
        """Raise IndexUntrusted where others could have written the index."""
        if self._refuses_others:
            refuse_others(self._generations.root)

    def forget(self) -> None:
        """Let go of the open files; those that a running query still reads are closed when it ends."""
        with self._lock:
            self._snapshot, self._state = None, ()

    def _tried(self, attempt: Callable[[Path], Given]) -> Given:
        """What an attempt at the live generation gives; it is made again where a writer replaces that meanwhile."""
        for _ in range(TRIES):
            folder = self._generations.current()
            if folder is None:
                raise self._generations.none_yet()
            try:
                with readable():
                    return attempt(folder)
            except FileNotFoundError as error:
                missing = error
                time.sleep(PAUSE)
        reason = f"A file of the index is missing ({missing}): rebuild with svodka index --full"
        if folder and folder.exists():
            self._trouble = _Trouble(_state(folder), IndexCorrupt, reason)
        raise IndexCorrupt(reason) from missing

    def _refreshed(self, folder: Path) -> Snapshot:
        state, before, trouble = _state(folder), self._snapshot, self._trouble
        if trouble and trouble.state == state:
            raise trouble.kind(trouble.reason)
        if before is not None and state == self._state:
            return before
        self.trust()
        stamp = read_stamp(folder)
        if stamp.schema != self._schema:
            raise IndexStale(STALE)
        contents = read_contents(folder)
        if before is None or not before.shows(folder, contents):
            _raise(self._seals.faults(folder, contents.segments, most=AT_ONCE))
            before = Snapshot(folder, stamp, contents, before)
        self._snapshot = before
        # Commits within one tick of the file system's clock look alike: what is so fresh is looked at again next time.
        self._state = state if time.time_ns() - state[1] > TICK else ()
        return before

    def _whole(self, folder: Path) -> Snapshot:
        stamp, contents = read_stamp(folder), read_contents(folder)
        if stamp.schema != self._schema:
            raise IndexStale(STALE)
        faulty = {Path(fault.file).name for fault in self._seals.faults(folder, contents.segments)}
        contents.segments = [
            segment for segment in contents.segments if faulty.isdisjoint(segment.seals)
        ]
        return Snapshot(folder, stamp, contents)

    def _judged(self, folder: Path, *, again: bool) -> tuple[State, UnusableIndexError | None]:
        """The state of a generation, and what is wrong with it."""
        state = _state(folder)
        try:
            self.trust()
            if read_stamp(folder).schema != self._schema:
                return state, None
            faults = self._seals.faults(
                folder, read_contents(folder).segments, most=ALL, again=again
            )
            _raise(faults)
        except (IndexCorrupt, IndexUntrusted) as error:
            return state, error
        return state, None


def _state(folder: Path) -> State:
    status = folder.stat()
    return status.st_ino, status.st_mtime_ns


def _raise(faults: Sequence[Fault]) -> None:
    """Raise IndexCorrupt for the first of some faults, FileNotFoundError for a file that a writer may just have replaced."""
    for fault in faults:
        if fault.problem == MISSING:
            raise FileNotFoundError(fault.file)
    if faults:
        more = f", and so are {len(faults) - 1} more files" if faults[1:] else ""
        raise IndexCorrupt(
            f"{faults[0].file} is {faults[0].problem}{more}: rebuild with svodka index --full"
        )
