"""The upkeep of a Whoosh index in a folder: building, changing, checking and remembering."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import local

from svodka.indexer.analysis import word_lists
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.records import Inspection, Stamp
from svodka.indexer.engines.remembered import Folder, Run
from svodka.indexer.engines.whoosh.format import schema
from svodka.indexer.engines.whoosh.inspection import inspect
from svodka.indexer.engines.whoosh.read.live import Live, readable
from svodka.indexer.engines.whoosh.read.segments import reading
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot, read_contents, read_stamp
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.memory import Memory
from svodka.indexer.engines.whoosh.storage.pointers import key_of
from svodka.indexer.engines.whoosh.storage.progress import Progress
from svodka.indexer.engines.whoosh.write.change import Change, check, state_of
from svodka.indexer.errors import IndexCorrupt, IndexStale, UnusableIndexError


class WhooshMaintenance:
    """An index in the folder ``root``, which need not exist yet, as builds and checks use it."""

    def __init__(self, root: Path, *, serving: bool = False) -> None:
        self._own_stamp = own = Stamp(str(schema.VERSION), word_lists.stamp())
        self._generations = Generations(root, key_of(own.schema, own.analysis), self._is_ours)
        self._memory = Memory(root)
        self._progress = Progress(root)
        self._live = Live(self._generations, self._own_stamp.schema, serving=serving)
        self._held = local()  # the snapshot that each thread holds, if any

    def stamp(self) -> Stamp | None:
        """The stamp of the live index; None if there is no index."""
        while (folder := self._generations.current()) is not None:
            try:
                with readable():
                    self._live.trust()
                    return read_stamp(folder)
            except FileNotFoundError as error:
                if folder == self._generations.current():  # not replaced meanwhile
                    raise IndexCorrupt(f"{folder} is not whole ({error})") from error
        return None

    def own_stamp(self) -> Stamp:
        """The stamp that an index built now would get."""
        return self._own_stamp

    def catalog(self) -> Iterator[Entry]:
        """All articles of the live index."""
        if self._generations.current() is None:
            return
        for segment in self._open().segments:
            with reading(segment.name):
                entries = list(segment.entries())
            for _, entry in entries:
                yield entry

    def folders(self) -> list[Folder]:
        """The folders that the index remembers."""
        with readable():
            self._live.trust()
            return self._memory.folders()

    def file_notes(self) -> bytes:
        """The notes on files that were kept with the live state; b"" if there are none."""
        folder = self._generations.current()
        if folder is None:
            return b""
        with readable():
            self._live.trust()
            contents = read_contents(folder)
        return self._memory.file_notes(state_of(folder, contents.generation, contents.segments))

    def change_folders(
        self, change: Callable[[Sequence[Folder]], Sequence[Folder]], *, wait: float = 0
    ) -> None:
        """Replace the remembered folders; the articles stay."""
        with self._locked(wait):
            self._memory.remember(change(self._memory.folders()))
            self._memory.keep()

    def last_run(self) -> Run | None:
        """The result of the last comparison of the index with its folders."""
        return self._memory.last_run()

    def note_run(self, run: Run) -> None:
        """Store the result of a comparison."""
        self._memory.note_run(run)

    def keep_traces(self, traces: str) -> str | None:
        """Store the tracebacks of the last run."""
        return self._memory.keep_traces(traces)

    @contextmanager
    def writer(self, *, fresh: bool = False, wait: float = 0) -> Iterator[Change]:
        """Change the live index, or build a new one beside it.

        Commits on exit; rolls back on any exception.
        """
        with self._locked(wait):
            try:
                if fresh or (live := self._generations.current()) is None:
                    yield from self._build()
                else:
                    yield from self._change(live)
            except BaseException:
                self._memory.take_back()
                raise
            self._memory.keep()

    @contextmanager
    def _locked(self, wait: float) -> Iterator[None]:
        """Hold the write lock. First remove what a killed writer left."""
        try:
            with self._generations.lock(wait):
                self._live.trust()
                self._generations.settle()
                self._generations.sweep(keep=self._progress.folder())
                self._memory.sweep()
                yield
        except OSError as error:  # no space, no permission, no folder
            reason = error.strerror or error
            raise UnusableIndexError(
                f"{self._generations.root} cannot be written ({reason}): "
                "mend that, and run svodka index again"
            ) from error

    def check(
        self,
        *,
        quick: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Inspection:
        """Compare every file with its checksum; unless ``quick``, read every list and article."""
        with readable():
            self._live.trust()
            return inspect(self._generations, self._own_stamp.schema, quick, progress)

    def verify(self, *, again: bool = False) -> None:
        """Compare the files of the live index with their checksums."""
        self._live.verify(again=again)

    @contextmanager
    def remains(self) -> Iterator[None]:
        """Keep this thread on the segments that are not damaged."""
        try:
            undamaged = self._live.remains()
        except UnusableIndexError:
            undamaged = None
        with self._holding(undamaged):
            yield

    def close(self) -> None:
        """Release the open files. Files that a running query reads are closed when it ends."""
        self._live.forget()

    def _is_ours(self, folder: Path) -> bool:
        return read_stamp(folder) == self._own_stamp

    def _change(self, live: Path) -> Iterator[Change]:
        if self.stamp() != self._own_stamp:
            raise IndexStale
        self._live.verify_new()
        self._progress.remove()
        self._generations.sweep()
        change = Change.of_live(live)
        yield from self._filled(change)
        self._note_files(change)

    def _filled(self, change: Change) -> Iterator[Change]:
        try:
            yield change
            if change.folders is not None or not self._memory.exists():
                self._memory.remember(change.folders or ())
            change.commit()
        except BaseException:
            change.abandon()
            raise

    def _build(self) -> Iterator[Change]:
        try:
            change = self._begun()
            yield from self._filled(change)
            check(change.folder, change.documents)
            self._generations.publish(change.folder)
            self._progress.remove()
            self._note_files(change)
        except Exception:
            self._progress.remove()
            raise
        finally:  # what was interrupted is kept
            self._generations.sweep(keep=self._progress.folder())

    def _begun(self) -> Change:
        """A new generation, or one that a build of this program has begun and not finished."""
        folder = self._progress.folder()
        with suppress(OSError, UnusableIndexError):
            # A build may be killed after its generation went live.
            is_live = folder == self._generations.current()
            if folder and not is_live and read_stamp(folder) == self._own_stamp:
                return Change.of_unfinished(folder, self._progress)
        self._progress.remove()
        self._generations.sweep()
        return Change.of_new(self._generations.fresh(), self._own_stamp, self._progress)

    def _note_files(self, change: Change) -> None:
        if change.file_notes is not None:
            self._memory.note_files(change.state, change.file_notes)

    @contextmanager
    def _holding(self, snapshot: Snapshot | None) -> Iterator[None]:
        before: Snapshot | None = getattr(self._held, "snapshot", None)
        self._held.snapshot = snapshot
        try:
            yield
        finally:
            self._held.snapshot = before

    def _open(self) -> Snapshot:
        """The latest snapshot, or the one that this thread holds."""
        held: Snapshot | None = getattr(self._held, "snapshot", None)
        return held or self._live.snapshot()
