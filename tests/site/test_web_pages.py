"""The pages, requested through Flask's client."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from urllib.parse import unquote_plus

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.engines.remembered import Run, RunResult
from svodka.indexer.errors import IndexCorrupt, IndexMissing, IndexStale
from svodka.indexer.results.answer import Correction
from svodka.webapp.app import create_app

Site = Callable[[FakeSearch], FlaskClient]
RESULTS: tuple[RunResult, ...] = ("failed", "fault")


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    app = create_app({"TESTING": True}, search=search)
    return app.test_client()


def title(html: str) -> str:
    found = re.search("<title>(.*?)</title>", html)
    assert found
    return found[1]


def test_the_start_page_has_a_box_and_examples(client: FlaskClient, search: FakeSearch) -> None:
    for address in ("/", "/search", "/search?q=", "/?q=%20%C2%A0%09"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert '<form class="box" action="/search" method="get">' in answer.text
        assert "autofocus" in answer.text
        assert answer.text.count("<h1") == 1
        assert "%D1%82%D0%BE%D0%B2%D0%B0%D1%80" in answer.text  # an example links to its results
    assert search.asked == []


def test_the_start_page_tells_what_the_collection_holds(
    client: FlaskClient, search: FakeSearch
) -> None:
    search.articles[0] = replace(search.articles[0], source="РИА Новости")
    html = client.get("/").text.replace("\xa0", " ")
    assert "В архиве 37 статей." in html
    assert '<a lang="ru" href="/article/t27">Товарооборот вырос, сообщение 27</a>' in html
    assert '<a href="/search?q=&amp;from=2024-08-02&amp;to=2024-08-02" tabindex="-1">' in html
    found = re.findall('<li><a href="([^"]+)"><bdi>([^<]+)</bdi></a></li>', html)
    assert [text for _, text in found] == ["ТАСС", "РИА Новости"]
    assert unquote_plus(unescape(found[1][0])) == "/search?q=&source=РИА Новости"
    search.articles = []
    assert "В архиве пока нет статей." in client.get("/").text


def updated(client: FlaskClient, language: str = "ru") -> str:
    """The start page's text about the last comparison of its index."""
    html = client.get("/", headers={"Accept-Language": language}).text.replace("\xa0", " ")
    assert len(re.findall("failed|fault|не удалось|ошибк", html)) == 0
    found = re.search(r"(?:Обновлено|Updated) <time ([^>]*)>([^<]*)</time>\.", html)
    assert ("<time" in html.split("<main")[0]) == bool(found)
    return found[2] if found else ""


