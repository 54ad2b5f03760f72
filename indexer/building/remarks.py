"""The remarks of a run on its files, and of earlier runs on those that it does not read."""

from collections import defaultdict
from collections.abc import Sequence

from svodka.indexer.article import labelled
from svodka.indexer.building.file_notes import FileNote, FileNotes
from svodka.indexer.building.report import Report
from svodka.indexer.building.worker import Key
from svodka.indexer.documents.document import Entry
from svodka.indexer.sources import FileKey, Note, Notes


class Remarks:
    """The notes of a run by file.

    ``before`` are the notes that the index has of its files; None if all are analysed again.
    """

    def __init__(self, before: FileNotes | None) -> None:
        self._told = Notes()
        files = before.files if before else {}
        self._before = {key: note for key, note in files.items() if note.told}
        self._analysed: set[Key] = set()
        self._by_path: dict[str, list[str]] = defaultdict(list)

    def add(self, path: str, note: Note) -> None:
        """Take a note on a file, or on one of its articles."""
        self._told.add(path, note)

    def add_all(self, key: Key, notes: Sequence[Note]) -> None:
        """Take all notes on an article that was analysed."""
        self._analysed.add(key)
        for note in notes:
            self.add(labelled(key.folder, key.path), note)

    def close(self, report: Report) -> None:
        """Report all notes of the run."""
        report.notes = self._told.told()
        for path, text in report.notes:
            self._by_path[path].append(text)

    def of(self, key: FileKey, entries: Sequence[Entry]) -> list[str]:
        """All that holds of a file with these articles.

        Earlier notes are among it if articles were only added since: else they may be on one that
        has changed.
        """
        told = self._by_path.get(labelled(*key), [])
        before = self._before.get(key)
        if before is None or all(Key(*key, one.digest) in self._analysed for one in entries):
            return told
        had, has = (note.article_digests for note in (before, FileNote.of(entries, None)))
        return [*before.told, *told] if had <= has else told

    @staticmethod
    def report_earlier(report: Report, notes: FileNotes) -> None:
        """Report what holds of the files of an index, and was not told in this run."""
        told = frozenset(report.notes)
        report.earlier_notes = [note for note in notes.told() if note not in told]
