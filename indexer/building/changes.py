"""Compare folders with an index: find new, changed, moved and removed articles."""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path

from svodka.indexer.article import labelled
from svodka.indexer.building.counting import counted
from svodka.indexer.building.file_notes import FileNote, FileNotes, read_notes
from svodka.indexer.building.folders import Plan
from svodka.indexer.building.known import Catalog, Known, Noted, by_file
from svodka.indexer.building.rebuild import readable_entries
from svodka.indexer.building.remarks import Remarks
from svodka.indexer.building.removal import refuse_removal
from svodka.indexer.building.report import Counts, Listener, Report
from svodka.indexer.building.skipped import Skipped
from svodka.indexer.building.worker import Job, Key, Outcome
from svodka.indexer.documents.document import Document, Entry
from svodka.indexer.engines.port import Engine, Writer
from svodka.indexer.errors import FaultError, IndexCorrupt, IndexStale, WorkerDiedError
from svodka.indexer.failure import failure_of
from svodka.indexer.sources import Candidate, FileKey, Note, Visits

# If this many articles fail through faults of Svodka, and none succeeds, the run fails.
ALL_FAIL = 20
# Former ids that one change adds to an article: a text may have many copies.
MOST_FORMER = 8
# Endings of other formats that are counted separately.
MOST_ENDINGS = 1000


