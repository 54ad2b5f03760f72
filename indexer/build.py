"""The write side: compare the folders with the index, then write one atomic change."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from svodka.indexer.building.changes import Changes
from svodka.indexer.building.folders import Plan, plan
from svodka.indexer.building.report import Listener, Report
from svodka.indexer.building.worker import Job, Outcome
from svodka.indexer.building.workers import Workers
from svodka.indexer.documents.document import Document, Entry, prepare
from svodka.indexer.engines.port import Engine, Writer
from svodka.indexer.engines.remembered import Folder, Run, RunResult
from svodka.indexer.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStale, SvodkaError
from svodka.indexer.failure import failure_of
from svodka.indexer.sources import walk

# Up to this many new articles go to one worker: starting more would take longer.
INLINE = 256


def build(
    engine: Engine,
    folders: Sequence[Path] = (),
    *,
    full: bool = False,
    jobs: int | None = None,
    wait: float = 0,
    allow_removal: bool = False,
    listener: Listener | None = None,
) -> Report:
    """Make the index match the folders in one atomic change, and remember the folders.

    Without ``folders`` all remembered folders are read. With them only these are read, and the
    articles of others stay. New and changed articles are analysed in ``jobs`` processes (default:
    one per processor). All articles are analysed with ``full``, or if the index is damaged or was
    built by another version.

    Raises SourceError if a folder cannot be read. Raises RemovalError if a folder lacks all or most
    of its articles, unless ``allow_removal``. Raises IndexLocked if another process still writes
    after ``wait`` seconds. After any error the old index stays live.
    """
    run = _Run(engine, folders, jobs or _processors(), wait, allow_removal, listener or Listener())
    with _noted(engine) as reports:
        reason = _why_full(engine, full)
        try:
            reports.append(run.build(reason))
        except IndexCorrupt:
            if reason:
                raise
            reports.append(run.build(_DAMAGED))
    return reports[0]


def remove_forgotten(engine: Engine, *, wait: float = 0) -> int:
    """Delete all articles of folders that are no longer remembered, and return their number.

    Does nothing if the index is missing, stale or damaged: its next build reads only the remembered
    folders.
    """
    with suppress(IndexMissing, IndexStale, IndexCorrupt):
        if engine.stamp() is None:
            return 0
        with engine.writer(wait=wait) as writer:
            labels = {folder.label for folder in engine.folders()}
            gone = [entry for entry in engine.catalog() if entry.folder not in labels]
            for entry in gone:
                writer.delete(entry)
        return len(gone)
    return 0


class _Run:
    """One comparison of folders with an index."""

    def __init__(
        self,
        engine: Engine,
        named: Sequence[Path],
        jobs: int,
        wait: float,
        allow_removal: bool,
        listener: Listener,
    ) -> None:
        self._engine = engine
        self._named = named
        self._jobs = jobs
        self._wait = wait
        self._allow_removal = allow_removal
        self._listener = listener

    def build(self, reason: str) -> Report:
        """Run the comparison; a non-empty ``reason`` means that everything is analysed again."""
        self._plan(reason)  # refuse unreadable folders before anything is written
        old = self._engine.remains() if reason == _DAMAGED else nullcontext()
        with self._engine.writer(fresh=bool(reason), wait=self._wait) as writer, old:
            read = self._plan(reason)
            changes = Changes(
                _catalog(self._engine, reason), read.remembered, read.labels, reason, self._listener
            )
            candidates = walk(read.roots, changes.skip, changes.pass_over, changes.leave_out)
            changes.take(_prepared(changes.new(candidates), writer, self._jobs, changes.former))
            while changes.lost:
                candidates = walk(read.roots, lambda _path, _reason: None)
                changes.take(_prepared(changes.again(candidates), writer, 1, changes.former))
            return changes.settle(writer, self._read_old, allow_removal=self._allow_removal)

    def _plan(self, reason: str) -> Plan:
        """The folders to read.

        Raises SourceError, or IndexCorrupt if the remembered folders are unknown.
        """
        engine, forgotten = self._engine, False
        remembered: Sequence[Folder] = ()
        try:
            remembered = engine.folders()
        except IndexCorrupt:
            if not self._named:
                raise
            forgotten = True
        made = plan(
            remembered, self._named, lambda: _catalog(engine, reason), everything=bool(reason)
        )
        if forgotten and {entry.folder for entry in _catalog(engine, reason)} - made.labels:
            raise IndexCorrupt(
                "What the index remembers of its folders is damaged",
                "name all of them, in their order",
            )
        return made

    def _read_old(self, entry: Entry) -> Document | None:
        """An article of the live index, analysed again; None if it cannot be read."""
        try:
            article = self._engine.get(entry.id)
            return prepare(article, entry.digest, entry.former) if article else None
        except (IndexCorrupt, IndexStale):
            return None
        except Exception as error:
            self._listener.skip(entry.path, failure_of(error))
            return None


def _prepared(
    jobs: Iterator[Job], writer: Writer, count: int, former: Mapping[str, tuple[str, ...]]
) -> Iterator[Outcome]:
    """Have workers read, analyse and write articles as parts of the change."""
    first = list(islice(jobs, INLINE))
    if first:
        with Workers(writer, count if len(first) == INLINE else 1, former) as workers:
            yield from workers.run(chain(first, jobs))


_DAMAGED = "the index is damaged"
_OLD = "the index was built by another version of Svodka or its dictionary"


def _why_full(engine: Engine, asked: bool) -> str:
    try:
        stamp = engine.stamp()
    except IndexCorrupt:
        return _DAMAGED
    except IndexStale:
        return _OLD
    if stamp is None:
        return "there is no index yet"
    if stamp != engine.own_stamp():
        return _OLD
    return "as asked" if asked else ""


def _catalog(engine: Engine, reason: str) -> Iterable[Entry]:
    """The catalog of the index, as far as it can be read if there is a ``reason``."""
    try:
        yield from engine.catalog()
    except (IndexCorrupt, IndexStale):
        if not reason:
            raise


@contextmanager
def _noted(engine: Engine) -> Iterator[list[Report]]:
    """Store how the run ended. A run that only waited for another writer is not stored."""
    reports: list[Report] = []
    try:
        yield reports
    except IndexLocked:
        raise
    except SvodkaError as error:
        _note(engine, "failed", error=str(error))
        raise
    except Exception as error:
        _note(engine, "fault", error=failure_of(error))
        raise
    skipped = len(reports[0].skipped)
    _note(engine, "skipped" if skipped else "done", skipped)


def _note(engine: Engine, result: RunResult, skipped: int = 0, error: str = "") -> None:
    run, before = Run(time.time(), result, skipped, str(error)), engine.last_run()
    engine.note_run(
        replace(
            run, succeeded=run.ended if run.is_success else before.succeeded if before else None
        )
    )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
