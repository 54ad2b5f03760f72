"""The default engine: a Whoosh index in a folder, kept in generations."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np

from svodka.indexer.article import Article, ExactField
from svodka.indexer.engines.port import ENGINE_TIME
from svodka.indexer.engines.records import (
    MAX_EXPANSIONS,
    ArticleWords,
    Bucket,
    Hit,
    Hits,
    Sort,
    Statistics,
    Stream,
    Timeline,
    Unit,
)
from svodka.indexer.engines.whoosh.format import schema
from svodka.indexer.engines.whoosh.maintenance import WhooshMaintenance
from svodka.indexer.engines.whoosh.read import vocabulary
from svodka.indexer.engines.whoosh.read.facets import timeline_of
from svodka.indexer.engines.whoosh.read.finding import (
    article_of,
    find,
    hits_by_id,
    hits_of,
    words_of,
)
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, missing, reading
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.engines.whoosh.read.terms import Terms
from svodka.indexer.engines.whoosh.read.titles import titles
from svodka.indexer.engines.whoosh.statistics import statistics
from svodka.indexer.errors import IndexStale
from svodka.indexer.query.tree import Form, Node, Prefix


class WhooshEngine(WhooshMaintenance):
    """A searchable index in the folder ``root``, which need not exist yet."""

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
        with self._reading() as snapshot:
            terms = Terms(snapshot)
            matches = find(snapshot, terms, query, budget, fold)
            hits = list(hits_of(matches.page(offset, limit, sort)))
            counts = snapshot.dictionaries.counts(matches.parts) if count else None
            total, cut = matches.total, MAX_EXPANSIONS if terms.cut else 0
            return Hits(total, hits, matches.partial, cut, counts, len(matches) - total)

    def stream(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
        fold: bool = False,
    ) -> Stream:
        """The same ranking as ``search``, read lazily.

        Its snapshot keeps its files open until the stream ends.
        """
        with self._reading() as snapshot:
            matches = find(snapshot, Terms(snapshot), query, budget, fold)
            hits = hits_of(matches.page(offset, limit, sort))
            return Stream(matches.total, hits, partial(hits_by_id, snapshot), matches.partial)

    def timeline(
        self, query: Node, unit: Unit | None = None, *, budget: float = ENGINE_TIME
    ) -> Timeline:
        """The matching articles of each period."""
        with self._reading() as snapshot:
            matches = find(snapshot, Terms(snapshot), query, budget)
            return replace(timeline_of(matches.parts, unit), partial=matches.partial)

    def get(self, id: str) -> Article | None:
        """The article with this current or former id."""
        for segment, doc in self._found(id):
            with reading(segment.name):
                return segment.article(doc)
        return None

    def words(self, id: str) -> ArticleWords | None:
        """The words of the article with this current or former id."""
        for segment, doc in self._found(id):
            return words_of(segment, doc)
        return None

    def present_id(self, id: str) -> str | None:
        """The current id of the article with this current or former id."""
        snapshot = self._open()
        if any(True for _ in snapshot.find(id)):
            return id
        for segment, doc in snapshot.find(id, schema.FORMER):
            with reading(segment.name):
                return segment.article(doc).id
        return None

    def reprints(self, id: str) -> list[Article]:
        """The other articles of this article's story, oldest first."""
        with self._reading() as snapshot:
            return [
                article_of(other_segment, other)
                for segment, doc in snapshot.find(id)
                for other_segment, other in snapshot.stories.others(segment, doc)
            ]

    def frequencies(self, lemmas: Sequence[str]) -> list[int]:
        """The number of articles that contain each lemma."""
        with self._reading() as snapshot:
            return [snapshot.document_frequency(schema.LEMMA, lemma) for lemma in lemmas]

    def count(self) -> int:
        """The number of articles in the live index."""
        return self._usable().documents

    def counts(self, forms: Sequence[str]) -> list[int]:
        """The number of articles with each form."""
        with self._reading() as snapshot:
            return [snapshot.document_frequency(schema.FORM, form) for form in forms]

    def near(self, form: str, edits: int) -> Mapping[str, int]:
        """All forms within ``edits`` edits, with the number of their articles."""
        with self._reading() as snapshot:
            return vocabulary.near(snapshot, form, edits)

    def begun(self, prefixes: Sequence[str]) -> list[bool]:
        """For each prefix, True if a form begins with it."""
        with self._reading() as snapshot:
            return vocabulary.begun(snapshot, prefixes)

    def hyphenated(self, parts: Sequence[str]) -> list[int]:
        """The number of articles with hyphenated forms that have each part."""
        with self._reading() as snapshot:
            return vocabulary.hyphenated(snapshot, parts)

    def titles(self, words: Sequence[Sequence[Form | Prefix]], limit: int) -> list[Hit]:
        """The newest articles with titles that match, equal titles once."""
        with self._reading() as snapshot:
            return titles(snapshot, words, limit)

    def known(self, lemmas: Collection[str]) -> set[str]:
        """Those of some lemmas that an article has."""
        counts = zip(lemmas, self.frequencies(list(lemmas)), strict=True)
        return {lemma for lemma, count in counts if count}

    def has(self, lemma: str) -> bool:
        """True if an article contains this lemma."""
        with self._reading() as snapshot:
            return snapshot.document_frequency(schema.LEMMA, lemma) > 0

    def values(self, field: ExactField, limit: int) -> Sequence[Bucket]:
        """The values of a metadata field in all articles, most frequent first."""
        with self._reading() as snapshot:
            living = [(segment, np.flatnonzero(segment.alive)) for segment in snapshot.segments]
            return snapshot.dictionaries.most_frequent(field, living, limit)

    def version(self) -> str:
        """The generation, its commit number and its latest segment.

        The segment is needed: an index that is removed and built again counts from one again.
        """
        snapshot = self._usable()
        return " ".join(
            (
                snapshot.folder.name,
                str(snapshot.number),
                *(segment.name for segment in snapshot.segments[-1:]),
            )
        )

    def statistics(self) -> Statistics:
        """The figures of the live index."""
        snapshot = self._open()
        try:
            with reading():
                return statistics(snapshot)
        except FileNotFoundError as error:
            if self._open() is not snapshot:  # a writer has replaced it meanwhile
                return self.statistics()
            raise missing(error) from error

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep this thread on one snapshot: the one it holds already, or the latest."""
        with self._holding(getattr(self._held, "snapshot", None) or self._live.snapshot()):
            yield

    def _found(self, id: str) -> Iterator[tuple[OpenSegment, int]]:
        """The document with this id, then those that had it before."""
        snapshot = self._open()
        yield from snapshot.find(id)
        yield from snapshot.find(id, schema.FORMER)

    def _usable(self) -> Snapshot:
        """The current snapshot. Raises IndexStale if its stamp is not that of this program."""
        snapshot = self._open()
        if snapshot.stamp != self._own_stamp:
            raise IndexStale
        return snapshot

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The usable snapshot. Damage that the block meets raises IndexCorrupt."""
        snapshot = self._usable()
        with reading():
            yield snapshot
