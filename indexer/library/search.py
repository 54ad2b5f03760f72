"""The search of one index, for programs: every answer is an iterator of flat rows."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import inf
from types import TracebackType
from typing import Self, Unpack

from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import readable
from svodka.indexer.engines import DEFAULT_INDEX
from svodka.indexer.engines.records import Counts, FacetName, Sort, Statistics, Unit
from svodka.indexer.errors import RequestError
from svodka.indexer.library.asking import (
    IncompleteError,
    Narrowing,
    most,
    refuse_parts,
    request_of,
)
from svodka.indexer.limits import LIMITS
from svodka.indexer.results.collocates import Collocate, Measure
from svodka.indexer.results.concordance import Choice, LineStream
from svodka.indexer.results.export import Ranking
from svodka.indexer.results.forms import Form, forms
from svodka.indexer.results.gathering import Order
from svodka.indexer.results.lines import Line
from svodka.indexer.results.page import result_of
from svodka.indexer.results.rows import Found, Period, TrendPoint, Value, found, trend_points
from svodka.indexer.search import Search as _Search

# A program waits longer than a reader of a page.
PATIENT = replace(LIMITS, engine_seconds=60.0, reading_seconds=inf)


class Search:
    """Searches one index. Thread-safe. The next call after a rebuild sees the new index.

    Queries are in the query language of the site. They are answered as they are typed: nothing is
    corrected, and an article must have all words. All methods raise RequestError for an impossible
    argument. They raise IndexMissing, IndexStale, IndexCorrupt or IndexUnreachable if the index
    cannot serve, and IncompleteError rather than give a part of an answer. An iterator gives one
    state of the index, and reads each article when it comes to it.

    >>> search = build(["новости"])
    >>> for article in search.search("новые трамваи", since="2024"):
    ...     print(article.date, article.title)
    2024-03-02 Новым трамваям построят депо
    """

    def __init__(self, index: str | os.PathLike[str] | None = None) -> None:
        """Open the index at an address: a folder, ``whoosh:PATH`` or ``opensearch://HOST/NAME``.

        By default that of ``SVODKA_INDEX``, else ``var/index``. It need not exist yet.
        """
        address = index or os.environ.get("SVODKA_INDEX") or DEFAULT_INDEX
        self.index: str = os.fspath(address)
        self._search = _Search(self.index, limits=PATIENT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of articles in the index."""
        return self.count("*")

    def close(self) -> None:
        """Close the index. Iterators that have begun may fail then."""
        self._search.close()

    def search(
        self,
        query: str,
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Found]:
        """The articles with all words of a query, the best first, ``limit`` at most.

        ``sort`` is ``relevance``, ``newest``, ``oldest`` or ``added``, the last added first.

        >>> [article.title for article in search.search("новые трамваи", sort="oldest")]
        ['В Рязани вышел новый трамвай', 'Новым трамваям построят депо']
        """
        ranking = self._ranking(query, sort, limit, narrowing)
        budget = Budget(inf)
        return (found(result_of(hit, ranking.tree, budget)) for hit in ranking.stream.hits)

    def count(self, query: str, **narrowing: Unpack[Narrowing]) -> int:
        """The number of articles with all words of a query, reprints included.

        >>> search.count("трамвай"), search.count("трамвай", since="2024-02")
        (2, 1)
        """
        return self._ranking(query, "relevance", 0, narrowing).stream.total

    def facets(
        self, query: str = "*", field: FacetName | None = None, **narrowing: Unpack[Narrowing]
    ) -> Iterator[Value]:
        """The values of ``field``, or of all fields, in the articles that ``count`` counts.

        Fields are ``year``, ``source``, ``section``, ``author``, ``person`` and ``place``. Of each
        come the 30 most frequent values, and all years.

        >>> [(value.value, value.articles) for value in search.facets("трамвай", "source")]
        [('Вестник', 1), ('Маяк', 1)]
        """
        facets = self._counts(query, narrowing).facets
        if field is not None and field not in facets:
            raise RequestError(f"field must be one of {', '.join(facets)}")
        return (
            Value(name, bucket.value, bucket.count)
            for name, buckets in facets.items()
            if field in (None, name)
            for bucket in buckets
        )

    def timeline(self, query: str = "*", **narrowing: Unpack[Narrowing]) -> Iterator[Period]:
        """The number of articles for each day, month or year, without gaps.

        Up to two months have days, up to ten years have months. Articles without a date are left
        out.

        >>> [(period.period, period.articles) for period in search.timeline("трамвай")]
        [('2023-12', 1), ('2024-01', 0), ('2024-02', 0), ('2024-03', 1)]
        """
        buckets = self._counts(query, narrowing).timeline.buckets
        return (Period(bucket.value, bucket.count) for bucket in buckets)

    def concordance(
        self,
        query: str,
        *,
        order: Order = "rank",
        limit: int | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Line]:
        """Every occurrence of a query in a line with its context, ``limit`` lines at most.

        ``order`` is ``rank``, ``newest`` or ``oldest`` (by article), or that of ``svodka
        concordance --order``, for which all articles are read first. A line is that of the title
        only if the text has none.

        >>> [line.hit for line in search.concordance("трамвай", order="right")]
        ['трамвай', 'трамваев']
        """
        number = most(limit)
        stream = self._search.lines(request_of(query, "relevance", narrowing), Choice(order))
        refuse_parts(stream.failures, partial=stream.partial)
        return islice(_unfailing(stream), number)

    def words(self, query: str, **narrowing: Unpack[Narrowing]) -> list[Form]:
        """The forms in which a query occurs, with their counts, the most frequent first.

        >>> [(form.form, form.occurrences, form.articles) for form in search.words("трамвай")]
        [('трамваев', 1, 1), ('трамвай', 1, 1)]
        """
        return forms(self.concordance(query, **narrowing))

    def trends(
        self, queries: Sequence[str], *, unit: Unit | None = None, **narrowing: Unpack[Narrowing]
    ) -> Iterator[TrendPoint]:
        """The articles of each of five queries at most, in each period of all articles.

        ``unit`` is ``day``, ``week``, ``month`` or ``year``; by default the finest one that keeps
        the series short. Periods have no gaps. Articles without a date are left out.

        >>> for point in search.trends(["трамвай", "лёд"], unit="year"):
        ...     print(point.query, point.period, point.articles, point.of, point.share)
        трамвай 2023 1 1 1000.0
        трамвай 2024 1 2 500.0
        лёд 2023 0 1 0.0
        лёд 2024 1 2 500.0
        """
        asked = [request_of(query, "relevance", narrowing) for query in queries]
        found = self._search.trends(asked, unit)
        partial = any(series.partial for series in found.series)
        refuse_parts(found.failures, partial=partial)
        return trend_points(found)

    def collocates(
        self, query: str, *, window: int = 5, least: int = 3, **narrowing: Unpack[Narrowing]
    ) -> Iterator[Collocate]:
        """The words that stand beside a query more often than by chance, the strongest first.

        They stand within ``window`` words of an occurrence, in ``least`` articles or more.

        >>> "везти" in [word.lemma for word in search.collocates("трамвай", least=1)]
        True
        """
        request = request_of(query, "relevance", narrowing)
        found = self._search.collocates(request, Measure(window, least))
        refuse_parts(found.failures, partial=False)
        if found.cut:
            raise IncompleteError("the query occurs too often: narrow it")
        return iter(found.words)

    def similar(self, id: str, *, limit: int = 10) -> Iterator[Found]:
        """The articles most like this one except its reprints, the best first; there may be none.

        >>> list(search.similar("нет такой"))
        []
        """
        return map(found, self._search.similar(id, limit))

    def export(
        self,
        query: str = "*",
        *,
        sort: Sort = "relevance",
        limit: int | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Article]:
        """The articles of ``search`` with their whole texts.

        >>> [article.text.count("трамвай") for article in search.export("депо")]
        [0]
        """
        hits = self._ranking(query, sort, limit, narrowing).stream.hits
        return (readable(hit.article) for hit in hits)

    def article(self, id: str) -> Article | None:
        """The article with this id, or with this former id; None if there is none."""
        found = self._search.article(self._search.present_id(id) or id)
        return readable(found[0]) if found else None

    def statistics(self) -> Statistics:
        """The figures of an index in a folder: articles, bytes, days, sources."""
        return self._search.statistics()

    def _ranking(self, query: str, sort: Sort, limit: int | None, narrowing: Narrowing) -> Ranking:
        request = request_of(query, sort, narrowing)
        ranking = self._search.ranking(request, limit=most(limit))
        refuse_parts(ranking.failures, partial=ranking.stream.partial)
        return ranking

    def _counts(self, query: str, narrowing: Narrowing) -> Counts:
        request = replace(request_of(query, "relevance", narrowing), count=True)
        page = self._search.page(request)
        refuse_parts(page.failures, partial=page.partial or page.counts is None)
        if page.counts is None:
            raise IncompleteError("the articles could not be counted")
        return page.counts


def _unfailing(stream: LineStream) -> Iterator[Line]:
    """The lines of a stream. Raises the first failure: no line may be lost."""
    for line in stream.lines:
        refuse_parts(stream.failures, partial=False)
        yield line
    refuse_parts(stream.failures, partial=False)
