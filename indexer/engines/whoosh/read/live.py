"""The live snapshot of an index: verified before use, and reopened after each commit."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from svodka.indexer.engines.records import Fault
from svodka.indexer.engines.whoosh.read.segments import missing
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot, read_contents, read_stamp
from svodka.indexer.engines.whoosh.storage.checksums import ALL, MISSING, Checksums
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.ownership import refuse_others, refuses_others
from svodka.indexer.engines.whoosh.storage.verified import keep_verified, read_verified
from svodka.indexer.errors import IndexCorrupt, IndexStale, IndexUntrusted, UnusableIndexError

# Bytes compared with their checksums before the first answer, in about half a second.
AT_ONCE = 1 << 30
TICK = 50_000_000  # nanoseconds, more than the clock tick of any file system
LARGE = 10_000  # articles; a smaller index is read and grouped into stories in a tenth of a second
TRIES = 40  # attempts to open a state that a writer may be replacing
PAUSE = 0.025  # seconds between attempts

State = tuple[int, ...]
Result = TypeVar("Result")


@contextmanager
def readable() -> Iterator[None]:
    """Raise UnusableIndexError if this process lacks the permission to read the index."""
    try:
        yield
    except PermissionError as error:
        raise UnusableIndexError(
            f"{error.filename} cannot be read: you lack the permission"
        ) from error


@dataclass(frozen=True, slots=True)
class _Trouble:
    """The cached reason why a state cannot be used."""

    state: State
    kind: type[UnusableIndexError]
    arguments: tuple[str, ...]


class Live:
    """The latest committed state of an index; safe to share between threads.

    With ``serving``, a new state of at least LARGE articles is read in the background, with all
    that answers need. Until then readers get the state before it.
    """

    def __init__(self, generations: Generations, schema: str, *, serving: bool = False) -> None:
        """Raises SettingError if the setting of trust is invalid."""
        self._serving = serving
        self._renewal: Thread | None = None
        self._generations = generations
        self._schema = schema
        self._refuses_others = refuses_others()
        self._lock = Lock()
        self._checksums = Checksums()
        self._snapshot: Snapshot | None = None
        self._state: State = ()
        self._trouble: _Trouble | None = None

    def snapshot(self) -> Snapshot:
        """The latest snapshot that can be used without waiting.

        After a commit it is reopened; unchanged segments are kept.

        Raises IndexMissing, IndexStale, IndexCorrupt or IndexUntrusted.
        """
        with self._lock:
            return self._retried(self._refreshed)

    def verify(self, *, again: bool) -> None:
        """Compare files of the latest state with their checksums; see ``engines.port``."""
        state, error = self._retried(partial(self._verdict, again=again))
        self._trouble = _Trouble(state, type(error), error.args) if error else None
        if error:
            raise error

    def verify_new(self) -> None:
        """Compare the files of the latest state that are new since a run has done so."""
        root = self._generations.root
        self._checksums.recall(root, read_verified(root))
        self.verify(again=False)
        keep_verified(root, self._checksums.settled(root))

    def remains(self) -> Snapshot:
        """The undamaged segments of the latest state.

        Raises UnusableIndexError if its table of contents cannot be read.
        """
        return self._retried(self._undamaged)

    def trust(self) -> None:
        """Raise IndexUntrusted if others could have written the index."""
        if self._refuses_others:
            refuse_others(self._generations.root)

    def forget(self) -> None:
        """Release the open files. Files that a running query reads are closed when it ends."""
        with self._lock:
            self._snapshot, self._state = None, ()

    def _retried(self, attempt: Callable[[Path], Result]) -> Result:
        """The result of an attempt on the live generation.

        It is repeated if a writer replaces the generation meanwhile.
        """
        for _ in range(TRIES):
            folder = self._generations.current()
            if folder is None:
                raise self._generations.none_yet()
            try:
                with readable():
                    return attempt(folder)
            except FileNotFoundError as error:
                cause = error
                time.sleep(PAUSE)
        corrupt = missing(cause)
        if folder and folder.exists():
            self._trouble = _Trouble(_state(folder), type(corrupt), corrupt.args)
        raise corrupt from cause

    def _refreshed(self, folder: Path) -> Snapshot:
        state, before, trouble = _state(folder), self._snapshot, self._trouble
        if trouble and trouble.state == state:
            raise trouble.kind(*trouble.arguments)
        if before is not None and state == self._state:
            return before
        if self._serving and before is not None and before.documents >= LARGE:
            self._renew_aside(folder, state, before)
            return before
        snapshot = self._read(folder, before)
        if self._serving and snapshot is not before and snapshot.documents >= LARGE:
            snapshot.prepare()  # before the server has readers
        self._take(snapshot, state)
        return snapshot

    def _read(self, folder: Path, before: Snapshot | None) -> Snapshot:
        """The state of a folder; ``before`` if it is the same."""
        self.trust()
        stamp = read_stamp(folder)
        if stamp.schema != self._schema:
            raise IndexStale
        contents = read_contents(folder)
        if before is not None and before.shows(folder, contents):
            return before
        _raise(self._checksums.faults(folder, contents.segments, most=AT_ONCE))
        return Snapshot(folder, stamp, contents, before)

    def _take(self, snapshot: Snapshot, state: State) -> None:
        self._snapshot = snapshot
        # Commits within one tick of the file system's clock look alike. So a very recent state is
        # checked again next time.
        self._state = state if time.time_ns() - state[1] > TICK else ()

    def _renew_aside(self, folder: Path, state: State, before: Snapshot) -> None:
        """Begin to read a new state, unless that is going on."""
        if self._renewal is None:
            renew = partial(self._renew, folder, state, before)
            self._renewal = Thread(target=renew, name="renewal", daemon=True)
            self._renewal.start()

    def _renew(self, folder: Path, state: State, before: Snapshot) -> None:
        trouble, snapshot = None, None
        try:
            with readable():
                snapshot = self._read(folder, before)
            if snapshot is not before:
                snapshot.prepare()
        except UnusableIndexError as error:
            trouble = _Trouble(state, type(error), error.args)
        except OSError:
            pass  # a writer may have replaced the state; the next reader tries again
        finally:
            with self._lock:
                self._renewal = None
                self._trouble = trouble or self._trouble
                if snapshot is not None and not trouble and self._snapshot is before:
                    self._take(snapshot, state)

    def _undamaged(self, folder: Path) -> Snapshot:
        stamp, contents = read_stamp(folder), read_contents(folder)
        if stamp.schema != self._schema:
            raise IndexStale
        faults = self._checksums.faults(folder, contents.segments, again=True)
        faulty = {Path(fault.file).name for fault in faults}
        contents.segments = [
            segment for segment in contents.segments if faulty.isdisjoint(segment.seals)
        ]
        return Snapshot(folder, stamp, contents)

    def _verdict(self, folder: Path, *, again: bool) -> tuple[State, UnusableIndexError | None]:
        """The state of a generation, and the error if it is damaged or not trusted."""
        state = _state(folder)
        try:
            self.trust()
            if read_stamp(folder).schema != self._schema:
                return state, None
            faults = self._checksums.faults(
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
    """Raise IndexCorrupt for the first fault, or FileNotFoundError for any missing file.

    A writer may just have replaced a missing file.
    """
    for fault in faults:
        if fault.problem == MISSING:
            raise FileNotFoundError(fault.file)
    if faults:
        more = f", and so are {len(faults) - 1} more files" if faults[1:] else ""
        raise IndexCorrupt(f"{faults[0].file} is {faults[0].problem}{more}")