def test_the_start_page_says_when_the_index_was_brought_up_to_date(
    client: FlaskClient, search: FakeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_724_072_700.0  # 19 August 2024, 13:05 UTC
    monkeypatch.setattr("time.time", lambda: now)
    assert updated(client) == ""  # the time is unknown
    search.run = Run(now - 300, "done", succeeded=now - 300)
    assert updated(client) == "5 минут назад"
    assert updated(client, "en") == "5 minutes ago"
    now += 7200  # no comparison since: the same page shows that
    assert updated(client) == "2 часа назад"
    search.run = Run(now, "skipped", 3, "", succeeded=now)
    assert updated(client) == "только что"
    for result in RESULTS:  # the index that readers see is still as old as before
        search.run = Run(now - 60, result, error="The folder is away.", succeeded=now - 3600)
        assert updated(client) == "1 час назад"
        search.run = Run(now - 60, result, error="The folder is away.")
        assert updated(client) == ""
    search.run = Run(now, "done", succeeded=now)
    search.articles = []
    assert updated(client) == ""
    search.failure = IndexMissing("There is no index.")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("zone", "exact"), [("UTC", "14:05 (UTC)"), ("Europe/Moscow", "17:05 (МСК)")]
)
def test_the_exact_moment_is_there_for_programs_and_in_full(
    client: FlaskClient, search: FakeSearch, monkeypatch: pytest.MonkeyPatch, zone: str, exact: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        search.run = Run(1_724_076_300.5, "done", succeeded=1_724_076_300.5)
        html = client.get("/").text.replace("\xa0", " ")
    finally:
        monkeypatch.undo()
        time.tzset()
    found = re.search(r'Обновлено <time datetime="([^"]+)" title="([^"]+)">([^<]+)</time>\.', html)
    assert found
    assert datetime.fromisoformat(found[1]).timestamp() == 1_724_076_300
    assert (found[2], found[3]) == (f"19 августа 2024, {exact}", "19 августа 2024")


def test_examples_are_made_of_the_words_of_the_collection(client: FlaskClient) -> None:
    topics = client.get("/").text.partition('<p class="topics">')[2].partition("</p>")[0]
    shown = re.findall('<a lang="ru" href="([^"]+)">([^<]+)</a>', topics)
    assert [unescape(text) for _, text in shown][:2] == ["товарооборот", "сообщение"]
    for address, text in shown:
        assert unquote_plus(unescape(address)) == f"/search?q={unescape(text)}"


def test_results_tell_what_was_found(client: FlaskClient) -> None:
    html = client.get("/search?q=товарооборот").text.replace("\xa0", " ")
    assert title(html) == "товарооборот — 37 статей · Сводка"
    status = re.search(r'<div class="summary" role="status">(.*?)</div>', html, re.DOTALL)
    assert status
    assert re.sub(r"<[^>]+>|\n", "", status[1]) == "Найдено 37 статей"
    assert html.count("<h1") == 1
    assert 'value="товарооборот"' in html
    assert 'value="товарооборот"' in html
    assert "<mark>Товарооборот</mark> вырос, сообщение 1</a></h2>" in html
    assert '<time datetime="2024-08-02">2 августа 2024</time>' in html
    assert (
        '<p class="snippet" lang="ru">Как отметили в Баку, '
        "<mark>товарооборот</mark> за день 1 вырос.</p>" in html
    )
    assert html.count("<article>") == 10
    assert "autofocus" not in html
    assert '<html lang="ru">' in html


def test_one_article_is_in_the_singular_and_has_no_pages(client: FlaskClient) -> None:
    html = client.get('/search?q="сообщение 21"').text.replace("\xa0", " ")
    assert "Найдена 1 статья" in html
    assert "pager" not in html
    assert 'class="sort"' not in html
    assert 'class="timeline' not in html, "one day is nothing to compare"


def test_pages_go_on_where_the_last_one_ended(client: FlaskClient) -> None:
    html = client.get("/search?q=товарооборот&page=4&sort=newest").text
    assert '<ol class="hits" start="31">' in html
    assert html.count("<article>") == 7
    assert "показаны 31–37" in html
    assert 'aria-label="Страница 4" aria-current="page">4</a>' in html
    assert 'rel="prev" href="/search?q=%D1' in html
    assert "page=3&amp;sort=newest" in html
    assert 'rel="next"' not in html
    assert '<input type="hidden" name="sort" value="newest">' in html
    assert 'aria-current="true">сначала новые</a>' in html


def test_past_the_last_page_there_is_a_way_back(client: FlaskClient) -> None:
    answer = client.get("/search?q=товарооборот&page=9")
    assert answer.status_code == 200
    assert "последняя страница — 4-я" in answer.text


def test_nothing_found_helps(client: FlaskClient) -> None:
    answer = client.get("/search?q=жираф")
    assert answer.status_code == 200
    assert "<h1>Ничего не нашлось</h1>" in answer.text
    assert "проверить написание" in answer.text
    assert "<article>" not in answer.text


def test_notices_and_corrections_are_shown(client: FlaskClient, search: FakeSearch) -> None:
    search.notices = ("Слово «<и>» пропущено.",)
    search.correction = Correction("товарооборот", "layout", applied=True)
    html = client.get("/search?q=товарооборот").text
    assert "<li>Слово «&lt;и&gt;» пропущено.</li>" in html
    assert 'Показаны результаты по запросу «<a href="/search?q=%D1' in html
    assert re.search('<a class="as-typed" href="[^"]+as_typed=1">Искать «товарооборот»</a>', html)
    assert "похоже, была включена другая раскладка" in html
    search.correction = Correction("таварооборот", "spelling", applied=False)
    assert re.search(
        "Возможно, вы искали: <a [^>]+>таварооборот</a>", client.get("/search?q=товарооборот").text
    )


def test_a_query_is_searched_as_typed(client: FlaskClient, search: FakeSearch) -> None:
    search.correction = Correction("товарооборот", "layout", applied=True)
    html = client.get("/search?q=товарооборот&as_typed=1").text
    assert "Показаны результаты" not in html
    assert html.count("as_typed=1") >= 3, "the orders of articles and the pages keep it"
    assert "Показаны результаты" in client.get("/search?q=товарооборот&as_typed=0").text
    assert client.get("/search?q=товарооборот&as_typed=yes").status_code == 400


def test_errors_are_kind_pages(client: FlaskClient) -> None:
    for address, status, words in [
        ("/article/none?q=товарооборот", 404, "Такой страницы нет"),
        ("/nowhere", 404, "Такой страницы нет"),
        ("/search?q=a&page=0", 400, "Номер страницы — целое число"),
        ("/search?q=a&sort=best", 400, "сначала новые"),
    ]:
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.mimetype == "text/html"
        assert words in answer.text
        assert answer.text.count("<h1>") == 1
        assert '<form class="box"' in answer.text
    assert client.post("/search").status_code == 405
    assert "GET" in client.post("/search").headers["Allow"]


@pytest.mark.parametrize(
    ("failure", "words", "command"),
    [
        (IndexMissing("No index."), "Поиск ещё не готов", "svodka index ПАПКА"),
        (IndexStale("Old index."), "Индекс устарел", "svodka index"),
        (IndexCorrupt("Broken index."), "Индекс повреждён", "svodka index --full"),
    ],
)
def test_without_an_index_pages_say_how_to_make_one(
    search: FakeSearch, client: FlaskClient, failure: IndexMissing, words: str, command: str
) -> None:
    search.failure = failure
    for address in ("/search?q=нефть", "/article/t1"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert words in answer.text
        assert f"<code>{command}</code>" in answer.text
        assert "не нашлось" not in answer.text
    assert client.get("/").status_code == 200
    search.failure = None
    assert client.get("/search?q=товарооборот").status_code == 200


def test_a_fault_is_a_kind_page_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeSearch):
        def _ask(self, query: str) -> None:
            raise ZeroDivisionError

    client = create_app(search=Broken([])).test_client()
    answer = client.get("/search?q=тайна")
    assert answer.status_code == 500
    assert "Что-то сломалось" in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert "тайна" not in caplog.text
    assert "ZeroDivisionError" not in answer.text


def test_a_search_that_ran_out_of_time_is_no_search_that_found_nothing(
    client: FlaskClient, search: FakeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = search.page
    monkeypatch.setattr(
        search, "page", lambda *args, **kwargs: replace(whole(*args, **kwargs), partial=True)
    )
    text = client.get("/?q=жираф").text
    assert "<h1>Поиск не закончен</h1>" in text
    assert "По этому запросу статей нет" not in text
