"""The default engine: a Whoosh index in a folder, in generations. The only importer of whoosh."""

import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from indexer import analysis
from indexer.article import Article
from indexer.engine import ENGINE_TIME, Entry, Hit, Hits, Sort, Stamp
from indexer.engines.generations import Generations
from indexer.engines.whoosh import schema
from indexer.engines.whoosh.matching import Matcher, OutOfTimeError
from indexer.engines.whoosh.ranking import Found, Ranking
from indexer.engines.whoosh.snapshot import Snapshot, read_contents
from indexer.engines.whoosh.terms import Terms
from indexer.engines.whoosh.writer import Change, check, read_stamp
from indexer.errors import IndexCorrupt, IndexMissing, IndexStale
from indexer.query import Node

_TRIES = 40  # to open a state that writers may just be replacing
_DAMAGE = (ValueError, struct.error, zlib.error, KeyError, EOFError, OSError)


class WhooshEngine:
    """An index in the folder ``root``, which need not exist yet; see ``engine.Engine``."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
        self._own_stamp = Stamp(str(schema.VERSION), analysis.stamp())
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._state: tuple[int, ...] = ()
        self._fitting: Path | None = None  # the generation whose stamp was found to fit

    def stamp(self) -> Stamp | None:
        """What built the live index; None where there is none."""
        folder = self._generations.current()
        return None if folder is None else read_stamp(folder)

    def own_stamp(self) -> Stamp:
        """What an index built now would be stamped with."""
        return self._own_stamp

    def catalog(self) -> Iterator[Entry]:
        """All articles that the live index holds."""
        if self._generations.current() is None:
            return
        try:
            for segment in self._readable().segments:
                for _, entry in segment.entries():
                    yield entry
        except _DAMAGE as error:
            raise IndexCorrupt(f"The index is damaged ({error}): rebuild with svodka index --full") from error

    @contextmanager
    def writer(self, *, fresh: bool = False, wait: float = 0) -> Iterator[Change]:
        """Change the live index, or build a new one aside; commits on exit, rolls back on any exception."""
        with self._generations.lock(wait):
            self._generations.sweep()
            live = self._generations.current()
            if fresh or live is None:
                yield from self._build()
            else:
                self._check_stamp(live)
                change = Change.of_live(live)
                try:
                    yield change
                    change.commit()
                except BaseException:
                    change.clean()
                    raise

    def search(
        self, query: Node, *, limit: int, offset: int = 0, sort: Sort = "relevance", budget: float = ENGINE_TIME
    ) -> Hits:
        """Rank the articles that match."""
        snapshot = self._usable()
        terms = Terms(snapshot)
        deadline = time.monotonic() + budget
        found, partial = Found(snapshot), False
        try:
            for segment in snapshot.segments:
                matcher = Matcher(segment, terms, deadline)
                docs = matcher.living(query)
                found.add(segment, docs, Ranking(snapshot, segment, terms, matcher).scores(query, docs))
            hits = [Hit(segment.article(doc), score) for segment, doc, score in found.stretch(offset, limit, sort)]
        except OutOfTimeError:
            partial = True
            hits = [Hit(segment.article(doc), score) for segment, doc, score in found.stretch(offset, limit, sort)]
        except _DAMAGE as error:
            raise IndexCorrupt(f"The index is damaged ({error}): rebuild with svodka index --full") from error
        return Hits(found.total, hits, partial, terms.cut)

    def get(self, id: str) -> Article | None:
        """The article with this id, if the index holds it."""
        try:
            for segment in self._readable().segments:
                for doc in segment.find(id):
                    return segment.article(doc)
        except _DAMAGE as error:
            raise IndexCorrupt(f"The index is damaged ({error}): rebuild with svodka index --full") from error
        return None

    def count(self) -> int:
        """How many articles the live index holds."""
        return self._usable().documents

    def vocabulary(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Folded forms of the collection that begin with ``prefix``, with the number of articles that have them."""
        return self._usable().vocabulary(prefix)

    def statistics(self) -> dict[str, str | int]:
        """What there is to know of the index."""
        snapshot = self._open()
        stamp = read_stamp(snapshot.folder)
        return {
            "articles": snapshot.documents,
            "bytes": sum(path.stat().st_size for path in snapshot.folder.iterdir()),
            "generation": snapshot.folder.name,
            "commits": snapshot.number,
            "segments": len(snapshot.segments),
            "schema": stamp.schema,
            "analysis": stamp.analysis,
        }

    def check(self) -> int:
        """Read every posting list and article of the index, and count the articles."""
        snapshot = self._open()
        for segment in snapshot.segments:
            try:
                segment.check()
            except _DAMAGE as error:
                raise IndexCorrupt(f"{segment.name} is damaged ({error}): rebuild with svodka index --full") from error
        return snapshot.documents

    def close(self) -> None:
        """Forget the open files; those that a running query still reads are closed when it ends."""
        with self._lock:
            self._snapshot, self._state = None, ()

    def _build(self) -> Iterator[Change]:
        folder = self._generations.fresh()
        try:
            change = Change.of_new(folder, self._own_stamp)
            yield change
            change.commit()
            check(folder, change.documents)
            self._generations.publish(folder)
        finally:
            self._generations.sweep()

    def _check_stamp(self, folder: Path) -> None:
        if read_stamp(folder) != self._own_stamp:
            raise IndexStale("The index was built by another version of Svodka or its dictionary: run svodka index")

    def _readable(self) -> Snapshot:
        """The latest state, whose articles can be read, but maybe not searched."""
        snapshot = self._open()
        if read_stamp(snapshot.folder).schema != self._own_stamp.schema:
            raise IndexStale("The index was built by another version of Svodka: run svodka index")
        return snapshot

    def _usable(self) -> Snapshot:
        snapshot = self._open()
        if snapshot.folder != self._fitting:
            self._check_stamp(snapshot.folder)
            self._fitting = snapshot.folder
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
        if before is not None and (before.folder, before.number) == (folder, contents.generation):
            latest = before
        else:
            latest = Snapshot(folder, contents, before)
        self._snapshot, self._state = latest, state
        return latest