class Changes:
    """The articles of the folders in the plan, compared with those of the index.

    ``reason`` says why all are analysed again; it is empty if only changes are. ``notes`` are those
    of the index on its files: then files that are as they were noted are not read.
    """

    def __init__(
        self,
        engine: Engine,
        plan: Plan,
        reason: str,
        listener: Listener,
        notes: FileNotes | None = None,
    ) -> None:
        self._engine, self._folders, self._labels = engine, plan.remembered, plan.labels
        self._begun = int(time.time())
        self._listener, self._report = listener, Report(full=reason)
        self._skipped = Skipped(self._report, listener)
        labels = self._labels, {folder.label for folder in self._folders}
        self._known: Known = (
            Catalog(readable_entries(engine, reason), *labels)
            if notes is None
            else Noted(notes, *labels)
        )
        self._notes = notes
        #: To be asked before each file is read.
        self.visits = Visits(self._known.signatures, self._visit)
        #: Ids that articles had before, by their current id.
        self.former = self._known.former
        # Former ids of new articles, by their bytes: those of other articles of the same bytes.
        self._alike: dict[Key, tuple[str, ...]] = {}
        #: Articles that were analysed, but whose worker died before it wrote them.
        self.lost: set[Key] = set()
        self._lost_before = sys.maxsize
        # Ids of articles in the order of the walk; None for a bad one.
        self._ids: dict[Key, str | None] = {}
        # Articles of a run that ended early, until they are met.
        self._resumed: dict[Key, Entry] = {}
        self._made = 0
        self._kept: set[str] = set()
        self._remarks = Remarks(None if reason else notes or read_notes(engine))
        self.note = self._remarks.add

    def resume(self, entries: Iterable[Entry]) -> None:
        """Take the articles that a run wrote before it ended early, to be used if met again."""
        self._resumed = {Key(one.folder, one.path, one.digest): one for one in entries}
        if self._resumed:
            self._report.full += f"; {len(self._resumed)} articles are of a run that ended early"

    def skip(self, path: str, reason: str) -> None:
        """Report a path without an article. The index keeps its articles at or below this path."""
        self._skipped.skip(path, reason)

    def pass_over(self, path: str, ending: str) -> None:
        counted = self._report.passed_over
        counted[ending if ending in counted or len(counted) < MOST_ENDINGS else ""] += 1
        self._listener.pass_over(path, ending)

    def leave_out(self, path: str, file: Path) -> bool:
        if is_fresh := self._listener.is_fresh(file):
            self._report.being_written.add(path)
        return is_fresh

    def new(self, candidates: Iterable[Candidate]) -> Iterator[Job]:
        """The candidates to analyse: new and changed ones, or all in a full run."""
        for candidate in candidates:
            key = Key(candidate.folder, candidate.path, candidate.digest)
            if key in self._ids:
                path = labelled(candidate.folder, candidate.path)
                reason = f"{candidate.place}: repeats an earlier one word for word"
                self._skipped.report(path, reason, lasts=True)
                self._listener.progress(1)
                continue
            known = self._known.entries.get(key)
            self._ids[key] = known.id if known else None
            if done := self._resumed.pop(key, None):
                self._take_up(key, done)
            elif known is None or self._report.full:
                yield self._job(key, candidate)
            else:
                self._listener.progress(1)

    def _take_up(self, key: Key, done: Entry) -> None:
        """Take an article as a run wrote it that ended early."""
        self._ids[key] = done.id
        self._made += 1
        if done.former:
            self._alike[key] = done.former
        self._listener.progress(1)

    def take(self, outcomes: Iterable[Outcome]) -> None:
        for key, id, reason, lost, notes in outcomes:
            if lost:
                self.lost.add(key)
                continue
            self._remarks.add_all(key, notes)
            self._ids[key] = id
            self._made += id is not None
            if id is None:
                self._skipped.skip_article(labelled(key.folder, key.path), reason)
            self._listener.progress(1)

    def again(self, candidates: Iterable[Candidate]) -> Iterator[Job]:
        """The lost candidates once more. Files changed meanwhile wait for the next run.

        Raises WorkerDiedError if no fewer are lost than the time before.
        """
        if len(self.lost) >= self._lost_before:
            raise WorkerDiedError
        wanted, self.lost = self.lost, set()
        self._lost_before = len(wanted)
        for candidate in candidates:
            key = Key(candidate.folder, candidate.path, candidate.digest)
            if key in wanted:
                wanted.discard(key)
                yield self._job(key, candidate)
        for key in wanted:
            self._ids[key] = None
            self.skip(labelled(key.folder, key.path), "it changed while it was read")

    def settle(self, writer: Writer, *, allow_removal: bool) -> Report:
        """Delete the articles that are gone, keep those that became unreadable, and count.

        Raises RemovalError if a folder lacks so many articles that it is probably not mounted,
        unless ``allow_removal``; FaultError if Svodka failed on all articles.
        """
        if not self._made and len(faults := self._report.faults) >= ALL_FAIL:
            raise FaultError(f"All {len(faults)} articles fail, the first by {faults[0][1]}")
        self._known.end()
        holders = self._holders(writer)
        self._keep(writer, holders)
        counts = counted(holders, self._known.entries.values(), self._kept, self._known.unchanged())
        if not allow_removal:
            had = self._known.unchanged()
            had.update(entry.folder for entry in self._known.entries.values())
            read = [folder for folder in self._folders if folder.label in self._labels]
            refuse_removal(read, had, counts)
        for entry in self._resumed.values():
            writer.delete(entry)
        if not self._report.full:
            for entry in self._known.entries.values():
                if holders.get(entry.id) != entry:
                    writer.delete(entry)
        self._remarks.close(self._report)
        self._note(writer, holders)
        self._sum_up(counts)
        writer.remember(
            [
                replace(folder, articles=counts[folder.label].total)
                if folder.label in self._labels
                else folder
                for folder in self._folders
            ]
        )
        return self._report

    def _job(self, key: Key, candidate: Candidate) -> Job:
        alike = islice(self._known.alike(candidate.digest), MOST_FORMER)
        former = tuple(dict.fromkeys(id for entry in alike for id in (entry.id, *entry.former)))
        if former:
            self._alike[key] = former
        return Job(key, candidate, former, self._begun)

    def _holders(self, writer: Writer) -> dict[str, Entry]:
        """The article of each id; the first on the walk, if several have it."""
        holders: dict[str, Entry] = {}
        for key, id in self._ids.items():
            if id is None:
                continue
            entry = Entry(id, key.path, key.digest, key.folder)
            known = self._known.entries.get(key)
            if other := holders.get(id) or (None if known else self._known.holder(id, key[:2])):
                writer.delete(entry)
                path, first = labelled(entry.folder, entry.path), labelled(other.folder, other.path)
                if (
                    other.digest == entry.digest
                ):  # as feeds of one day repeat those of the day before
                    self.note(path, Note(f"repeats {first}", f"repeats an article of {first}"))
                else:
                    reason = f"its id {id} is already that of an article in {first}"
                    self._skipped.report(path, reason, lasts=False)
            else:
                holders[id] = entry
        return holders

    def _keep(self, writer: Writer, holders: dict[str, Entry]) -> None:
        """Keep the last good version of articles whose file has become bad."""
        sink = writer.sink()
        for key, entry in self._known.entries.items():
            if (
                entry.folder not in self._labels
                or self._ids.get(key) is not None
                or entry.id in holders
            ):
                continue
            path = labelled(entry.folder, entry.path)
            fresh = path in self._report.being_written
            if not (fresh or self._skipped.is_bad(path)):
                continue
            if self._report.full and not self._resumed.pop(key, None):
                if (document := self._analysed_again(entry)) is None:
                    continue
                sink.add(document)
            holders[entry.id] = entry
            if not fresh:
                self._kept.add(entry.id)
        writer.adopt(sink.close())

    def _analysed_again(self, entry: Entry) -> Document | None:
        """The article of the live index, analysed again; None if it cannot be read."""
        from svodka.indexer.documents.preparation import prepare

        try:
            article = self._engine.get(entry.id)
            return prepare(article, entry.digest, entry.former) if article else None
        except (IndexCorrupt, IndexStale):
            return None
        except Exception as error:
            self._listener.skip(entry.path, failure_of(error))
            return None

    def _sum_up(self, counts: Mapping[str, Counts]) -> None:
        report = self._report
        for own in counts.values():
            for name in (one.name for one in fields(Counts)):
                setattr(report, name, getattr(report, name) + getattr(own, name))
        report.folders = {
            folder.place: counts[folder.label]
            for folder in self._folders
            if folder.label in self._labels
        }
        report.elsewhere = self._known.elsewhere
        self._skipped.count_unnamed()

    def _visit(self, key: FileKey, is_known: bool) -> None:
        """Take a file that is met; count the articles of one that is not read."""
        if note := self._known.visit(key, is_known=is_known):
            self._skipped.report_again(labelled(*key), note.reports)
            self._listener.progress(note.articles + len(note.reports))

    def _note(self, writer: Writer, holders: Mapping[str, Entry]) -> None:
        """Have the index keep notes on its files, if they are others than before."""
        rest = self._known.rest()
        files, former = dict(rest.files), dict(rest.former)
        for key, entries in by_file(holders.values()):
            files[key] = self._file_note(key, entries)
            former |= {entry.id: ids for entry in entries if (ids := self._former_of(entry))}
        notes = FileNotes(files, former)
        self._remarks.report_earlier(self._report, notes)
        if notes != self._notes:
            writer.note_files(notes.pack())

    def _file_note(self, key: FileKey, entries: list[Entry]) -> FileNote:
        reports = self._skipped.lasting(labelled(*key))
        is_whole = self._kept.isdisjoint(entry.id for entry in entries)
        signature = self.visits.signatures.get(key) if is_whole and reports is not None else None
        lasting = reports if signature and reports else []
        return FileNote.of(entries, signature, lasting, self._remarks.of(key, entries))

    def _former_of(self, entry: Entry) -> tuple[str, ...]:
        key = Key(entry.folder, entry.path, entry.digest)
        ids = dict.fromkeys((*self._alike.get(key, ()), *self.former.get(entry.id, ())))
        return tuple(id for id in ids if id != entry.id)
