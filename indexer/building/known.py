"""The articles of an index that a build compares with its folders.

``Catalog`` knows all of them, and has all files read. ``Noted`` has only those files read that
changed since they were noted, and loads the notes of these alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

from svodka.indexer.building.file_notes import FileNote, FileNotes
from svodka.indexer.building.worker import Key
from svodka.indexer.documents.document import Entry
from svodka.indexer.sources import FileKey, Signature


class RereadError(Exception):
    """A changed file takes an id from a later file that was not read: that one must be read too."""


class Known(Protocol):
    """The articles of the index. ``entries`` are those of the files that are compared."""

    entries: dict[Key, Entry]

    @property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """The ids that articles had before, by their current id."""

    @property
    def signatures(self) -> Mapping[FileKey, Signature]:
        """The signatures of the files that need not be read, from when they were."""

    @property
    def elsewhere(self) -> int:
        """The number of articles of remembered folders that are not read."""

    def visit(self, key: FileKey, *, is_known: bool) -> FileNote | None:
        """Take a file that is met; return its note if it ``is_known`` and need not be read."""

    def end(self) -> None:
        """Take the files that were not met: they are gone."""

    def unchanged(self) -> Counter[str]:
        """The number of articles in files that were not read, by label of folder."""

    def alike(self, digest: str) -> Iterable[Entry]:
        """All articles of the index of the same bytes: an article may have moved from there."""

    def holder(self, id: str, file: FileKey, /) -> Entry | None:
        """The article in a file that is not compared which keeps an id from one in ``file``.

        Raises RereadError if ``file`` comes first.
        """

    def rest(self) -> FileNotes:
        """The notes of all articles that are not compared."""


class Catalog:
    """All articles of an index in memory, for a run that reads all files."""

    def __init__(
        self, entries: Iterable[Entry], read: Collection[str], remembered: Collection[str]
    ) -> None:
        self.entries: dict[Key, Entry] = {}
        self._others: dict[str, Entry] = {}
        for entry in entries:
            if entry.folder in read or entry.folder not in remembered:
                self.entries[Key(entry.folder, entry.path, entry.digest)] = entry
            else:
                self._others[entry.id] = entry
        self.former = {entry.id: entry.former for entry in self.entries.values() if entry.former}
        self.signatures: Mapping[FileKey, Signature] = {}
        self.elsewhere = len(self._others)
        # Also entries of folders that are not read: a file may have moved from there. The next run
        # sees that.
        self._by_digest: dict[str, list[Entry]] = defaultdict(list)
        for entry in chain(self.entries.values(), self._others.values()):
            self._by_digest[entry.digest].append(entry)

    def visit(self, key: FileKey, *, is_known: bool) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""

    def unchanged(self) -> Counter[str]:
        """None: all files are read."""
        return Counter()

    def alike(self, digest: str) -> Sequence[Entry]:
        """All articles of the same bytes."""
        return self._by_digest.get(digest, ())

    def holder(self, id: str, _file: FileKey, /) -> Entry | None:
        """The article with an id in a folder that is not read."""
        return self._others.get(id)

    def rest(self) -> FileNotes:
        """The notes of the folders that are not read; their files will be, at the next run."""
        files = {key: FileNote.of(group, None) for key, group in by_file(self._others.values())}
        former = {entry.id: entry.former for entry in self._others.values() if entry.former}
        return FileNotes(files, former)


class Noted:
    """The articles of an index by its notes on files."""

    def __init__(
        self, notes: FileNotes, read: Collection[str], remembered: Collection[str]
    ) -> None:
        self.entries: dict[Key, Entry] = {}
        self.former = notes.former
        self._notes = notes
        self._unread = {label for label in remembered if label not in read}
        # The files that were met, numbered in their order.
        self._unchanged: dict[FileKey, int] = {}
        self._loaded: dict[FileKey, int] = {}
        self.elsewhere = sum(
            note.articles for (label, _), note in notes.files.items() if label in self._unread
        )

    @property
    def signatures(self) -> Mapping[FileKey, Signature]:
        """The signatures of the noted files, from when they were read."""
        files = self._notes.files.items()
        return {key: note.signature for key, note in files if note.signature}

    def visit(self, key: FileKey, *, is_known: bool) -> FileNote | None:
        """Take a file that is met."""
        if is_known:
            self._unchanged[key] = self._met
            return self._notes.files[key]
        self._load(key)
        return None

    def end(self) -> None:
        """Load the files that were not met."""
        for key in self._notes.files:
            if key[0] not in self._unread and key not in self._unchanged:
                self._load(key)

    @property
    def _met(self) -> int:
        return len(self._unchanged) + len(self._loaded)

    def unchanged(self) -> Counter[str]:
        """The number of articles in files that were not read, by label of folder."""
        counts: Counter[str] = Counter()
        for key in self._unchanged:
            counts[key[0]] += self._notes.files[key].articles
        return counts

    def alike(self, digest: str) -> Iterator[Entry]:
        """All articles of the same bytes."""
        return self._notes.alike(digest)

    def holder(self, id: str, file: FileKey) -> Entry | None:
        """The article with an id in a file that is not compared."""
        for entry in self._notes.holders(id):
            key = entry.folder, entry.path
            if key in self._loaded:
                continue
            if key in self._unchanged and self._unchanged[key] > self._loaded[file]:
                raise RereadError
            return entry
        return None

    def rest(self) -> FileNotes:
        """The notes of the files that were not read."""
        files = {key: one for key, one in self._notes.files.items() if key not in self._loaded}
        compared = {entry.id for entry in self.entries.values()}
        former = {id: ids for id, ids in self.former.items() if id not in compared}
        return FileNotes(files, former)

    def _load(self, key: FileKey) -> None:
        if key not in self._loaded:
            self._loaded[key] = self._met
            for entry in self._notes.entries(key):
                self.entries[Key(entry.folder, entry.path, entry.digest)] = entry


def by_file(entries: Iterable[Entry]) -> Iterable[tuple[FileKey, list[Entry]]]:
    """The articles of each file."""
    files: dict[FileKey, list[Entry]] = defaultdict(list)
    for entry in entries:
        files[entry.folder, entry.path].append(entry)
    return files.items()
