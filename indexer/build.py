"""The write side: compare the folder with the index, then write one atomic change."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from indexer.article import Article
from indexer.engine import Engine, Entry, Writer
from indexer.errors import IndexCorrupt, IndexStale
from indexer.sources import Candidate, walk
from indexer.workers import Job, Key, Outcome, Workers, prepare, work

# So few new articles are analysed here: starting workers would take longer.
INLINE = 256
# So many bad records of one file are named; a file of millions of them must not fill memory and terminal.
MOST_NAMED = 1000


@dataclass
class Report:
    """What a build did, in articles. ``full`` says why everything was analysed again; empty where only changes were."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    full: str = ""

    @property
    def total(self) -> int:
        """How many articles the index holds now."""
        return self.added + self.changed + self.moved + self.unchanged + self.kept


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a build tells how it goes: ``skip(path, reason)`` at once, ``progress(n)`` after n more candidates."""

    skip: Callable[[str, str], None] = lambda _path, _reason: None
    progress: Callable[[int], None] = lambda _count: None


def build(
    engine: Engine,
    folders: Sequence[Path],
    *,
    full: bool = False,
    jobs: int | None = None,
    wait: float = 0,
    listener: Listener | None = None,
) -> Report:
    """Make the index hold exactly what the folders hold, in one atomic change.

    New and changed articles are analysed, in ``jobs`` processes (by default one for each processor); all of them with ``full``,
    or when the index is damaged or was built by another version. Raises SourceError where a folder cannot be read,
    IndexLocked when another process still writes after ``wait`` seconds; after any error the old index still serves.
    """
    why = _why_full(engine, full)
    settings = (folders, jobs or _processors(), wait, listener or Listener())
    try:
        return _build(engine, why, *settings)
    except IndexCorrupt:
        if why:
            raise
        return _build(engine, _DAMAGED, *settings)


def _build(engine: Engine, why: str, folders: Sequence[Path], jobs: int, wait: float, listener: Listener) -> Report:
    old = engine.remains() if why == _DAMAGED else nullcontext()
    with engine.writer(fresh=bool(why), wait=wait) as writer, old:
        comparison = _Comparison(engine, writer, why, listener)
        comparison.analyze(walk(folders, comparison.skip), jobs)
        return comparison.settle()


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


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Comparison:
    """What the folders hold beside what the index holds."""

    def __init__(self, engine: Engine, writer: Writer, why_full: str, listener: Listener) -> None:
        self._engine = engine
        self._writer = writer
        self._listener = listener
        self._report = Report(full=why_full)
        self._known = {(entry.path, entry.digest): entry for entry in self._catalog()}
        self._found: dict[
            Key, str | None
        ] = {}  # in the order of the walk, with the id of the article; None for a bad one
        self._bad_paths: set[str] = set()
        self._told: Counter[str] = Counter()

    def skip(self, path: str, reason: str) -> None:
        """Report something in the folders that gives no article; what the index has from this path, or below it, is kept."""
        self._bad_paths.add(path.rstrip("/"))
        self._tell(path, reason)

    def analyze(self, candidates: Iterator[Candidate], jobs: int) -> None:
        """Have the new and changed candidates analysed, and put into the change."""
        new = self._new(candidates)
        first = list(islice(new, INLINE))
        if len(first) < INLINE or jobs == 1:
            sink = self._writer.sink()
            self._take(work(job, sink) for job in chain(first, new))
            self._writer.adopt(sink.close())
            return
        with Workers([self._writer.sink() for _ in range(jobs)]) as workers:
            self._take(workers.run(chain(first, new)))
            for part in workers.finish():
                self._writer.adopt(part)

    def settle(self) -> Report:
        """Take out what is gone, and count."""
        holders = self._holders()
        self._keep(holders)
        for entry in self._known.values():
            if not self._report.full and holders.get(entry.id) != entry:
                self._writer.delete(entry)
        self._count(holders)
        for path, told in self._told.items():
            if told > MOST_NAMED:
                self._name(path, f"{told - MOST_NAMED} more of its records are bad, too many to be named")
        return self._report

    def _catalog(self) -> Iterator[Entry]:
        try:
            yield from self._engine.catalog()
        except (IndexCorrupt, IndexStale):
            if not self._report.full:
                raise

    def _new(self, candidates: Iterator[Candidate]) -> Iterator[Job]:
        for candidate in candidates:
            key = (candidate.path, candidate.digest)
            if key in self._found:
                self._tell(candidate.path, f"{candidate.place}: repeats an earlier one word for word")
                self._listener.progress(1)
                continue
            known = self._known.get(key)
            self._found[key] = known.id if known else None
            if known is None or self._report.full:
                yield key, candidate
            else:
                self._listener.progress(1)

    def _take(self, outcomes: Iterator[Outcome]) -> None:
        for key, id, reason in outcomes:
            self._found[key] = id
            if id is None:
                self.skip(key[0], reason)
            self._listener.progress(1)

    def _holders(self) -> dict[str, Entry]:
        """Which article has which id. Where several in the folders have one id, the first on the walk has it."""
        holders: dict[str, Entry] = {}
        for key, id in self._found.items():
            if id is None:
                continue
            entry = Entry(id, *key)
            if id in holders:
                self._writer.delete(entry)
                self._tell(entry.path, f"its id {id} is already that of an article in {holders[id].path}")
            else:
                holders[id] = entry
        return holders

    def _keep(self, holders: dict[str, Entry]) -> None:
        """Keep the last good version of articles whose file has become bad."""
        sink = self._writer.sink()
        for key, entry in self._known.items():
            if self._found.get(key) is not None or entry.id in holders or not self._is_bad(entry.path):
                continue
            if self._report.full:
                if (article := self._old(entry.id)) is None:
                    continue
                sink.add(prepare(article, entry.digest))
            holders[entry.id] = entry
            self._report.kept += 1
        self._writer.adopt(sink.close())

    def _is_bad(self, path: str) -> bool:
        return path in self._bad_paths or any(str(folder) in self._bad_paths for folder in PurePosixPath(path).parents)

    def _old(self, id: str) -> Article | None:
        """An article as the live index has it, if that can still be read."""
        try:
            return self._engine.get(id)
        except (IndexCorrupt, IndexStale):
            return None

    def _count(self, holders: dict[str, Entry]) -> None:
        report = self._report
        before = {entry.id: entry for entry in self._known.values()}
        gone = Counter(entry.digest for id, entry in before.items() if id not in holders)
        report.removed = gone.total()
        for id, entry in holders.items():
            old = before.get(id)
            if old == entry:
                report.unchanged += 1
            elif old is not None and old.digest != entry.digest:
                report.changed += 1
            elif old is not None:
                report.moved += 1
            elif gone[entry.digest]:
                gone[entry.digest] -= 1
                report.removed -= 1
                report.moved += 1
            else:
                report.added += 1
        report.unchanged -= report.kept

    def _tell(self, path: str, reason: str) -> None:
        """Name what is bad; of the bad records of one file the first MOST_NAMED."""
        self._told[path] += 1
        if self._told[path] <= MOST_NAMED:
            self._name(path, reason)

    def _name(self, path: str, reason: str) -> None:
        self._report.skipped.append((path, reason))
        self._listener.skip(path, reason)
