"""The default engine: a Whoosh index in a folder, in generations. The only importer of whoosh."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import local

import numpy as np

from svodka.indexer.analysis import tokens
from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.port import ENGINE_TIME
from svodka.indexer.engines.records import Bucket, Hits, Inspection, Sort, Stamp, Statistics, Stream
from svodka.indexer.engines.remembered import Folder, Run
from svodka.indexer.engines.whoosh.format import schema
from svodka.indexer.engines.whoosh.inspection import inspect
from svodka.indexer.engines.whoosh.read.finding import article_of, find, hits_of
from svodka.indexer.engines.whoosh.read.live import STALE, Live, readable
from svodka.indexer.engines.whoosh.read.segments import reading
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot, read_stamp
from svodka.indexer.engines.whoosh.read.terms import Terms
from svodka.indexer.engines.whoosh.statistics import statistics
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.memory import Memory
from svodka.indexer.engines.whoosh.write.change import Change, check
from svodka.indexer.errors import IndexCorrupt, IndexStale, UnusableIndexError
from svodka.indexer.query.tree import Node


class WhooshEngine:
    """An index in the folder ``root``, which need not exist yet; see ``engine.Engine``."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
        self._memory = Memory(root)
        self._own_stamp = Stamp(str(schema.VERSION), tokens.stamp())
        self._live = Live(self._generations, self._own_stamp.schema)
        self._held = local()  # the state that each thread holds on to, if it does

    def stamp(self) -> Stamp | None:
        """What built the live index; None where there is none."""
        while (folder := self._generations.current()) is not None:
            try:
                with readable():
                    self._live.trust()
                    return read_stamp(folder)
            except FileNotFoundError as error:
                if folder == self._generations.current():  # not replaced meanwhile
                    raise IndexCorrupt(
                        f"{folder} is not whole ({error}): rebuild with svodka index --full"
                    ) from error
        return None

    def own_stamp(self) -> Stamp:
        """What an index built now would be stamped with."""
        return self._own_stamp

    def catalog(self) -> Iterator[Entry]:
        """All articles that the live index holds."""
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

    def change_folders(
        self, change: Callable[[Sequence[Folder]], Sequence[Folder]], *, wait: float = 0
    ) -> None:
        """Have the index remember other folders; its articles stay."""
        with self._locked(wait):
            self._memory.remember(change(self._memory.folders()))
            self._memory.keep()

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders."""
        return self._memory.last_run()

    def note_run(self, run: Run) -> None:
        """Keep the end of a comparison."""
        self._memory.note_run(run)

    def keep_traces(self, traces: str) -> str | None:
        """Keep the tracebacks of the last run."""
        return self._memory.keep_traces(traces)

    @contextmanager
    def writer(self, *, fresh: bool = False, wait: float = 0) -> Iterator[Change]:
        """Change the live index, or build a new one aside; commits on exit, rolls back on any exception."""
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
        """Be the one writer, beginning from what a killed one has left."""
        try:
            with self._generations.lock(wait):
                self._live.trust()
                self._generations.sweep()
                self._memory.sweep()
                yield
        except OSError as error:  # no space, no permission, no folder
            reason = f"cannot be written ({error.strerror or error}): mend that, and run svodka index again"
            raise UnusableIndexError(f"{self._generations.root} {reason}") from error

    def search(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
        count: bool = False,
        fold: bool = False,
    ) -> Hits:
        """Rank the articles that match."""
        snapshot = self._usable()
        terms = Terms(snapshot)
        found, partial = find(snapshot, terms, query, budget, fold, ranked=limit > 0)
        hits = list(hits_of(found, offset, limit, sort))
        with reading("The index"):
            counts = snapshot.dictionaries.counts(found.parts) if count else None
        return Hits(found.total, hits, partial, terms.cut, counts)

    def stream(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
    ) -> Stream:
        """The ranking that ``search`` gives; its snapshot keeps the files that it reads from open until its end."""
        snapshot = self._usable()
        found, partial = find(snapshot, Terms(snapshot), query, budget, ranked=limit > 0)
        return Stream(found.total, hits_of(found, offset, limit, sort), partial)

    def get(self, id: str) -> Article | None:
        """The article that has this id, or had it before its file moved."""
        snapshot = self._open()
        for segment, doc in (*snapshot.find(id), *snapshot.find(id, schema.FORMER)):
            with reading(segment.name):
                return segment.article(doc)
        return None

    def present_id(self, id: str) -> str | None:
        """The id of the article that has this one, or had it before its file moved."""
        snapshot = self._open()
        if any(True for _ in snapshot.find(id)):
            return id
        for segment, doc in snapshot.find(id, schema.FORMER):
            with reading(segment.name):
                return segment.article(doc).id
        return None

    def reprints(self, id: str) -> list[Article]:
        """The other articles that tell the same story as this one, the oldest first."""
        snapshot = self._usable()
        with reading("The index"):
            return [
                article_of(other_segment, other)
                for segment, doc in snapshot.find(id)
                for other_segment, other in snapshot.stories.others(segment, doc)
            ]

    def frequencies(self, lemmas: Sequence[str]) -> list[int]:
        """For each lemma, how many articles have it."""
        snapshot = self._usable()
        with reading("The index"):
            return [snapshot.document_frequency(schema.LEMMA, lemma) for lemma in lemmas]

    def count(self) -> int:
        """How many articles the live index holds."""
        return self._usable().documents

    def vocabulary(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Folded forms of the collection that begin with ``prefix``, with the number of articles that have them."""
        return self._usable().vocabulary(prefix)

    def has(self, lemma: str) -> bool:
        """Whether some article has a word with this lemma."""
        snapshot = self._usable()
        with reading("The index"):
            return snapshot.document_frequency(schema.LEMMA, lemma) > 0

    def values(self, field: ExactField, limit: int) -> Sequence[Bucket]:
        """The values of a metadata field in all articles, the most frequent first."""
        snapshot = self._usable()
        found = [(segment, np.flatnonzero(segment.alive)) for segment in snapshot.segments]
        with reading("The index"):
            return snapshot.dictionaries.most_frequent(field, found, limit)

    def version(self) -> str:
        """The generation, how often it was changed, and its latest segment: an index made anew counts from one again."""
        snapshot = self._usable()
        return " ".join(
            (
                snapshot.folder.name,
                str(snapshot.number),
                *(segment.name for segment in snapshot.segments[-1:]),
            )
        )

    def statistics(self) -> Statistics:
        """What there is to know of the index."""
        snapshot = self._open()
        try:
            with reading("The index"):
                return statistics(snapshot)
        except FileNotFoundError as error:
            if self._open() is not snapshot:  # a writer has replaced it meanwhile
                return self.statistics()
            raise IndexCorrupt(
                f"A file of the index is missing ({error}): rebuild with svodka index --full"
            ) from error

    def check(self) -> Inspection:
        """Compare every file with its checksum, and read every posting list and article."""
        with readable():
            self._live.trust()
            return inspect(self._generations, self._own_stamp.schema)

    def verify(self, *, again: bool = False) -> None:
        """Compare the files of the live index with their checksums."""
        self._live.verify(again=again)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Let this thread hold on to the latest state, or to what it holds already."""
        with self._holding(getattr(self._held, "snapshot", None) or self._live.snapshot()):
            yield

    @contextmanager
    def remains(self) -> Iterator[None]:
        """Let this thread hold on to the segments that are whole."""
        try:
            whole = self._live.remains()
        except UnusableIndexError:
            whole = None
        with self._holding(whole):
            yield

    @contextmanager
    def _holding(self, snapshot: Snapshot | None) -> Iterator[None]:
        before: Snapshot | None = getattr(self._held, "snapshot", None)
        self._held.snapshot = snapshot
        try:
            yield
        finally:
            self._held.snapshot = before

    def close(self) -> None:
        """Forget the open files; those that a running query still reads are closed when it ends."""
        self._live.forget()

    def _change(self, live: Path) -> Iterator[Change]:
        if self.stamp() != self._own_stamp:
            raise IndexStale(STALE)
        self.verify()  # what is damaged must not be merged into segments that are sealed anew
        yield from self._filled(Change.of_live(live))

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
        folder = self._generations.fresh()
        try:
            change = Change.of_new(folder, self._own_stamp)
            yield from self._filled(change)
            check(folder, change.documents)
            self._generations.publish(folder)
        finally:
            self._generations.sweep()

    def _usable(self) -> Snapshot:
        """The latest state, if queries and its articles were analysed alike."""
        snapshot = self._open()
        if snapshot.stamp != self._own_stamp:
            raise IndexStale(STALE)
        return snapshot

    def _open(self) -> Snapshot:
        """The latest state, or that which this thread holds on to."""
        held: Snapshot | None = getattr(self._held, "snapshot", None)
        return held or self._live.snapshot()
