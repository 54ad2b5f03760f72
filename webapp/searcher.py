"""The index behind the site: opened at the first need, and asked again for as long as it is not there."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Protocol, cast

from flask import current_app

from svodka.indexer.article import Article
from svodka.indexer.engines.port import Sort, Statistics, Stream
from svodka.indexer.engines.remembered import Run
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.query.filters import NO_FILTERS, Filters
from svodka.indexer.results.concordance import LIMIT, Concordance, Order
from svodka.indexer.results.export import Export
from svodka.indexer.results.overview import Overview
from svodka.indexer.results.page import Page, Result
from svodka.indexer.suggest.completions import Suggestion

VERIFIED_EVERY = 1.0  # seconds: files that were touched since are compared with their checksums
REREAD_EVERY = 600.0  # seconds: all are


class Searcher(Protocol):
    """What the site asks of ``svodka.indexer.search.Search``."""

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

    def export(
        self,
        query: str,
        *,
        limit: int,
        sort: Sort = "relevance",
        correct: bool = True,
        filters: Filters = NO_FILTERS,
    ) -> Export:
        """Give all articles that answer a query, to be read one by one."""
        ...

    def suggest(self, typed: str, limit: int = 8) -> Sequence[Suggestion]:
        """Say what the beginning of a query may become."""
        ...

    def catalog(self, offset: int, limit: int) -> Stream:
        """Give a stretch of all articles, to be read one by one."""
        ...

    def version(self) -> str:
        """Something that is another whenever answers may be."""
        ...

    def statistics(self) -> Statistics:
        """Give the figures of the index."""
        ...

    def article(self, id: str, query: str = "") -> tuple[Article, Marked, Marked] | None:
        """Give an article with its title and text marked by the query's hits."""
        ...

    def present_id(self, id: str) -> str | None:
        """The id that an article has now, be this it or a former one; None where there is no such article."""
        ...

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders; None where none is known."""
        ...

    def reprints(self, id: str) -> Sequence[Article]:
        """The other articles that tell the same story, the oldest first."""
        ...

    def similar(self, id: str, limit: int = 5) -> Sequence[Result]:
        """The articles most like this one that are no reprints of it."""
        ...

    def verify(self, *, again: bool = False) -> None:
        """Compare the index with its checksums; what nobody has touched since is passed over unless ``again``."""
        ...

    def steady(self) -> AbstractContextManager[None]:
        """Let all answers to this thread be of one state of the index."""
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
        self._closed = threading.Event()

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

    def prepare(self) -> None:
        """Begin to make ready, in the background, what would keep the first reader waiting. Raises as ``check`` does.

        The index is watched from now on: when a file is damaged, readers are told so instead of being shown what is left.
        """
        self._closed.clear()
        threading.Thread(target=self._watch, name="verification", daemon=True).start()
        self.check()
        self.searcher.suggest("")

    def close(self) -> None:
        """Let go of the index; the next call opens it anew."""
        self._closed.set()
        with self._lock:
            searcher, self._searcher = self._searcher, None
        if searcher is not None:
            searcher.close()

    def _watch(self) -> None:
        reread = time.monotonic() + REREAD_EVERY
        while not self._closed.wait(VERIFIED_EVERY):
            again = time.monotonic() >= reread
            if again:
                reread += REREAD_EVERY
            with suppress(
                UnusableIndexError, OSError
            ):  # the searcher remembers it, and says so to whoever asks
                self.searcher.verify(again=again)
                self.searcher.suggest("")


def current_index() -> Index:
    """The index of the application that answers this request."""
    return cast(Index, current_app.extensions["svodka"])


def current_searcher() -> Searcher:
    """The searcher of the application that answers this request. Raises UnusableIndexError."""
    return current_index().searcher
