"""The read side: parse → engine → snippets → page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.article import Article
from indexer.engine import Sort
from indexer.marking import Marked, Range

__all__ = ["Correction", "Marked", "Page", "Range", "Result", "Search"]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a page: the article, its marked title, and its best passages (none to three)."""

    article: Article
    score: float
    title: Marked
    snippets: Sequence[Marked]


@dataclass(frozen=True, slots=True)
class Correction:
    """Another query than the one that was typed, and why; ``applied`` when the results are already its."""

    query: str
    reason: Literal["layout", "spelling", "translit"]
    applied: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. ``pages`` is 0 when nothing was found; ``took_ms`` is the time of the whole search."""

    query: str
    understood: str
    total: int
    page: int
    pages: int
    limit: int
    sort: Sort
    took_ms: float
    results: Sequence[Result]
    notices: Sequence[str] = ()
    relaxed: bool = False
    correction: Correction | None = None


class Search:
    """Searches one index; safe to share between threads. A finished rebuild is seen by the next call."""

    def __init__(self, url: str) -> None: ...

    def page(self, query: str, *, page: int = 1, limit: int = 10, sort: Sort = "relevance") -> Page:
        """Answer a query. Raises RequestError, IndexMissing, IndexStale or IndexCorrupt."""
        raise NotImplementedError

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """Give the article with its title and text marked by the query's hits; None where there is no such article."""
        raise NotImplementedError
