"""A small honest stand-in for the search.

It searches a few articles in memory for words as they are written.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import cast

from svodka.indexer.article import Article, ExactField
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import (
    ArticleWords,
    Bucket,
    Counts,
    FacetName,
    Hit,
    Sort,
    Statistics,
    Stream,
    Timeline,
    Unit,
)
from svodka.indexer.engines.remembered import Run
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.parser import Parsed, parse
from svodka.indexer.query.tree import Node
from svodka.indexer.results.answer import Correction
from svodka.indexer.results.collocates import MEASURE, Collocates, Measure
from svodka.indexer.results.concordance import ALL, Choice, Concordance, LineStream, Reader
from svodka.indexer.results.coverage import Coverage, Holding
from svodka.indexer.results.dossier import Dossier, NameField
from svodka.indexer.results.export import Export
from svodka.indexer.results.overview import Overview, examples
from svodka.indexer.results.page import Page, Result
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.trends import Trends, trends
from svodka.indexer.search import Search
from svodka.indexer.suggest.completions import Suggested, Suggestion

CHANGED = 1_700_000_000.5  # seconds since 1970


def articles(number: int) -> list[Article]:
    """So many articles about trade, dated day after day."""
    return [
        Article(
            id=f"t{n}",
            title=f"Товарооборот вырос, сообщение {n}",
            text=f"Первый абзац о переговорах.\nО торговле\n"
            f"Как отметили в Баку, товарооборот за день {n} вырос.",
            path=f"trade/{n}.txt",
            date=f"2024-08-{n % 28 + 1:02}",
            source="ТАСС",
            section="Экономика",
            url=f"https://example.org/{n}",
        )
        for n in range(1, number + 1)
    ]


@dataclass
class FakeSearch(Search):
    """Searches articles in memory. Every call raises ``failure`` while it is set."""

    articles: list[Article]
    failure: UnusableIndexError | None = None
    notices: tuple[str, ...] = ()
    correction: Correction | None = None
    asked: list[str] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)  # former ids, each with the present one
    run: Run | None = None
    bounds: Limits = LIMITS

    def page(self, request: SearchRequest) -> Page:
        """Find the articles with all words of the query; with ``fold``, one of each text."""
        query, limit, fold = request.query, request.limit, request.fold
        self._ask(query)
        found = [
            one
            for one in self.articles
            if (query.split() or request.filters)
            and all(_spans(f"{one.title}\n{one.text}", query.replace("*", " ")))
        ]
        found = matching = [one for one in found if _passes(one, request.filters)]
        if fold:
            found = list({one.text: one for one in reversed(matching)}.values())[::-1]
        alike = Counter(one.text for one in matching)
        if request.sort != "relevance":
            found.sort(key=lambda one: one.date or "", reverse=request.sort == "newest")
        shown = found[request.offset : request.offset + limit]
        results = [self._result(one, query, alike[one.text] - 1 if fold else 0) for one in shown]
        return Page(
            query=query,
            understood=" И ".join(query.split()),
            total=len(found),
            page=request.page,
            pages=-(-len(found) // limit),
            limit=limit,
            sort=request.sort,
            took_ms=0.123,
            results=results,
            notices=self.notices,
            correction=self.correction if request.correct else None,
            filters=request.filters,
            counts=_counts(matching) if request.count else None,
            folded=fold,
            hidden=len(matching) - len(found),
        )

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """An article with the query's words marked."""
        self._ask(query)
        present = self.present_id(id)
        for one in self.articles:
            if one.id == present:
                return one, _marked(one.title, query), _marked(one.text, query)
        return None

    def present_id(self, id: str) -> str | None:
        """The id of an article, or the present id for a former one of the test."""
        if self.failure:
            raise self.failure
        ids = {one.id for one in self.articles}
        return next((one for one in (id, self.former.get(id)) if one in ids), None)

    def last_run(self) -> Run | None:
        """The last run, as set by the test; works with an unusable index, too."""
        return self.run

    def reprints(self, id: str) -> list[Article]:
        """The articles with the same title."""
        self._ask("")
        id = self.present_id(id) or id
        own = [one.title for one in self.articles if one.id == id]
        found = [one for one in self.articles if one.title in own and one.id != id]
        return sorted(found, key=lambda one: one.date or "")

    def similar(self, id: str, limit: int = 5) -> list[Result]:
        """Other articles whose titles begin with the same word."""
        self._ask("")
        id = self.present_id(id) or id
        own = [one for one in self.articles if one.id == id]
        words = {one.title.split()[0] for one in own if one.title.split()}
        others = [
            one
            for one in self.articles
            if one.title.split()[:1] and one.title not in {one.title for one in own}
        ]
        return [self._result(one, "", 0) for one in others if one.title.split()[0] in words][:limit]

    def overview(self) -> Overview:
        """The counts, newest articles and example words of the articles."""
        if self.failure:
            raise self.failure
        newest = sorted(self.articles, key=lambda one: one.date or "", reverse=True)
        words = examples([one.title for one in newest])
        return Overview(len(self.articles), newest[:6], _counts(self.articles), words)

    def finds(self, query: str) -> bool:
        """Every query finds something."""
        self._ask("")
        return True

    def coverage(self) -> Coverage:
        """The sources of the articles, without years."""
        self._ask("")
        sources = Counter(one.source for one in self.articles if one.source)
        holdings = [Holding(name, count, {}, 0) for name, count in sources.most_common()]
        undated = sum(one.date is None for one in self.articles)
        sourceless = len(self.articles) - sum(sources.values())
        return Coverage(len(self.articles), undated, sourceless, (), holdings, 0)

    def dossier(self, field: NameField, name: str) -> Dossier | None:
        """No article names anybody."""
        self._ask("")
        return None

    def trends(self, requests: Sequence[SearchRequest], unit: Unit | None = None) -> Trends:
        """All articles of each year, whatever is asked."""
        return trends(cast(Engine, _Engine(self.articles)), requests, unit, LIMITS)

    def collocates(self, request: SearchRequest, measure: Measure = MEASURE) -> Collocates:
        """Nothing stands beside anything."""
        return Collocates(request.query, request.query, 0, 0, 0, False, measure, ())

    def concordance(self, request: SearchRequest, choice: Choice = ALL) -> Concordance:
        """The lines of the query's words, as ``svodka.indexer.results.concordance`` gives them."""
        parsed = Parsed(parse(request.query).tree, self.notices)
        unfiltered = replace(request, filters=Filters())
        page = self._reader(request).page(unfiltered, parsed, choice)
        return replace(page, took_ms=0.123)

    def lines(self, request: SearchRequest, choice: Choice = ALL) -> LineStream:
        """The lines of ``concordance``."""
        return self._reader(request).stream(
            replace(request, filters=Filters()), parse(request.query), choice
        )

    def _reader(self, request: SearchRequest) -> Reader:
        """A reader of the articles that a request finds."""
        query = request.query
        self._ask(query)
        found = [
            one
            for one in self.articles
            if query.split() and all(_spans(one.text, query)) and _passes(one, request.filters)
        ]
        if request.fold:
            found = list({one.text: one for one in reversed(found)}.values())[::-1]
        return Reader(cast(Engine, _Engine(found)), self.bounds)

    def export(self, request: SearchRequest, *, limit: int) -> Export:
        """The articles that ``page`` finds."""
        page = self.page(replace(request, page=1, limit=len(self.articles) or 1, fold=False))
        articles = (result.article for result in page.results[:limit])
        return Export(request.query, page.total, limit, articles)

    def suggest(self, typed: str, limit: int = 8) -> Suggested:
        """Titles with this beginning."""
        self._ask(typed)
        titles = [
            one.title
            for one in self.articles
            if typed and one.title.casefold().startswith(typed.casefold())
        ]
        return Suggested(Suggestion(title, "title", 1) for title in titles[:limit])

    def catalog(self, offset: int, limit: int) -> Stream:
        """A slice of the articles in their order."""
        self._ask("")
        stretch = self.articles[offset : offset + limit]

        def again(ids: Sequence[str]) -> Iterator[Hit]:
            return (Hit(one, 0) for id in ids for one in self.articles if one.id == id)

        return Stream(len(self.articles), (Hit(one, 0) for one in stretch), again)

    def version(self) -> str:
        """The number of articles, which identifies the state."""
        self._ask("")
        return str(len(self.articles))

    def verify(self, *, again: bool = False) -> None:
        """Articles in memory have no checksums."""
        self._ask("")

    def steady(self) -> AbstractContextManager[None]:
        """The articles never change."""
        return nullcontext()

    def statistics(self) -> Statistics:
        """Figures of an index in memory."""
        self._ask("")
        number = len(self.articles)
        return Statistics(
            number, 1000, "gen-000003", 5, 1, 0.25, CHANGED, None, None, number, 1, "1", "1"
        )

    def close(self) -> None:
        """Nothing to close."""

    def _ask(self, query: str) -> None:
        self.asked.append(query)
        if self.failure:
            raise self.failure

    @staticmethod
    def _result(one: Article, query: str, reprints: int) -> Result:
        lines = [_marked(line, query) for line in one.text.split("\n")]
        snippets = [line for line in lines if line.marks][:3] or lines[:1]
        return Result(one, 7.25, _marked(one.title, query), snippets, reprints)


