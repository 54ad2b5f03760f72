"""The pages of results asked for last, for one version of the index."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from threading import Lock
from time import perf_counter, thread_time
from typing import NamedTuple

from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.results.page import Page, Result
from svodka.indexer.results.request import SearchRequest

_numbers = count(1)  # of all answers that a process keeps
_BASE, _OF_RESULT, _OF_BUCKET, _OF_MARK = 2_000, 1_500, 120, 130  # bytes beside the characters


class _Key(NamedTuple):
    """All that a page depends on. A query may name a day by its distance from today."""

    version: str
    today: date
    request: SearchRequest


class PageCache:
    """Whole pages of results, up to the limits; safe to share between threads.

    It may hold only what another request would get too. So a page with a failure, a page that a
    budget has cut, and a page of another version of the index or of another day are never given.
    Nothing in a page depends on the time of day: the site writes «5 минут назад» itself.
    ``took_ms`` is always that of the answer at hand.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._pages: OrderedDict[_Key, tuple[Page, int]] = OrderedDict()
        self._bytes = 0
        self._version = ""
        self._lock = Lock()

    def page(self, version: str, request: SearchRequest, make: Callable[[], Page]) -> Page:
        """The page for a request in a version of the index; it is made if it is not kept."""
        started, spent = perf_counter(), thread_time()
        key = _Key(version, date.today(), request)
        if kept := self._kept(key):
            return replace(kept, took_ms=(perf_counter() - started) * 1000)
        page = make()
        if (
            thread_time() - spent < self._limits.uncut_seconds
            and not page.partial
            and not page.failures
        ):
            page = replace(page, answer=next(_numbers))
            self._keep(key, page)
        return page

    def _kept(self, key: _Key) -> Page | None:
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key][0]

    def _keep(self, key: _Key, page: Page) -> None:
        size = _size(page)
        if size > self._limits.kept_page_bytes:
            return
        with self._lock:
            if key.version != self._version:
                self._pages.clear()
                self._bytes, self._version = 0, key.version
            if key not in self._pages:
                self._pages[key] = page, size
                self._bytes += size
            most, largest = self._limits.kept_pages, self._limits.kept_bytes
            while len(self._pages) > most or self._bytes > largest:
                _, (_, dropped) = self._pages.popitem(last=False)
                self._bytes -= dropped


def _size(page: Page) -> int:
    """About the bytes of a page in memory: Python keeps Cyrillic in two bytes a letter."""
    buckets = 0
    if page.counts:
        buckets = len(page.counts.timeline.buckets) + sum(map(len, page.counts.facets.values()))
    return _BASE + _OF_BUCKET * buckets + sum(map(_size_of, page.results))


def _size_of(result: Result) -> int:
    article, passages = result.article, result.snippets
    letters = len(article.text) + 2 * len(article.title) + sum(len(one.text) for one in passages)
    return _OF_RESULT + 2 * letters + _OF_MARK * sum(len(one.marks) for one in passages)
