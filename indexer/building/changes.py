"""Compare folders with an index: find new, changed, moved and removed articles."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from svodka.indexer.article import labelled
from svodka.indexer.building.folders import Plan
from svodka.indexer.building.rebuild import readable_entries
from svodka.indexer.building.removal import refuse_removal
from svodka.indexer.building.report import Counts, Listener, Report
from svodka.indexer.building.worker import Job, Key, Outcome
from svodka.indexer.documents.document import Document, Entry, prepare
from svodka.indexer.engines.port import Engine, Writer
from svodka.indexer.errors import FaultError, IndexCorrupt, IndexStale, WorkerDiedError
from svodka.indexer.failure import failure_of
from svodka.indexer.sources import Candidate, Note, Notes

# Bad records that are named per file: a file of millions must not fill memory and terminal.
MOST_NAMED = 1000
# If this many articles fail through faults of Svodka, and none succeeds, the run fails.
ALL_FAIL = 20
# Former ids that one change adds to an article: a text may have many copies.
MOST_FORMER = 8
# Endings of other formats that are counted separately.
MOST_ENDINGS = 1000


class Changes:
    """The articles of the folders in the plan, compared with those of the index.

    ``reason`` says why all are analysed again; it is empty if only changes are.
    """

    def __init__(self, engine: Engine, plan: Plan, reason: str, listener: Listener) -> None:
        self._engine, self._folders, self._labels = engine, plan.remembered, plan.labels
        self._listener, self._report = listener, Report(full=reason)
        remembered = {folder.label for folder in self._folders}
        self._known: dict[Key, Entry] = {}
        self._others: dict[str, Entry] = {}
        for entry in readable_entries(engine, reason):
            if entry.folder in self._labels or entry.folder not in remembered:
                self._known[Key(entry.folder, entry.path, entry.digest)] = entry
            else:
                self._others[entry.id] = entry
        #: Ids that articles had before, by their current id.
        self.former = {entry.id: entry.former for entry in self._known.values() if entry.former}
        #: Articles that were analysed, but whose worker died before it wrote them.
        self.lost: set[Key] = set()
        self._lost_before = sys.maxsize
        # Also entries of folders that are not read: a file may have moved from there. The next run
        # sees that.
        self._by_digest: dict[str, list[Entry]] = {}
        for entry in chain(self._known.values(), self._others.values()):
            self._by_digest.setdefault(entry.digest, []).append(entry)
        # Ids of articles in the order of the walk; None for a bad one.
        self._ids: dict[Key, str | None] = {}
        self._made = 0
        self._kept: set[str] = set()
        self._bad_paths: set[str] = set()
        self._reported: Counter[str] = Counter()
        self._notes = Notes()

    def skip(self, path: str, reason: str) -> None:
        """Report a path without an article. The index keeps its articles at or below this path."""
        self._bad_paths.add(path.rstrip("/"))
        self._tell(path, reason)

    def pass_over(self, path: str, ending: str) -> None:
        """Count a file in another format."""
        counted = self._report.passed_over
        counted[ending if ending in counted or len(counted) < MOST_ENDINGS else ""] += 1
        self._listener.pass_over(path, ending)

    def note(self, path: str, note: Note) -> None:
        """Record what is to be told of a file at the end."""
        self._notes.add(path, note)

    def leave_out(self, path: str, file: Path) -> bool:
        """Skip a file that is being written (True); the index keeps its articles."""
        if is_fresh := self._listener.is_fresh(file):
            self._report.being_written.add(path)
        return is_fresh

    def new(self, candidates: Iterable[Candidate]) -> Iterator[Job]:
        """The candidates to analyse: new and changed ones, or all in a full run."""
        for candidate in candidates:
            key = Key(candidate.folder, candidate.path, candidate.digest)
            if key in self._ids:
                path = labelled(candidate.folder, candidate.path)
                self._tell(path, f"{candidate.place}: repeats an earlier one word for word")
                self._listener.progress(1)
                continue
            known = self._known.get(key)
            self._ids[key] = known.id if known else None
            if known is None or self._report.full:
                yield self._job(key, candidate)
            else:
                self._listener.progress(1)

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Record the outcomes of the candidates."""
        for key, id, reason, lost, notes in outcomes:
            if lost:
                self.lost.add(key)
                continue
            for note in notes:
                self.note(labelled(key.folder, key.path), note)
            self._ids[key] = id
            self._made += id is not None
            if id is None:
                self.skip(labelled(key.folder, key.path), reason)
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
        holders = self._holders(writer)
        self._keep(writer, holders)
        counts = self._count(holders)
        if not allow_removal:
            had = Counter(entry.folder for entry in self._known.values())
            read = [folder for folder in self._folders if folder.label in self._labels]
            refuse_removal(read, had, counts)
        if not self._report.full:
            for entry in self._known.values():
                if holders.get(entry.id) != entry:
                    writer.delete(entry)
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
        alike = self._by_digest.get(candidate.digest, ())[:MOST_FORMER]
        former = dict.fromkeys(id for entry in alike for id in (entry.id, *entry.former))
        return Job(key, candidate, tuple(former))

    def _holders(self, writer: Writer) -> dict[str, Entry]:
        """The article of each id; the first on the walk, if several have it."""
        holders: dict[str, Entry] = {}
        for key, id in self._ids.items():
            if id is None:
                continue
            entry = Entry(id, key.path, key.digest, key.folder)
            if other := holders.get(id) or self._others.get(id):
                writer.delete(entry)
                path, first = labelled(entry.folder, entry.path), labelled(other.folder, other.path)
                if (
                    other.digest == entry.digest
                ):  # as feeds of one day repeat those of the day before
                    self.note(path, Note(f"repeats {first}", f"repeats an article of {first}"))
                else:
                    self._tell(path, f"its id {id} is already that of an article in {first}")
            else:
                holders[id] = entry
        return holders

    def _keep(self, writer: Writer, holders: dict[str, Entry]) -> None:
        """Keep the last good version of articles whose file has become bad."""
        sink = writer.sink()
        for key, entry in self._known.items():
            if (
                entry.folder not in self._labels
                or self._ids.get(key) is not None
                or entry.id in holders
            ):
                continue
            path = labelled(entry.folder, entry.path)
            if not ((fresh := path in self._report.being_written) or self._is_bad(path)):
                continue
            if self._report.full:
                if (document := self._analysed_again(entry)) is None:
                    continue
                sink.add(document)
            holders[entry.id] = entry
            if not fresh:
                self._kept.add(entry.id)
        writer.adopt(sink.close())

    def _analysed_again(self, entry: Entry) -> Document | None:
        """The article of the live index, analysed again; None if it cannot be read."""
        try:
            article = self._engine.get(entry.id)
            return prepare(article, entry.digest, entry.former) if article else None
        except (IndexCorrupt, IndexStale):
            return None
        except Exception as error:
            self._listener.skip(entry.path, failure_of(error))
            return None

    def _is_bad(self, path: str) -> bool:
        return path in self._bad_paths or any(
            str(folder) in self._bad_paths for folder in PurePosixPath(path).parents
        )

    def _count(self, holders: dict[str, Entry]) -> dict[str, Counts]:
        """The counts of each folder, by its label."""
        counts: dict[str, Counts] = defaultdict(Counts)
        before = {entry.id: entry for entry in self._known.values()}
        gone: dict[str, list[Entry]] = defaultdict(list)
        for id, entry in before.items():
            if id not in holders:
                gone[entry.digest].append(entry)
        for id, entry in holders.items():
            counted, old = counts[entry.folder], before.get(id)
            if id in self._kept:
                counted.kept += 1
            elif old is None:
                moved = bool(gone.get(entry.digest)) and bool(gone[entry.digest].pop(0))
                counted.added += not moved
                counted.moved += moved
            else:
                counted.unchanged += old == entry
                counted.changed += old.digest != entry.digest
                counted.moved += old != entry and old.digest == entry.digest
        for entry in chain.from_iterable(gone.values()):
            counts[entry.folder].removed += 1
        return counts

    def _sum_up(self, counts: Mapping[str, Counts]) -> None:
        report = self._report
        for counted in counts.values():
            for name in (one.name for one in fields(Counts)):
                setattr(report, name, getattr(report, name) + getattr(counted, name))
        report.folders = {
            folder.place: counts[folder.label]
            for folder in self._folders
            if folder.label in self._labels
        }
        report.elsewhere = len(self._others)
        report.notes = self._notes.told()
        for path, count in self._reported.items():
            if count > MOST_NAMED:
                self._name(
                    path, f"{count - MOST_NAMED} more of its records are bad, too many to be named"
                )

    def _tell(self, path: str, reason: str) -> None:
        """Name a bad path; of the bad records of one file only the first MOST_NAMED."""
        self._reported[path] += 1
        if self._reported[path] <= MOST_NAMED:
            self._name(path, reason)

    def _name(self, path: str, reason: str) -> None:
        self._report.skipped.append((path, reason))
        self._listener.skip(path, reason)
