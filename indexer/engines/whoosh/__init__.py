"""The default engine: a Whoosh index in a folder, in generations. The only importer of whoosh."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import numpy as np

from indexer import analysis
from indexer.article import Article
from indexer.engine import ENGINE_TIME, Bucket, Entry, Hit, Hits, Sort, Stamp, Stream
from indexer.engines.generations import Generations
from indexer.engines.whoosh import schema
from indexer.engines.whoosh.matching import Matcher, OutOfTimeError
from indexer.engines.whoosh.ranking import Found, Ranking
from indexer.engines.whoosh.segments import reading
from indexer.engines.whoosh.snapshot import Snapshot, read_contents, read_stamp
from indexer.engines.whoosh.terms import Terms
from indexer.engines.whoosh.writer import Change, check
from indexer.errors import IndexCorrupt, IndexMissing, IndexStale, UnusableIndexError
from indexer.query import ExactField, Node

_STALE = "The index was built by another version of Svodka or its dictionary: rebuild with svodka index"
_TICK = 50_000_000  # nanoseconds, more than clocks of file systems take
_TRIES = 40  # to open a state that writers may just be replacing


class WhooshEngine:
    """An index in the folder ``root``, which need not exist yet; see ``engine.Engine``."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
        self._own_stamp = Stamp(str(schema.VERSION), analysis.stamp())
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._state: tuple[int, ...] = ()

    def stamp(self) -> Stamp | None:
        """What built the live index; None where there is none."""
        while (folder := self._generations.current()) is not None:
            try:
                return read_stamp(folder)
            except FileNotFoundError as error:
                if folder == self._generations.current():  # not replaced meanwhile
                    raise IndexCorrupt(f"{folder} is not whole ({error}): rebuild with svodka index --full") from error
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

    @contextmanager
    def writer(self, *, fresh: bool = False, wait: float = 0) -> Iterator[Change]:
        """Change the live index, or build a new one aside; commits on exit, rolls back on any exception."""
        try:
            with self._generations.lock(wait):
                self._generations.sweep()
                if fresh or (live := self._generations.current()) is None:
                    yield from self._build()
                else:
                    yield from self._change(live)
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
        found, partial = _find(snapshot, terms, query, budget, fold, ranked=limit > 0)
        hits = list(_hits(found, offset, limit, sort))
        with reading("The index"):
            counts = snapshot.dictionaries.counts(found.parts) if count else None
        return Hits(found.total, hits, partial, terms.cut, counts)

    def stream(
        self, query: Node, *, limit: int, offset: int = 0, sort: Sort = "relevance", budget: float = ENGINE_TIME
    ) -> Stream:
        """The ranking that ``search`` gives; its snapshot keeps the files that it reads from open until its end."""
        snapshot = self._usable()
        found, partial = _find(snapshot, Terms(snapshot), query, budget, ranked=limit > 0)
        return Stream(found.total, _hits(found, offset, limit, sort), partial)

    def get(self, id: str) -> Article | None:
        """The article with this id, if the index holds it."""
        for segment, doc in self._open().find(id):
            with reading(segment.name):
                return segment.article(doc)
        return None

    def reprints(self, id: str) -> list[Article]:
        """The other articles that tell the same story as this one, the oldest first."""
        snapshot = self._usable()
        with reading("The index"):
            return [
                other_segment.article(other)
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
            (snapshot.folder.name, str(snapshot.number), *(segment.name for segment in snapshot.segments[-1:]))
        )

    def statistics(self) -> dict[str, str | int]:
        """What there is to know of the index."""
        snapshot = self._open()
        return {
            "articles": snapshot.documents,
            "bytes": sum(path.stat().st_size for path in snapshot.folder.iterdir()),
            "generation": snapshot.folder.name,
            "commits": snapshot.number,
            "segments": len(snapshot.segments),
            "schema": snapshot.stamp.schema,
            "analysis": snapshot.stamp.analysis,
        }

    def check(self) -> int:
        """Read every posting list and article of the index, and count the articles."""
        snapshot = self._open()
        try:
            for segment in snapshot.segments:
                segment.check()
        except FileNotFoundError as error:
            if self._open() is not snapshot:  # a writer has replaced it meanwhile
                return self.check()
            raise IndexCorrupt(f"A file of the index is missing ({error}): rebuild with svodka index --full") from error
        return snapshot.documents

    def close(self) -> None:
        """Forget the open files; those that a running query still reads are closed when it ends."""
        with self._lock:
            self._snapshot, self._state = None, ()

    def _change(self, live: Path) -> Iterator[Change]:
        if self.stamp() != self._own_stamp:
            raise IndexStale(_STALE)
        yield from self._filled(Change.of_live(live))

    def _filled(self, change: Change) -> Iterator[Change]:
        try:
            yield change
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
            raise IndexStale(_STALE)
        return snapshot

    def _open(self) -> Snapshot:
        """The latest committed state; reopened, with unchanged segments kept, when a writer has committed since."""
        with self._lock:
            for _ in range(_TRIES):
                folder = self._generations.current()
                if folder is None:
                    raise IndexMissing(f"There is no index in {self._generations.root} yet: run svodka index FOLDER")
                try:
                    return self._refreshed(folder)
                except FileNotFoundError as error:  # a writer has just replaced what we were about to open
                    missing = error
                    time.sleep(0.025)
            raise IndexCorrupt(f"A file of the index is missing ({missing}): rebuild with svodka index --full")

    def _refreshed(self, folder: Path) -> Snapshot:
        status = folder.stat()
        state = (status.st_ino, status.st_mtime_ns)
        before = self._snapshot
        if before is not None and state == self._state:
            return before
        contents = read_contents(folder)
        if before is not None and before.shows(folder, contents):
            latest = before
        else:
            stamp = before.stamp if before is not None and before.folder == folder else read_stamp(folder)
            if stamp.schema != self._own_stamp.schema:
                raise IndexStale(_STALE)
            latest = Snapshot(folder, stamp, contents, before)
        self._snapshot = latest
        # Commits within one tick of the file system's clock look alike: what is so fresh is looked at again next time.
        self._state = state if time.time_ns() - status.st_mtime_ns > _TICK else ()
        return latest


def _find(
    snapshot: Snapshot, terms: Terms, query: Node, budget: float, fold: bool = False, *, ranked: bool
) -> tuple[Found, bool]:
    """What matches in all segments, with its scores if it is to be ranked, and whether the time ran out."""
    deadline = time.thread_time() + budget  # of work: a busy machine must not make answers shorter
    found = Found(snapshot, fold)
    with reading("The index"):
        try:
            for segment in snapshot.segments:
                matcher = Matcher(segment, terms, deadline)
                docs = matcher.living(query)
                ranking = Ranking(snapshot, segment, terms, matcher)
                found.add(segment, docs, ranking.scores(query, docs) if ranked else np.zeros(len(docs)))
        except OutOfTimeError:
            return found, True
    return found, False


def _hits(found: Found, offset: int, limit: int, sort: Sort) -> Iterator[Hit]:
    with reading("The index"):
        for segment, doc, score, others in found.stretch(offset, limit, sort):
            yield Hit(segment.article(doc), score, others)
