"""One atomic change of an index: segments added and merged, documents deleted, one commit."""

import shutil
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.index import TOC

from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.records import Sealed, Stamp
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.engines.whoosh.format.schema import INDEX_NAME, schema
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, missing, reading
from svodka.indexer.engines.whoosh.read.snapshot import (
    STAMP,
    Snapshot,
    read_contents,
    read_stamp,
    write_stamp,
)
from svodka.indexer.engines.whoosh.storage.checksums import checksums_of, compare
from svodka.indexer.engines.whoosh.storage.files import Storage
from svodka.indexer.engines.whoosh.storage.generations import sync_entry
from svodka.indexer.engines.whoosh.storage.progress import Progress
from svodka.indexer.engines.whoosh.write.grouping import Grouping
from svodka.indexer.engines.whoosh.write.merging import merge
from svodka.indexer.engines.whoosh.write.merging_processes import merged
from svodka.indexer.engines.whoosh.write.policy import due, scattered
from svodka.indexer.engines.whoosh.write.segment_writer import SegmentSink
from svodka.indexer.errors import IndexCorrupt, UnusableIndexError

# Merges at a time: each takes up to 300 MB.
MOST_PROCESSES = 4

NOT_SWITCHED = "nothing was switched"


class Change:
    """A change of one generation. Requires the lock; implements ``engines.port.Writer``."""

    def __init__(
        self, folder: Path, segments: list[Any], number: int, progress: Progress | None = None
    ) -> None:
        self.folder = folder
        self._progress = progress  # of a new generation
        self._plan = ""  # by which a later build may go on with it
        self._storage = Storage(str(folder))
        self._segments = segments
        self._number = number
        self.folders: Sequence[Folder] | None = None  # to remember from this change on
        self.file_notes: bytes | None = None  # to keep with the state that this change commits
        self._committed = {segment.segment_id() for segment in segments}
        self._stories = Grouping(segments)
        self._open: dict[str, OpenSegment] = {}
        self._sinks: list[SegmentSink] = []
        self._changed = False
        # True if the disk is known to have the table of contents that is read here.
        self._settled = True

    @classmethod
    def of_new(cls, folder: Path, stamp: Stamp, progress: Progress | None = None) -> "Change":
        """Begin a generation in an empty folder."""
        write_stamp(folder, stamp)
        return cls.of_unfinished(folder, progress)

    @classmethod
    def of_unfinished(cls, folder: Path, progress: Progress | None) -> "Change":
        """Begin with a generation that has a stamp; see ``resume``."""
        change = cls(folder, [], 0, progress)
        change._changed = True  # an empty generation is a change too
        return change

    @classmethod
    def of_live(cls, folder: Path) -> "Change":
        """Begin a change of a committed generation. Raises IndexCorrupt if it is damaged."""
        try:
            contents = read_contents(folder)
        except FileNotFoundError as error:  # no one else writes now
            raise IndexCorrupt(str(error)) from error
        with reading("The table of contents", Exception):  # it may hold anything
            change = cls(folder, contents.segments, contents.generation)
        # The previous writer may have been killed after a commit that is not on disk yet.
        sync_entry(folder)
        change.clean()
        return change

    @property
    def documents(self) -> int:
        """The number of articles in the index with this change."""
        return sum(int(segment.doc_count()) for segment in self._segments)

    def sink(self) -> SegmentSink:
        """Create a sink of documents."""
        sink = SegmentSink(self.folder)
        self._sinks.append(sink)
        return sink

    def remember(self, folders: Sequence[Folder]) -> None:
        """Replace the remembered folders when this change is committed."""
        self.folders = folders

    def note_files(self, notes: bytes) -> None:
        """Keep notes on files when this change is committed."""
        self.file_notes = notes

    @property
    def state(self) -> str:
        """The state of the index after the commit; another one after each."""
        return state_of(self.folder, self._number, self._segments)

    def resume(self, plan: str) -> Iterator[Entry]:
        """Adopt what a build of the same plan wrote before it ended early; see the port."""
        if self._progress is None:
            return
        found, self._plan = self._progress.read(), plan
        if found and (found.generation, found.plan) == (self.folder.name, plan):
            self._segments = [one for one in found.segments if self._is_whole(one)]
        self._remove_except({STAMP, *checksums_of(self._segments)})
        self._keep_progress()
        for segment in self._segments:
            opened = self._opened(segment)
            with reading(opened.name):
                yield from (entry for _, entry in opened.entries())

    def adopt(self, sealed: Sealed) -> None:
        """Add the segments that a sink wrote to this change."""
        self._segments.extend(sealed.part)
        self._changed |= bool(sealed.part)
        if sealed.part:
            self._keep_progress()

    def delete(self, entry: Entry) -> None:
        """Delete the article with exactly this id, path, digest and folder."""
        for segment in self._segments:
            opened = self._opened(segment)
            with reading(opened.name):
                docs = [doc for doc in opened.find(entry.id) if opened.entry(doc) == entry]
            for doc in docs:
                if not segment.is_deleted(doc):
                    segment.delete_document(doc)
                    self._changed = True

    def commit(self) -> None:
        """Merge, sync to disk, and write the table of contents, which commits the change.

        If that cannot be synced, it is withdrawn: it must not take effect later, after a loss of
        power.
        """
        if not self._changed:
            return
        self._stories.update([self._opened(segment, fresh=True) for segment in self._segments])
        self._segments = [segment for segment in self._segments if segment.doc_count() > 0]
        self._merge_due()
        self._keep_progress()
        self._stories.store(self._segments)
        fresh = tuple(
            f"{s.segment_id()}." for s in self._segments if s.segment_id() not in self._committed
        )
        for path in self.folder.iterdir():
            if path.name.startswith(fresh):
                sync_entry(path)
        sync_entry(self.folder)
        try:
            TOC(schema(), self._segments, self._number + 1).write(self._storage, INDEX_NAME)
        except BaseException:
            self._withdraw()
            raise
        self._number += 1
        self.clean()

    def abandon(self) -> None:
        """Discard a change that failed, and remove its files."""
        for sink in self._sinks:
            sink.abandon()
        self.clean()

    def clean(self) -> None:
        """Remove files of old states and of killed processes.

        Files that cannot be removed now are left to the next writer.
        """
        if self._settled:
            with suppress(OSError, UnusableIndexError):
                self._clean()

    def _clean(self) -> None:
        self._remove_except(part_of(read_contents(self.folder)))

    def _is_whole(self, segment: Any) -> bool:
        """True if the files of a segment have their checksums."""
        try:
            compare(self.folder, segment)
        except IndexCorrupt:
            return False
        return True

    def _keep_progress(self) -> None:
        if self._progress and self._plan:
            self._progress.keep(self.folder.name, self._plan, self._segments)

    def _remove_except(self, keep: Container[str]) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in keep:
                with suppress(OSError):
                    path.unlink()

    def _withdraw(self) -> None:
        """After a failed commit, commit the previous state under a number no reader has seen."""
        failed = self.folder / TOC._filename(INDEX_NAME, self._number + 1)
        if not failed.exists() or not self._number:
            return
        self._settled = False
        before = read_contents(self.folder, self._number)
        try:
            TOC(schema(), before.segments, self._number + 2).write(self._storage, INDEX_NAME)
        except OSError:
            failed.unlink()  # then at least no reader uses it
            raise
        self._settled = True

    def _merge_due(self) -> None:
        """Merge segments until no more are due."""
        processes = min(len(self._sinks), MOST_PROCESSES)
        groups = scattered(self._segments) if self._progress else []
        while groups := groups or due(self._segments):
            gone = [segment for group in groups for segment in group]
            new = merged(groups, self._merge, processes)
            for group, segment in zip(groups, new, strict=True):
                parts = [self._opened(part, fresh=True) for part in group]
                self._stories.merge(parts, segment.segment_id())
            self._segments = [segment for segment in self._segments if segment not in gone] + new
            groups = []

    def _merge(self, group: list[Any]) -> Any:
        """Merge a group of segments into a new one: damaged data would get new checksums."""
        for segment in group:
            if segment.segment_id() in self._committed:
                compare(self.folder, segment)
        with reading():
            return merge(self.folder, [self._opened(segment, fresh=True) for segment in group])

    def _opened(self, segment: Any, fresh: bool = False) -> OpenSegment:
        """The segment's files; with ``fresh``, under the deletions as they are now."""
        name = segment.segment_id()
        if name not in self._open:
            try:
                self._open[name] = OpenSegment(self._storage, segment)
            except FileNotFoundError as error:  # no one else writes now
                raise missing(error) from error
        return self._open[name].with_deletions_of(segment) if fresh else self._open[name]


def state_of(folder: Path, number: int, segments: Sequence[Any]) -> str:
    """The name of a committed state: its generation, number and segments."""
    names = ",".join(segment.segment_id() for segment in segments)
    return f"{folder.name} {number} {names}"


def part_of(contents: Any) -> set[str]:
    """The names of all files of a committed state."""
    return {STAMP, TOC._filename(INDEX_NAME, contents.generation), *checksums_of(contents.segments)}


def check(folder: Path, documents: int) -> None:
    """Read a finished generation like a reader before it goes live.

    Raises IndexCorrupt if it is incomplete.
    """
    snapshot = Snapshot(folder, read_stamp(folder), read_contents(folder))
    if snapshot.documents != documents:
        raise IndexCorrupt(
            f"{folder} holds {snapshot.documents} articles instead of {documents}", NOT_SWITCHED
        )
    for segment in snapshot.segments:
        for doc in (0, segment.size // 2, segment.size - 1):
            if segment.alive[doc] and doc not in segment.find(segment.article(doc).id):
                raise IndexCorrupt(
                    f"{folder} does not find its own article {segment.entry(doc).id}", NOT_SWITCHED
                )