@dataclass
class _Engine:
    """The little of an engine that a concordance asks of it, over articles that all match."""

    articles: list[Article]

    def version(self) -> str:
        return ""

    def count(self) -> int:
        return len(self.articles)

    def get(self, id: str) -> Article | None:
        return next((one for one in self.articles if one.id == id), None)

    def words(self, id: str) -> ArticleWords | None:
        return None

    def timeline(self, _tree: Node, unit: Unit | None = None, **_how: object) -> Timeline:
        years = Counter(one.date[:4] for one in self.articles if one.date)
        buckets = [Bucket(year, count) for year, count in sorted(years.items())]
        return Timeline(unit or "year", buckets if unit in (None, "year") else [])

    def stream(self, _tree: Node, *, limit: int, sort: Sort, **_how: object) -> Stream:
        found = list(self.articles)
        if sort != "relevance":
            found.sort(key=lambda one: one.date or "", reverse=sort == "newest")

        def again(ids: Sequence[str]) -> Iterator[Hit]:
            return (Hit(one, 0) for id in ids for one in self.articles if one.id == id)

        return Stream(len(found), (Hit(one, 1.0) for one in found[:limit]), again)


def _passes(one: Article, filters: Filters) -> bool:
    """True if an article satisfies the filters; no article names a person or a place."""
    day = one.date or ""
    if (filters.since and day < filters.since) or (filters.until and not "" < day <= filters.until):
        return False
    if filters.person or filters.place:
        return False
    fields: tuple[ExactField, ...] = ("source", "section", "author")
    return all(
        not filters.values(name) or getattr(one, name) in filters.values(name) for name in fields
    )


def _counts(found: list[Article]) -> Counts:
    """The sources and days of articles, without empty days."""
    sources = Counter(one.source for one in found)
    days = Counter(one.date or "" for one in found)
    facets: dict[FacetName, list[Bucket]] = {
        "source": [Bucket(*pair) for pair in sources.most_common()]
    }
    return Counts(facets, Timeline("day", [Bucket(*pair) for pair in sorted(days.items())]))


def _spans(text: str, query: str) -> list[list[tuple[int, int]]]:
    return [
        [found.span() for found in re.finditer(re.escape(word), text, re.IGNORECASE)]
        for word in query.replace('"', " ").split()
    ]


def _marked(text: str, query: str) -> Marked:
    return Marked(text, sorted({span for spans in _spans(text, query) for span in spans}))
