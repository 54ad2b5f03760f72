"""Overload: some requests run, some wait, others get 503, and none is lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from running import soon
from web_fake import FakeSearch, articles
from werkzeug.test import TestResponse

from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.webapp.app import create_app
from svodka.webapp.middleware.capacity import FREE, STREAMED, ConcurrencyLimit, _gone
from svodka.webapp.presentation import problems

SEARCH, PAGE = "/api/search?q=Баку", "/search?q=Баку"


class Held(FakeSearch):
    """A search that blocks until ``go`` is set, except for the query about trade."""

    def page(self, request: SearchRequest) -> Page:
        self.asked.append(request.query)  # recorded before it blocks
        if request.query == "поломка":
            raise ZeroDivisionError
        if request.query != "торговле":
            assert self.go.wait(30)
        return super().page(request)

    def __init__(self) -> None:
        super().__init__(articles(300))
        self.go = threading.Event()


@pytest.fixture
def search() -> Iterator[Held]:
    search = Held()
    yield search
    search.go.set()


@pytest.fixture
def app(search: Held) -> Flask:
    return create_app(search=search)


@pytest.fixture
def ask(app: Flask, search: Held) -> Iterator[Callable[..., "Future[TestResponse]"]]:
    """Sends requests from separate threads."""
    with ThreadPoolExecutor(20) as pool:
        yield lambda path, **options: pool.submit(lambda: app.test_client().get(path, **options))
        search.go.set()


def opened(app: Flask, **bounds: Any) -> ConcurrencyLimit:
    limit = app.extensions["capacity"] = ConcurrencyLimit(
        **{"places": 2, "waiting": 3, "patience": 30.0, "streams": 1} | bounds
    )
    return limit


def idle(limit: ConcurrencyLimit) -> bool:
    return (limit.at_work, limit.waiting, limit.streaming) == (0, 0, 0)


def test_some_work_some_wait_and_the_next_is_turned_away_at_once(
    app: Flask, search: Held, ask: Any
) -> None:
    limit = opened(app)
    begun = [ask(SEARCH) for _ in range(2)]
    assert soon(lambda: limit.at_work == 2 and len(search.asked) == 2, within=10)
    begun += [ask(path) for path in (SEARCH, PAGE, "/feed.atom?q=Баку")]
    assert soon(lambda: limit.waiting == 3, within=10)
    answer = app.test_client().get(SEARCH)  # it returns, though both running requests still block
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert 1 <= int(answer.headers["Retry-After"]) <= 10
    assert answer.json["status"] == 503
    assert "Ask again" in answer.json["detail"]
    assert (limit.at_work, limit.waiting, limit.turned_away) == (2, 3, 1)
    assert len(search.asked) == 2  # neither the waiting requests nor the rejected one has run
    search.go.set()
    assert [one.result(30).status_code for one in begun] == [200] * 5
    assert soon(lambda: idle(limit))
    assert app.test_client().get(SEARCH).status_code == 200


def test_what_costs_nothing_passes_by(app: Flask) -> None:
    opened(app, places=0, waiting=0)
    client = app.test_client()
    for path in ("/healthz", "/static/site.css", "/robots.txt", "/api/openapi.json"):
        with client.get(path) as answer:
            assert answer.status_code == 200, path
    assert client.get("/nowhere").status_code == 404
    assert client.options(SEARCH).status_code == 200
    assert client.post("/language", data={"language": "en"}).status_code == 303
    for path in (
        SEARCH,
        PAGE,
        "/",
        "/article/t1",
        "/suggest?q=то",
        "/concordance?q=Баку",
        "/export.csv?q=Баку",
    ):
        assert client.get(path).status_code == 503, path
    assert (
        set(create_app({"METRICS": "1"}, search=FakeSearch(articles(1))).view_functions)
        >= FREE | STREAMED
    )


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Сейчас слишком много запросов"), ("en", "too many requests")]
)
def test_the_page_is_kind_and_small(app: Flask, language: str, title: str) -> None:
    opened(app, places=0, waiting=0)
    answer = app.test_client().get(PAGE, headers={"Accept-Language": language})
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert f'<html lang="{language}">' in answer.text
    assert title in answer.text
    assert '<a href="">' in answer.text  # always the current address, for any request
    assert len(answer.data) < 1500
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Retry-After" in answer.headers


def test_the_page_leads_back_to_where_the_site_is() -> None:
    app = create_app({"PROXIES": "1"}, search=FakeSearch([]))
    opened(app, places=0, waiting=0)
    for prefix in ("/a", "/b"):  # rendered once for each prefix
        answer = app.test_client().get(PAGE, headers={"X-Forwarded-Prefix": prefix})
        assert f'href="{prefix}/search"' in answer.text


def test_nobody_waits_for_ever(app: Flask, search: Held, ask: Any) -> None:
    limit = opened(app, places=1, patience=0.1)
    first = ask(SEARCH)
    assert soon(lambda: limit.at_work == 1, within=10)
    assert app.test_client().get(SEARCH).status_code == 503
    assert (limit.at_work, limit.waiting, limit.turned_away) == (1, 0, 1)
    search.go.set()
    assert first.result(30).status_code == 200
    assert soon(lambda: idle(limit))
    assert app.test_client().get(SEARCH).status_code == 200


def test_one_dear_query_holds_up_no_others(app: Flask, search: Held, ask: Any) -> None:
    limit = opened(app, waiting=1)
    dear = ask(SEARCH)
    assert soon(lambda: limit.at_work == 1, within=10)
    cheap = [ask("/api/search?q=торговле") for _ in range(2)]
    assert [one.result(30).status_code for one in cheap] == [200] * 2
    assert not dear.done()


def test_requests_run_in_their_order() -> None:
    limit, came = ConcurrencyLimit(places=1, waiting=10, patience=30), []
    assert limit.enter()

    def visit(number: int) -> None:
        assert limit.enter()
        came.append(number)
        limit.leave()

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(5)]
    for number, visitor in enumerate(visitors):
        visitor.start()

        def all_wait(expected: int = number + 1) -> bool:
            return limit.waiting == expected

        assert soon(all_wait, within=10)
    limit.leave()
    for visitor in visitors:
        visitor.join(30)
    assert came == [0, 1, 2, 3, 4]
    assert idle(limit)


def test_a_closed_connection_gets_no_work(app: Flask, search: Held, ask: Any) -> None:
    limit = opened(app, places=1)
    first = ask(SEARCH)
    assert soon(lambda: limit.at_work == 1, within=10)
    ours, theirs = socket.socketpair()
    stays, stayed = socket.socketpair()
    with ours, stays, stayed:
        gone = ask("/api/search?q=нефть", environ_base={"gunicorn.socket": ours})
        kept = ask("/api/search?q=газ", environ_base={"gunicorn.socket": stays})
        assert soon(lambda: limit.waiting == 2, within=10)
        theirs.close()
        search.go.set()
        assert (first.result(30).status_code, kept.result(30).status_code) == (200, 200)
        assert gone.result(30).status_code == 503
    assert "газ" in search.asked
    assert "нефть" not in search.asked
    assert limit.given_up == 1
    assert soon(lambda: idle(limit))


def test_a_client_with_a_next_request_is_not_gone() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert not _gone(ours)
        theirs.sendall(b"GET /")
        assert not _gone(ours)


def test_a_place_that_comes_at_the_last_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = ConcurrencyLimit(places=1, waiting=1)
    assert limit.enter()

    class Late(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            limit.leave()
            return False

    monkeypatch.setattr("threading.Event", Late)
    assert limit.enter()
    assert (limit.at_work, limit.waiting, limit.turned_away) == (1, 0, 0)
    limit.leave()
    assert idle(limit)


def test_a_slow_reader_of_a_file_keeps_no_place(app: Flask, search: Held) -> None:
    limit = opened(app, places=1, waiting=0)
    search.go.set()
    client = app.test_client()
    file = client.get("/export.jsonl?q=товарооборот&text=1", buffered=False)
    stretches = file.iter_encoded()
    next(stretches)
    assert (limit.at_work, limit.streaming) == (0, 1)
    assert client.get(SEARCH).status_code == 200
    # Only one export may run at once here.
    assert client.get("/export.csv?q=Баку").status_code == 503
    assert b"".join(stretches).count(b"\n") > 50
    file.close()
    assert idle(limit)
    for path, status in (("/export.csv?q=Баку", 200), ("/export.csv?q=Баку&separator=x", 400)):
        for method in (client.get, client.head):
            with method(path) as answer:
                assert answer.status_code == status
            assert idle(limit)


def test_pages_for_many_prefixes_are_not_kept_for_ever() -> None:
    app = create_app({"PROXIES": "1"}, search=FakeSearch([]))
    for number in range(40):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": f"/x{number}"}):
            assert problems.busy().status_code == 503
    assert problems._busy_page.cache_info().currsize <= 16


def test_one_address_cannot_hold_all_files(app: Flask, search: Held) -> None:
    limit = opened(app, streams=4)
    search.go.set()

    def export(address: str) -> TestResponse:
        path, base = "/export.jsonl?q=товарооборот&text=1", {"REMOTE_ADDR": address}
        return app.test_client().get(path, buffered=False, environ_base=base)

    held = [export(address) for address in ("2001:db8::1", "2001:db8::2", "2001:db8::3")]
    assert [file.status_code for file in held] == [200, 200, 503]
    held += [export("198.51.100.7"), export("198.51.100.7")]
    assert export("198.51.100.8").status_code == 503  # all places are taken
    held.pop(0).close()
    with export("2001:db8::3") as file:
        assert file.status_code == 200
    for file in held:
        file.close()
    assert idle(limit)


def test_stretches_of_a_file_wait_for_their_turn(app: Flask, search: Held, ask: Any) -> None:
    limit = opened(app, places=1, patience=0.05)
    search.go.set()
    with app.test_client().get("/export.jsonl?q=товарооборот&text=1", buffered=False) as file:
        search.go.clear()
        first = ask(SEARCH)
        assert soon(lambda: limit.at_work == 1, within=10)
        rest = threading.Thread(target=lambda: list(file.iter_encoded()))
        rest.start()
        assert soon(lambda: limit.waiting == 1, within=10)
        rest.join(0.3)
        assert rest.is_alive()  # longer than the start of an answer may wait
        search.go.set()
        rest.join(30)
        assert not rest.is_alive()
    assert first.result(30).status_code == 200
    assert soon(lambda: idle(limit))


def test_a_failure_gives_its_place_back(app: Flask) -> None:
    limit = opened(app, places=1, waiting=0)
    client: FlaskClient = app.test_client()
    for path in ("/search?q=поломка", "/export.csv?q=поломка", "/search?q=Баку&page=x"):
        assert client.get(path).status_code in (400, 500)
        assert idle(limit), path
