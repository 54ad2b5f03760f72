"""The rows that the library gives: flat records, so that a list of them is a data frame.

``pandas.DataFrame(rows)`` and ``polars.DataFrame(rows)`` make a column of each field.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from svodka.indexer.article import Article
from svodka.indexer.engines.records import FacetName
from svodka.indexer.results.page import Result
from svodka.indexer.results.trends import Trends


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a search found.

    ``date`` is a day, ``2024-08-19``, or None. ``score`` is comparable within one query only.
    ``snippet`` has the best passages of the text, joined by « … ». ``path`` is that of the file,
    relative to its folder.
    """

    id: str
    title: str
    date: str | None
    source: str
    section: str
    author: str
    url: str
    path: str
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field, and the number of articles that have it."""

    field: FacetName
    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year (``2024-08-19``, ``2024-08``, ``2024``), and its number of articles."""

    period: str
    articles: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text == source[start:stop]``, in code points.

    ``form`` is the word in lower case, with «е» for «ё». ``lemmas`` are its normal forms, the most
    likely first. ``position`` counts words. A word with a hyphen comes whole first, then in parts.
    """

    text: str
    start: int
    stop: int
    form: str
    lemmas: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The articles of a query in one period, ``of`` all its articles, and the share per thousand.

    ``period`` is ``2024``, ``2024-03``, ``2024-03-01``, or the Monday of a week. ``share`` is None
    where there are no articles at all.
    """

    query: str
    period: str
    articles: float
    of: float
    share: float | None


def trend_points(trends: Trends) -> Iterator[TrendPoint]:
    """A row for each period of each series."""
    for series in trends.series:
        query = series.request.query
        for point in series.points:
            yield TrendPoint(query, point.period, point.articles, point.of, point.share)


def found(result: Result) -> Found:
    """The row of a result. Raises the error of a result that could not be made."""
    if result.failure:
        raise result.failure.error
    article: Article = result.article
    return Found(
        article.id,
        article.title,
        article.date and article.date[:10],
        article.source,
        article.section,
        article.author,
        article.url,
        article.file,
        result.score,
        " … ".join(snippet.text for snippet in result.snippets),
    )
