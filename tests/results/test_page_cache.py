"""A page that was asked for before is given again, as long as it would be made the same."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filled import ARTICLES, write

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import PartFailure
from svodka.indexer.engines import open_engine
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.results import page_cache
from svodka.indexer.results.page import Page, Result
from svodka.indexer.results.page_cache import PageCache
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

REQUEST = SearchRequest("паром")
PAGE = Page("паром", "паром", 0, 1, 0, 10, "relevance", 50.0, ())


class Maker:
    """Makes the same page again and again, and counts how often."""

    def __init__(self, page: Page = PAGE) -> None:
        self.page = page
        self.made = 0

    def __call__(self) -> Page:
        self.made += 1
        return self.page


def test_the_same_request_is_answered_once() -> None:
    cache, make = PageCache(), Maker()
    first, second = (cache.page("1", REQUEST, make) for _ in range(2))
    assert make.made == 1
    assert replace(second, took_ms=first.took_ms) == first
    assert second.took_ms < first.took_ms


@pytest.mark.parametrize(
    ("version", "request_"),
    [("2", REQUEST), ("1", replace(REQUEST, page=2)), ("1", replace(REQUEST, fold=True))],
)
def test_another_version_or_request_is_answered_anew(version: str, request_: SearchRequest) -> None:
    cache, make = PageCache(), Maker()
    cache.page("1", REQUEST, make)
    cache.page(version, request_, make)
    assert make.made == 2


def test_a_day_later_the_query_may_mean_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, make = PageCache(), Maker()
    cache.page("1", REQUEST, make)
    tomorrow = page_cache.date.fromordinal(page_cache.date.today().toordinal() + 1)
    monkeypatch.setattr(page_cache, "date", type("Clock", (), {"today": lambda: tomorrow}))
    cache.page("1", REQUEST, make)
    assert make.made == 2


def _busy() -> None:
    page_cache_time = page_cache.thread_time
    until = page_cache_time() + LIMITS.uncut_seconds
    while page_cache_time() < until:
        pass


@pytest.mark.parametrize(
    ("page", "work"),
    [
        (replace(PAGE, partial=True), lambda: None),
        (replace(PAGE, failures=[PartFailure("counts", ValueError())]), lambda: None),
        (PAGE, _busy),
    ],
    ids=["out of time", "with a failure", "perhaps out of time"],
)
def test_an_incomplete_page_is_made_again(page: Page, work: Callable[[], None]) -> None:
    cache, make = PageCache(), Maker(page)

    def slowly() -> Page:
        work()
        return make()

    for _ in range(2):
        cache.page("1", REQUEST, slowly)
    assert make.made == 2


def test_old_pages_make_room() -> None:
    text = "Паром " * 1_000
    result = Result(Article("parom", "Паром", text, "parom.txt"), 1.0, Marked("Паром"), ())
    cache, make = PageCache(Limits(kept_bytes=35_000)), Maker(replace(PAGE, results=[result]))
    for query in ("первый", "второй", "третий", "второй", "первый"):
        cache.page("1", SearchRequest(query), make)
    assert make.made == 4  # the first one had to go


def test_a_page_larger_than_all_others_is_not_kept() -> None:
    cache, make = PageCache(Limits(kept_page_bytes=100)), Maker()
    for _ in range(2):
        cache.page("1", REQUEST, make)
    assert make.made == 2


def test_a_change_of_the_index_is_seen_at_once(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine, search = open_engine(url), Search(url, serving=True)
    request = SearchRequest("завод")
    for number in (1, 2, 3):
        write(engine, [replace(ARTICLES[0], id=f"zavod-{number}", path=f"{number}.txt")])
        assert [search.page(request).total for _ in range(2)] == [number, number]
    search.close()
    engine.close()
