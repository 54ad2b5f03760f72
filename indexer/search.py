"""The read side: parse, ask the engine, try again if little was found, make the page."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from threading import Lock
from time import perf_counter

from svodka.indexer.analysis.morphology import warm
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines import maintainable, open_engine
from svodka.indexer.engines.port import Maintainable
from svodka.indexer.engines.records import Statistics, Stream, Unit
from svodka.indexer.engines.remembered import Run
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.filters import narrow
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Everything, Nothing
from svodka.indexer.results.answer import first_try, second_try, with_rest, with_wider
from svodka.indexer.results.collocates import MEASURE, Collocates, Measure, Neighbours
from svodka.indexer.results.concordance import ALL, Choice, Concordance, LineStream, Reader
from svodka.indexer.results.coverage import Coverage, Coverages
from svodka.indexer.results.dossier import Dossier, NameField, dossier
from svodka.indexer.results.export import Export, Ranking
from svodka.indexer.results.lookup import Lookup, expanded, meaning
from svodka.indexer.results.marked_article import marked_article
from svodka.indexer.results.overview import Overview, Overviews
from svodka.indexer.results.page import Page, Result, make_page
from svodka.indexer.results.page_cache import PageCache
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.similar import similar
from svodka.indexer.results.trends import Trends, trends
from svodka.indexer.suggest.completions import Suggested, Suggester
from svodka.indexer.suggest.corrections import Speller

MOST_KNOWN = 500  # queries of which it is remembered whether they find anything


def load_dictionary() -> None:
    """Load the dictionary now (about 0.3 s), so that processes forked later share its memory."""
    warm()


class Search:
    """Searches one index. Thread-safe. The next call after a rebuild sees the new index.

    All methods raise UnusableIndexError (IndexMissing, IndexStale or IndexCorrupt) if the index
    cannot serve.
    """

    def __init__(self, url: str, *, serving: bool = False, limits: Limits = LIMITS) -> None:
        """With ``serving``, pages are kept for those who ask for the same.

        Nobody waits then until a change of a large index is read.

        Raises RequestError if ``url`` is no index address; the index need not exist yet.

        Raises SettingError for a broken file of names: here, not at the first query.
        """
        expand(Nothing())
        self._engine = open_engine(url, serving=serving)
        self.limits = limits
        self._pages = PageCache(limits) if serving else None
        self._speller = Speller(self._engine)
        self._concordances = Reader(self._engine, limits)
        self._collocates = Neighbours(self._engine, limits)
        self._overviews = Overviews(self._engine)
        self._coverages = Coverages(self._engine)
        self._found: tuple[str, dict[str, bool]] = ("", {})
        self._finding = Lock()
        self._suggester = Suggester(self._engine, self._count)

    def page(self, request: SearchRequest) -> Page:
        """One page of results. Raises RequestError for an impossible page, limit or order."""
        request.check()
        if self._pages is None:
            return self._page(request)
        with self.steady():
            return self._pages.page(self.version(), request, partial(self._page, request))

    def export(self, request: SearchRequest, *, limit: int) -> Export:
        """The articles that ``page`` lists on all its pages, reprints not folded, up to ``limit``.

        Raises as ``page`` does, before the first article.
        """
        ranking = self.ranking(request, limit=limit)
        stream = ranking.stream
        articles = (hit.article for hit in stream.hits)
        return Export(
            request.query, stream.total, limit, articles, stream.partial, ranking.failures
        )

    def ranking(self, request: SearchRequest, *, limit: int) -> Ranking:
        """The hits that ``page`` lists on all its pages, reprints not folded, up to ``limit``.

        Raises as ``page`` does, before the first hit.
        """
        request.check()
        bulkhead, unpaged = Bulkhead(), replace(request, page=1, limit=0, count=False, fold=False)
        with self.steady():
            lookup = Lookup(self._engine, unpaged, bulkhead, self.limits)
            answer = first_try(request.query, lookup.expanded(lookup.parsed(request.query)), lookup)
            if answer.is_poor:
                answer = second_try(answer, lookup, self._speller)
            tree = narrow(answer.tree, request.filters)
            stream = self._engine.stream(
                tree, limit=limit, sort=request.sort, budget=self.limits.engine_seconds
            )
        return Ranking(answer.tree, stream, bulkhead.failures)

    def concordance(self, request: SearchRequest, choice: Choice = ALL) -> Concordance:
        """A page of the hits of a query, as typed, each in a line; ``limit`` counts lines.

        Articles are read within the bounds of ``limits``. Raises RequestError if the page, the
        limit or the choice is impossible.
        """
        bulkhead = Bulkhead()
        with self.steady():
            query = expanded(meaning(request), self._engine, bulkhead=bulkhead)
            page = self._concordances.page(request, query, choice)
        return replace(page, failures=[*bulkhead.failures, *page.failures])

    def lines(self, request: SearchRequest, choice: Choice = ALL) -> LineStream:
        """All lines of ``concordance``, without its bounds, from one state of the index.

        Raises RequestError if the choice is impossible, or too many lines would have to be sorted.
        """
        with self.steady():
            return self._concordances.stream(
                request, expanded(meaning(request), self._engine), choice
            )

    def collocates(self, request: SearchRequest, measure: Measure = MEASURE) -> Collocates:
        """The words that stand beside the hits of a query more often than by chance.

        Raises RequestError if the measure is impossible.
        """
        bulkhead = Bulkhead()
        with self.steady():
            query = expanded(meaning(request), self._engine, bulkhead=bulkhead)
            found = self._collocates.find(request, query, measure)
        return replace(found, failures=[*bulkhead.failures, *found.failures])

    def trends(self, requests: Sequence[SearchRequest], unit: Unit | None = None) -> Trends:
        """The articles of up to five queries, as typed, in each day, week, month or year.

        Filters hold, reprints count, and the rest of a request means nothing. Without a ``unit`` it
        is the finest one that keeps the series short. Raises RequestError for more queries.
        """
        with self.steady():
            return trends(self._engine, requests, unit, self.limits)

    def suggest(self, typed: str, limit: int = 8) -> Suggested:
        """Completions of the beginning of a query; each of them finds something."""
        return self._suggester.suggest(typed, limit)

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """The article, its marked title and its marked text; None if there is no such article.

        If marking fails, nothing is marked, and the text has the ``failure``.
        """
        with self.steady():
            return marked_article(self._engine, id, query, self.limits)

    def similar(self, id: str, limit: int = 5) -> list[Result]:
        """The articles most like this one except its reprints, one of each story, best first.

        Snippets are leads. There may be none. An article that fails has a result too.
        """
        with self.steady():
            return similar(self._engine, id, limit, self.limits)

    def reprints(self, id: str) -> Sequence[Article]:
        """The other articles of the same story, the oldest first; empty if the id is unknown."""
        with self.steady():
            return self._engine.reprints(self._engine.present_id(id) or id)

    def present_id(self, id: str) -> str | None:
        """The present id of an article, given that or a former one; None if the id is unknown."""
        return self._engine.present_id(id)

    def catalog(self, offset: int, limit: int) -> Stream:
        """A range of all articles, the oldest first, read one by one."""
        return self._engine.stream(Everything(), limit=limit, offset=offset, sort="oldest")

    def overview(self) -> Overview:
        """The facets, the newest articles and example queries; cached until the index changes."""
        with self.steady():
            return self._overviews.current()

    def finds(self, query: str) -> bool:
        """True if any article matches a query as typed; remembered until the index changes.

        One thread asks at a time, so that others need not ask the same.
        """
        with self.steady(), self._finding:
            version = self.version()
            if self._found[0] != version:
                self._found = version, {}
            known = self._found[1]
            if query not in known and len(known) < MOST_KNOWN:
                known[query] = self._count(query) > 0
            return known.get(query, True)

    def dossier(self, field: NameField, name: str) -> Dossier | None:
        """The articles that name a person or a place, as facets write it; None if there are none.

        For example ``dossier("person", "Владимир Путин")``.
        """
        with self.steady():
            return dossier(self._engine, field, name)

    def coverage(self) -> Coverage:
        """The articles by source and year; cached until the index changes."""
        with self.steady():
            return self._coverages.current()

    def statistics(self) -> Statistics:
        """The figures of the index."""
        return maintainable(self._engine).statistics()

    def version(self) -> str:
        """An opaque token that changes with every commit."""
        return self._engine.version()

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders; None if unknown."""
        return self._engine.last_run()

    def steady(self) -> AbstractContextManager[None]:
        """Make all answers to this thread come from one state of the index, whatever writers do.

        One answer alone always does.
        """
        return self._engine.steady()

    def verify(self, *, again: bool = False) -> None:
        """Compare the files of the index with their checksums; see ``Maintainable.verify``."""
        if isinstance(self._engine, Maintainable):
            self._engine.verify(again=again)

    def close(self) -> None:
        """Close the index."""
        self._engine.close()

    def _count(self, query: str) -> int:
        tree = expanded(parse(query), self._engine).tree
        return self._engine.search(tree, limit=0).total

    def _page(self, request: SearchRequest) -> Page:
        started, bulkhead = perf_counter(), Bulkhead()
        with self.steady():
            lookup = Lookup(self._engine, request, bulkhead, self.limits)
            query = lookup.expanded(lookup.parsed(request.query))
            answer = first_try(request.query, query, lookup)
            if answer.is_poor:
                answer = second_try(answer, lookup, self._speller)
            answer = with_rest(with_wider(answer, lookup), lookup)
        page = make_page(answer, request, bulkhead, self.limits)
        return replace(page, took_ms=(perf_counter() - started) * 1000)
