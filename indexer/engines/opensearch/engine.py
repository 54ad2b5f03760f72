"""The engine for clusters: an index in OpenSearch, on several machines and for several sites."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from svodka.indexer.article import Article, ExactField
from svodka.indexer.engines.opensearch.counting import exact, facet
from svodka.indexer.engines.opensearch.encoding import term
from svodka.indexer.engines.opensearch.maintenance import OpenSearchMaintenance
from svodka.indexer.engines.opensearch.matching import ALL, TEXTS
from svodka.indexer.engines.opensearch.requests import article_values
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.opensearch.stored_words import words_of
from svodka.indexer.engines.port import ENGINE_TIME
from svodka.indexer.engines.records import (
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
from svodka.indexer.errors import IndexStale
from svodka.indexer.query.tree import Form, Node, Prefix


class OpenSearchEngine(OpenSearchMaintenance):
    """A searchable index in a cluster, which need not exist yet.

    Beside what the port names, all methods raise IndexUnreachable.
    """

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
        return self._finder.search(
            self._usable(),
            query,
            limit=limit,
            offset=offset,
            sort=sort,
            budget=budget,
            count=count,
            fold=fold,
        )

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
        """The same ranking as ``search``, read lazily; its state stays for ten minutes."""
        state = self._usable()
        return self._finder.stream(
            state, query, limit=limit, offset=offset, sort=sort, budget=budget, fold=fold
        )

    def timeline(
        self, query: Node, unit: Unit | None = None, *, budget: float = ENGINE_TIME
    ) -> Timeline:
        """The matching articles of each period."""
        return self._finder.timeline(self._usable(), query, unit, budget)

    def get(self, id: str) -> Article | None:
        """The article with this current or former id."""
        found = self._found(id, "article")
        return Article(**article_values(found)) if found else None

    def words(self, id: str) -> ArticleWords | None:
        """The words of the article with this current or former id."""
        article = self.get(id)
        return words_of(article) if article else None

    def present_id(self, id: str) -> str | None:
        """The current id of the article with this current or former id."""
        article = self.get(id)
        return article.id if article else None

    def reprints(self, id: str) -> list[Article]:
        """The other articles of this article's story, oldest first."""
        state = self._usable()
        found = self._finder.first(state, {"term": {"id": id}}, fields=("story", "several"))
        if found is None or not found["fields"]["several"][0]:
            return []
        others: dict[str, Any] = {
            "filter": [{"term": {"story": found["fields"]["story"][0]}}],
            "must_not": [{"ids": {"values": [found["_id"]]}}],
        }
        return list(self._finder.articles(state, {"bool": others}))

    def frequencies(self, lemmas: Sequence[str]) -> list[int]:
        """The number of articles that contain each lemma."""
        terms = [(term(lemma), TEXTS) for lemma in lemmas]
        counts = self._vocabulary.counts(self._usable(), terms)
        return [counts[one] for one in terms]

    def count(self) -> int:
        """The number of articles in the live index."""
        return self._usable().articles

    def counts(self, forms: Sequence[str]) -> list[int]:
        """The number of articles with each form."""
        return self._forms.counts(self._usable(), forms)

    def near(self, form: str, edits: int) -> Mapping[str, int]:
        """The forms within ``edits`` edits, with the number of their articles."""
        return self._forms.near(self._usable(), form, edits)

    def begun(self, prefixes: Sequence[str]) -> list[bool]:
        """For each prefix, True if a form begins with it."""
        return self._forms.begun(self._usable(), prefixes)

    def hyphenated(self, parts: Sequence[str]) -> list[int]:
        """The number of articles with hyphenated forms that have each part."""
        return self._forms.hyphenated(self._usable(), parts)

    def titles(self, words: Sequence[Sequence[Form | Prefix]], limit: int) -> list[Hit]:
        """The newest articles with titles that match, equal titles once."""
        return self._forms.titles(self._usable(), words, limit)

    def known(self, lemmas: Collection[str]) -> set[str]:
        """Those of some lemmas that an article has."""
        counts = zip(lemmas, self.frequencies(list(lemmas)), strict=True)
        return {lemma for lemma, count in counts if count}

    def has(self, lemma: str) -> bool:
        """True if an article contains this lemma."""
        return self.frequencies([lemma]) != [0]

    def values(self, field: ExactField, limit: int) -> Sequence[Bucket]:
        """The values of a metadata field in all articles, most frequent first."""
        state = self._usable()
        found = self._finder.aggregated(state, ALL, {field: facet(field, limit)})
        return exact(
            field, limit, found[field], lambda more: self._finder.aggregated(state, ALL, more)
        )

    def version(self) -> str:
        """The generation and edition of the live index."""
        return self._usable().version

    def statistics(self) -> Statistics:
        """The figures of the live index."""
        state = self._current()
        if not state.generation:
            raise self._none_yet()
        figures = self._finder.aggregated(state, ALL, _FIGURES)
        stored = self._client.ask("GET", f"/{state.generation}/_stats/store,segments")
        primaries = stored["_all"]["primaries"]
        hidden = state.hidden
        stamp = state.stamp or self._own_stamp
        return Statistics(
            articles=state.articles,
            bytes=primaries["store"]["size_in_bytes"],
            generation=state.generation,
            commits=state.commits,
            segments=primaries["segments"]["count"],
            deleted_share=hidden / (hidden + state.articles) if hidden else 0.0,
            changed=state.changed,
            since=figures["first"].get("value_as_string"),
            until=figures["last"].get("value_as_string"),
            undated=figures["undated"]["doc_count"],
            sources=figures["sources"]["value"],
            schema=stamp.schema,
            analysis=stamp.analysis,
        )

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep this thread on one state: the one it holds already, or the latest."""
        before: State | None = getattr(self._held, "state", None)
        self._held.state = before or self._usable()
        try:
            yield
        finally:
            self._held.state = before

    def _found(self, id: str, *stored: str) -> dict[str, Any] | None:
        """The document with this id, else the one that had it before."""
        state = self._usable()
        found = self._finder.first(state, {"term": {"id": id}}, *stored)
        return found or self._finder.first(state, {"term": {"former": id}}, *stored)

    def _usable(self) -> State:
        """The current state. Raises IndexMissing or IndexStale if there is none for us."""
        state = self._current()
        if not state.generation:
            raise self._none_yet()
        if state.stamp != self._own_stamp:
            raise IndexStale
        return state


_FIGURES = {
    "first": {"min": {"field": "day"}},
    "last": {"max": {"field": "day"}},
    "undated": {"missing": {"field": "day"}},
    "sources": {"cardinality": {"field": "source", "precision_threshold": 40_000}},
}
