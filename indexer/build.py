"""The write side: compare the folders with the index, then write one atomic change."""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from svodka.indexer.building.changes import Changes
from svodka.indexer.building.file_notes import read_notes
from svodka.indexer.building.folders import identity, plan_run
from svodka.indexer.building.known import RereadError
from svodka.indexer.building.rebuild import DAMAGED, remains, why_rebuild
from svodka.indexer.building.report import Listener, Report
from svodka.indexer.building.run_notes import noted
from svodka.indexer.building.workers import prepared
from svodka.indexer.engines.port import Engine
from svodka.indexer.errors import IndexCorrupt, IndexMissing, IndexStale
from svodka.indexer.sources import Mapped, walk

# Workers by default: reading and distributing the articles keeps no more of them busy.
MOST_JOBS = 16
# Microseconds of processor time in each period, by the second version of Linux's control groups.
CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


def build(
    engine: Engine,
    folders: Sequence[Path] = (),
    *,
    full: bool = False,
    jobs: int | None = None,
    wait: float = 0,
    allow_removal: bool = False,
    mapping: Mapped | None = None,
    listener: Listener | None = None,
) -> Report:
    """Make the index match the folders in one atomic change, and remember the folders.

    Without ``folders`` all remembered folders are read; with them only these, and the articles of
    others stay. New and changed articles are analysed, or all with ``full``, in ``jobs`` processes
    (default: one per processor, MOST_JOBS at most). ``mapping`` is remembered; None leaves what is.

    Raises SourceError if a folder cannot be read. Raises RemovalError if a folder lacks all or most
    of its articles, unless ``allow_removal``. Raises IndexLocked if another process still writes
    after ``wait`` seconds. After any error the old index stays live.
    """
    write = partial(
        _try_change,
        engine,
        folders,
        jobs=jobs or _processors(),
        wait=wait,
        allow_removal=allow_removal,
        mapping=mapping,
        listener=listener or Listener(),
    )
    with noted(engine) as run:
        reason = why_rebuild(engine, full)
        try:
            run.report = write(reason)
        except IndexCorrupt:
            if reason:
                raise
            run.report = write(DAMAGED)
    return run.report


def _try_change(engine: Engine, folders: Sequence[Path], reason: str, **how: Any) -> Report:
    """Write a change. Read only changed files if there is no reason to read all."""
    try:
        return _write_change(engine, folders, reason, reread=bool(reason), **how)
    except RereadError:
        return _write_change(engine, folders, reason, reread=True, **how)


def _write_change(
    engine: Engine,
    folders: Sequence[Path],
    reason: str,
    *,
    reread: bool,
    jobs: int,
    wait: float,
    allow_removal: bool,
    mapping: Mapped | None,
    listener: Listener,
) -> Report:
    plan_run(engine, folders, reason, mapping)  # raises before anything is written
    with engine.writer(fresh=bool(reason), wait=wait) as writer, remains(engine, reason):
        plan = plan_run(engine, folders, reason, mapping)
        notes = None if reread or plan.is_remapped else read_notes(engine)
        changes = Changes(engine, plan, reason, listener, notes)
        if reason:
            changes.resume(writer.resume(identity(engine, plan)))
        handlers = changes.skip, changes.pass_over, changes.leave_out, changes.note, changes.visits
        new = changes.new(walk(plan.roots, *handlers))
        changes.take(prepared(new, writer, jobs, changes.former))
        while changes.lost:  # by workers that died
            again = changes.again(walk(plan.roots, lambda _path, _reason: None))
            changes.take(prepared(again, writer, 1, changes.former))
        return changes.settle(writer, allow_removal=allow_removal)


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


def _processors() -> int:
    """The processors that this process may use, MOST_JOBS at most."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(own or 1, MOST_JOBS, _granted(CPU_MAX)))


def _granted(limit: Path) -> int:
    """The processors that a container grants, rounded up; MOST_JOBS if it names no limit."""
    try:
        quota, period = limit.read_text(encoding="ascii").split()
        return -(-int(quota) // int(period))
    except (OSError, ValueError, ZeroDivisionError):  # no container, or «max» for no limit
        return MOST_JOBS
