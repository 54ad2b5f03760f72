"""The read side: parse → engine → snippets → page."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any, get_args

from svodka.indexer.analysis.morphology import warm
from svodka.indexer.article import Article
from svodka.indexer.budget import READING_TIME, Budget, TimeIsUpError
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import ENGINE_TIME, Hits, Sort, Statistics, Stream
from svodka.indexer.engines.remembered import Run
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.marks import Marked, marked
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.filters import NO_FILTERS, Filters, narrow
from svodka.indexer.query.parser import Parsed, parse
from svodka.indexer.query.relaxation import relaxed
from svodka.indexer.query.tree import Everything, Node, Nothing
from svodka.indexer.results.answer import Answering
from svodka.indexer.results.concordance import LIMIT, Concordance, Order, Reader
from svodka.indexer.results.export import Export
from svodka.indexer.results.overview import Overview, Overviews
from svodka.indexer.results.page import MAX_DEPTH, Page, Result, page_of, result_of
from svodka.indexer.results.similar import SCORE_SHARE, likeness
from svodka.indexer.suggest.completions import Suggested, Suggester
from svodka.indexer.suggest.corrections import Speller

MAX_LIMIT = 100  # results on a page
SIMILAR_TIME = 0.5  # seconds of work in which similar articles are looked for


def load_dictionary() -> None:
    """Load the dictionary now (a third of a second), so that processes forked afterwards share its memory."""
    warm()


class Search:
    """Searches one index; safe to share between threads. A finished rebuild is seen by the next call."""

    def __init__(self, url: str) -> None:
        """Raises RequestError where ``url`` is no index address; an index that is missing is an error of the calls.

        A file of names that is broken raises SettingError here, not at the first query.
        """
        expand(Nothing())
        self._engine = open_engine(url)
        self._speller = Speller(self._engine)
        self._concordances = Reader(self._engine)
        self._overviews = Overviews(self._engine)
        self._suggester = Suggester(self._engine, self._count, before=self._speller.prepare)

    def page(
        self,
        query: str,
        *,
        page: int = 1,
        limit: int = 10,
        sort: Sort = "relevance",
        correct: bool = True,
        filters: Filters = NO_FILTERS,
        count: bool = False,
        fold: bool = False,
    ) -> Page:
        """Answer a query; without ``correct``, exactly as it was typed; with ``count``, say what all articles found have;
        with ``fold``, show reprints of one story as one result.

        Raises RequestError, IndexMissing, IndexStale or IndexCorrupt.
        """
        _check(page, limit, sort)
        started, budget, bulkhead = perf_counter(), Budget(ENGINE_TIME), Bulkhead()
        counting = partial(self._find_counting, budget, bulkhead, count=count)
        find = partial(counting, limit=limit, offset=(page - 1) * limit, sort=sort, fold=fold)
        with self.steady():
            parsed = partial(self._parsed, bulkhead=bulkhead)
            answering = Answering(parsed, find, partial(self._total, budget), filters, bulkhead)
            answer = answering.answer(
                query, partial(self._prepared_speller, budget) if correct else None
            )
            wider = bulkhead.run("wider", lambda: answering.wider(answer, limit), None)
        made = page_of(answer, page, limit)
        shown = replace(made, query=query, sort=sort, filters=filters, folded=fold)
        failures = [*bulkhead.failures, *made.failures]
        return replace(
            shown, wider=wider, failures=failures, took_ms=(perf_counter() - started) * 1000
        )

    def ranking(self, query: str, limit: int) -> list[str]:
        """The ids of the best articles, for judging: as a reader sees them who follows what pages offer.

        First those that answer the query as typed, then those with cognates of its words, then those with some of them.
        """
        tree, wider = self._parsed(query).tree, self._parsed(query, cognates=True).tree
        trees = [tree, *([wider] if wider != tree else []), relaxed(wider, share=0)]
        hits = [
            hit
            for tree in trees
            if tree is not None
            for hit in self._engine.search(tree, limit=limit).hits
        ]
        return list(dict.fromkeys(hit.article.id for hit in hits))[:limit]

    def _parsed(
        self, query: str, *, cognates: bool = False, bulkhead: Bulkhead | None = None
    ) -> Parsed:
        """The meaning of a query with its other names; without them where these fail and there is a bulkhead."""
        parsed = parse(query)
        expanded = partial(expand, parsed.tree, self._engine.has, cognates=cognates)
        return replace(
            parsed, tree=bulkhead.run("names", expanded, parsed.tree) if bulkhead else expanded()
        )

    def _count(self, query: str) -> int:
        return self._engine.search(self._parsed(query).tree, limit=0).total

    def _find(self, budget: Budget, tree: Node, **how: Any) -> Hits:
        return self._engine.search(tree, budget=budget.left(), **how)

    def _find_counting(
        self, budget: Budget, bulkhead: Bulkhead, tree: Node, *, count: bool, **how: Any
    ) -> Hits:
        """The hits; counts that fail are left out of them."""
        counted = partial(self._find, budget, tree, count=True, **how)
        found = bulkhead.run("counts", counted, None) if count else None
        return found or self._find(budget, tree, **how)

    def _total(self, budget: Budget, tree: Node) -> int:
        """How many articles match. Raises TimeIsUpError where that was not found out in time."""
        hits = self._find(budget, tree, limit=0)
        if hits.partial:
            raise TimeIsUpError
        return hits.total

    def _prepared_speller(self, budget: Budget) -> Speller:
        with budget.paused():
            self._speller.prepare()
        return self._speller

    def export(
        self,
        query: str,
        *,
        limit: int,
        sort: Sort = "relevance",
        correct: bool = True,
        filters: Filters = NO_FILTERS,
    ) -> Export:
        """All articles that ``page`` would list page by page, reprints not folded, to be read one by one.

        Raises as ``page`` does, before the first article.
        """
        if sort not in get_args(Sort):
            raise RequestError(f"sort must be one of {', '.join(get_args(Sort))}")
        budget = Budget(ENGINE_TIME)
        find, total = (
            partial(self._find, budget, limit=0, sort=sort),
            partial(self._total, budget),
        )
        bulkhead = Bulkhead()
        with self.steady():
            speller = partial(self._prepared_speller, budget) if correct else None
            parsed = partial(self._parsed, bulkhead=bulkhead)
            answer = Answering(parsed, find, total, filters, bulkhead).answer(query, speller)
            stream = self._engine.stream(narrow(answer.tree, filters), limit=limit, sort=sort)
        return Export(
            query,
            stream.total,
            limit,
            (hit.article for hit in stream.hits),
            stream.partial,
            bulkhead.failures,
        )

    def suggest(self, typed: str, limit: int = 8) -> Suggested:
        """What may be meant by the beginning of a query; each suggestion finds something. Raises UnusableIndexError."""
        return self._suggester.suggest(typed, limit)

    def catalog(self, offset: int, limit: int) -> Stream:
        """A stretch of all articles, the oldest first, to be read one by one."""
        return self._engine.stream(Everything(), limit=limit, offset=offset, sort="oldest")

    def version(self) -> str:
        """Something that is another whenever answers may be. Raises UnusableIndexError."""
        return self._engine.version()

    def statistics(self) -> Statistics:
        """What there is to know of the index. Raises UnusableIndexError."""
        return self._engine.statistics()

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """Give the article with its title and text marked by the query's hits; None where there is no such article.

        Where marking fails, nothing is marked, and the text has the ``failure``.
        """
        budget = Budget(READING_TIME)
        with self.steady():
            article = self._engine.get(id)
            if article is None:
                return None
            bulkhead, bare = Bulkhead(), (Marked(article.title), Marked(article.text))
            title, text = bulkhead.run(
                "marks", lambda: self._marked(article, query, budget), bare, article
            )
        return (
            article,
            title,
            replace(text, failure=bulkhead.failures[0]) if bulkhead.failures else text,
        )

    def _marked(self, article: Article, query: str, budget: Budget) -> tuple[Marked, Marked]:
        title, text = _both(article, self._parsed(query).tree, budget)
        if not (title.marks or text.marks) and query.strip():  # it may have cognates alone
            title, text = _both(article, self._parsed(query, cognates=True).tree, budget)
        return title, text

    def concordance(
        self,
        query: str,
        *,
        page: int = 1,
        limit: int = LIMIT,
        order: Order = "rank",
        filters: Filters = NO_FILTERS,
        fold: bool = False,
    ) -> Concordance:
        """Every hit of a query, exactly as it was typed, in one line with what stands around it; see ``page``."""
        with self.steady():
            bulkhead = Bulkhead()
            parsed = self._parsed(query, bulkhead=bulkhead)
            how = {"page": page, "limit": limit}
            found = self._concordances.page(query, parsed, filters, **how, order=order, fold=fold)
        return replace(found, failures=[*bulkhead.failures, *found.failures])

    def overview(self) -> Overview:
        """What the collection holds; remembered for as long as the index does not change. Raises UnusableIndexError."""
        with self.steady():
            return self._overviews.current()

    def present_id(self, id: str) -> str | None:
        """The id that an article has now, be this it or a former one; None where there is no such article."""
        return self._engine.present_id(id)

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders; None where none is known."""
        return self._engine.last_run()

    def reprints(self, id: str) -> Sequence[Article]:
        """The other articles that tell the same story as this one, the oldest first; none where there is no such article."""
        with self.steady():
            return self._engine.reprints(self._engine.present_id(id) or id)

    def similar(self, id: str, limit: int = 5) -> list[Result]:
        """The articles most like this one that are no reprints of it, one of each story, the most alike first, with their leads.

        Alike are articles that have a good part of its characteristic words; there may be none.
        One that fails has a line too.
        """
        with self.steady():
            article = self._engine.get(id)
            tree = likeness(article, self._engine) if article else Nothing()
            hits = self._engine.search(tree, limit=limit + 1, fold=True, budget=SIMILAR_TIME).hits
            own = (
                {article.id, *(other.id for other in self._engine.reprints(article.id))}
                if article
                else {id}
            )
        alike = [
            hit
            for hit in hits
            if hit.article.id not in own and hit.score >= SCORE_SHARE * hits[0].score
        ]
        return [result_of(hit, Nothing(), Budget(READING_TIME), "similar") for hit in alike[:limit]]

    def steady(self) -> AbstractContextManager[None]:
        """Let all answers to this thread be of one state of the index, whatever writers do meanwhile.

        Each answer alone always is.
        """
        return self._engine.steady()

    def verify(self, *, again: bool = False) -> None:
        """Compare the index with its checksums; see ``engine.Engine.verify``."""
        self._engine.verify(again=again)

    def close(self) -> None:
        """Let go of the index."""
        self._engine.close()


def _check(page: int, limit: int, sort: str) -> None:
    if not 1 <= limit <= MAX_LIMIT:
        raise RequestError(f"limit must be from 1 to {MAX_LIMIT}")
    if not 1 <= page <= MAX_DEPTH // limit:
        raise RequestError(
            f"page must be from 1 to {MAX_DEPTH // limit}: only the first {MAX_DEPTH} results are shown"
        )
    if sort not in get_args(Sort):
        raise RequestError(f"sort must be one of {', '.join(get_args(Sort))}")


def _both(article: Article, tree: Node, budget: Budget) -> tuple[Marked, Marked]:
    """The title and the text of an article, marked."""
    if tree == Nothing():
        return Marked(article.title), Marked(article.text)
    return marked(tree, article.title, "title", budget), marked(tree, article.text, "text", budget)
