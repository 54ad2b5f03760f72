"""The index behind the site: opened at the first need, and asked again for as long as it is not there."""

import threading
from collections.abc import Callable
from typing import Protocol, cast

from flask import current_app

from indexer.article import Article
from indexer.concordance import LIMIT, Concordance, Order
from indexer.engine import Sort
from indexer.filters import NO_FILTERS, Filters
from indexer.overview import Overview
from indexer.search import Marked, Page


class Searcher(Protocol):
    """What the site asks of ``indexer.search.Search``."""

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
        """Answer a query."""
        ...

    def overview(self) -> Overview:
        """Say what the collection holds."""
        ...

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
        """Give every hit of a query with what stands around it."""
        ...

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """Give an article with its title and text marked by the query's hits."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...


class Index:
    """Opens a searcher when it is first needed, so that each worker process has its own.

    An index that is missing is no reason not to serve: ``searcher`` raises then, and tries again at the next call.
    """

    def __init__(self, open_searcher: Callable[[], Searcher]) -> None:
        self._open = open_searcher
        self._searcher: Searcher | None = None
        self._lock = threading.Lock()

    @property
    def searcher(self) -> Searcher:
        """The open searcher. Raises IndexMissing, IndexStale or IndexCorrupt."""
        with self._lock:
            if self._searcher is None:
                self._searcher = self._open()
            return self._searcher

    def check(self) -> None:
        """Read something from the index, so that an index that cannot serve raises its UnusableIndexError."""
        self.searcher.article("-")

    def close(self) -> None:
        """Let go of the index; the next call opens it anew."""
        with self._lock:
            searcher, self._searcher = self._searcher, None
        if searcher is not None:
            searcher.close()


def current_index() -> Index:
    """The index of the application that answers this request."""
    return cast(Index, current_app.extensions["svodka"])


def current_searcher() -> Searcher:
    """The searcher of the application that answers this request. Raises UnusableIndexError."""
    return current_index().searcher
