"""The search of one index, for programs: every answer is an iterator of flat rows."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from math import inf
from types import TracebackType
from typing import Self, TypedDict, Unpack

from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import PartFailure, readable
from svodka.indexer.engines import DEFAULT_INDEX
from svodka.indexer.engines.records import Counts, FacetName, Sort, Statistics
from svodka.indexer.errors import RequestError, SvodkaError
from svodka.indexer.limits import LIMITS
from svodka.indexer.query.filters import NO_FILTERS, Filters, days
from svodka.indexer.results.concordance import Choice, LineStream
from svodka.indexer.results.export import Ranking
from svodka.indexer.results.gathering import Order
from svodka.indexer.results.lines import Line
from svodka.indexer.results.page import result_of
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.rows import Found, Period, Value, found
from svodka.indexer.search import Search as _Search

ALL = 1_000_000_000  # articles: more than any index has
# A program waits longer than a reader of a page.
PATIENT = replace(LIMITS, engine_seconds=60.0, reading_seconds=inf)


class IncompleteError(SvodkaError):
    """The answer would be incomplete: the query is too complex for its time."""


class Narrowing(TypedDict, total=False):
    """What narrows an answer. ``since`` and ``until`` are a day, month or year, both included.

    An article must have one of the values of each other field, letter by letter.
    """

    since: str
    until: str
    source: str | Iterable[str]
    section: str | Iterable[str]
    author: str | Iterable[str]
    person: str | Iterable[str]
    place: str | Iterable[str]


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

        ``sort`` is ``relevance``, ``newest`` or ``oldest``.

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
        most = _most(limit)
        stream = self._search.lines(_request(query, "relevance", narrowing), Choice(order))
        _refuse_parts(stream.failures, partial=stream.partial)
        return islice(_unfailing(stream), most)

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
        request = _request(query, sort, narrowing)
        ranking = self._search.ranking(request, limit=_most(limit))
        _refuse_parts(ranking.failures, partial=ranking.stream.partial)
        return ranking

    def _counts(self, query: str, narrowing: Narrowing) -> Counts:
        request = replace(_request(query, "relevance", narrowing), count=True)
        page = self._search.page(request)
        _refuse_parts(page.failures, partial=page.partial or page.counts is None)
        if page.counts is None:
            raise IncompleteError("the articles could not be counted")
        return page.counts


def _unfailing(stream: LineStream) -> Iterator[Line]:
    """The lines of a stream. Raises the first failure: no line may be lost."""
    for line in stream.lines:
        _refuse_parts(stream.failures, partial=False)
        yield line
    _refuse_parts(stream.failures, partial=False)


def _most(limit: int | None) -> int:
    if limit is None:
        return ALL
    if limit < 0:
        raise RequestError("limit must not be negative")
    return limit


def _request(query: str, sort: Sort, narrowing: Narrowing) -> SearchRequest:
    filters = filters_of(narrowing)
    query = query if query.strip() or filters else "*"
    return SearchRequest(query, limit=1, sort=sort, correct=False, filters=filters, strict=True)


def filters_of(narrowing: Narrowing) -> Filters:
    """The filters of the arguments. Raises RequestError for a date that is none."""
    if unknown := set(narrowing) - Narrowing.__annotations__.keys():
        raise RequestError(f"nothing is narrowed by {', '.join(sorted(unknown))}")
    since, until = (_days(narrowing.get(name)) for name in ("since", "until"))
    values = {
        name: (given,) if isinstance(given, str) else tuple(given)
        for name, given in narrowing.items()
        if name not in ("since", "until") and isinstance(given, str | Iterable)
    }
    filters = Filters(since and since[0], until and until[1], **values)
    if filters.since and filters.until and filters.since > filters.until:
        raise RequestError("since must not be after until")
    return filters or NO_FILTERS


def _days(written: object) -> tuple[str, str] | None:
    if written is None:
        return None
    if isinstance(written, str) and (found := days(written)):
        return found
    raise RequestError(f"{written!r} is no date: write 2024-03-01, 2024-03 or 2024")


def _refuse_parts(failures: Iterable[PartFailure], *, partial: bool) -> None:
    for failure in failures:
        raise failure.error
    if partial:
        raise IncompleteError("the query is too complex: simplify it, or narrow it")
