"""The server's log: one line per event, no query unless requested, no injected lines."""

import json
import logging
import logging.config
import os
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from monitored import Written
from web_fake import FakeSearch, articles

from svodka.indexer.errors import IndexCorrupt, IndexMissing
from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.webapp.app import create_app
from svodka.webapp.monitoring.index_watch import Follower
from svodka.webapp.monitoring.logs import LOG, Logging, catch_all, error_text, sentence, tell
from svodka.webapp.monitoring.requests import request_id
from svodka.webapp.searcher import Index

SECRET = "секретов"
QUOTED = "%D1%81%D0%B5%D0%BA%D1%80%D0%B5%D1%82%D0%BE%D0%B2"


class Failing(FakeSearch):
    """Fails with a message that quotes the query, after another such failure."""

    def page(self, request: SearchRequest) -> Page:
        try:
            int(request.query)
        except ValueError as error:
            raise KeyError(request.query) from error
        return super().page(SearchRequest(""))


@pytest.fixture(autouse=True)
def kept_logging() -> Iterator[None]:
    """Restores the loggers, and forgets requests that other tests did not finish."""
    request_id.set("")
    loggers = [
        logging.getLogger(name)
        for name in ("", "svodka", "svodka.access", "gunicorn.error", "svodka.webapp")
    ]
    before = [
        (one, one.__dict__ | {"handlers": [*one.handlers], "filters": [*one.filters]})
        for one in loggers
    ]
    hooks = threading.excepthook, sys.unraisablehook
    yield
    threading.excepthook, sys.unraisablehook = hooks
    for logger, was in before:
        logger.__dict__.update(was)
        logger.manager._clear_cache()  # type: ignore[attr-defined]


def serving(search: FakeSearch, log: Logging) -> Flask:
    return create_app({"LOGGING": log}, search=search)


def test_events_are_objects_a_line() -> None:
    written = Written(Logging("json"))
    tell("started", address="http://127.0.0.1/", workers=2)
    (record,) = written.records()
    assert list(record) == ["time", "level", "event", "address", "workers", "pid"]
    assert (record["level"], record["event"], record["workers"]) == ("info", "started", 2)
    assert record["time"].endswith("Z")


def test_without_a_form_only_warnings_are_written() -> None:
    written = Written(Logging())
    tell("started")
    LOG.warning("There is no index.")
    assert written.text == "Warning: There is no index.\n"


def test_a_text_line_has_time_and_facts() -> None:
    written = Written(Logging("text"))
    tell("started", address="http://127.0.0.1/", note="two words")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Info: started "
        rf'address=http://127\.0\.0\.1/ note="two words" pid={os.getpid()}\n',
        written.text,
    )


def test_a_request_is_a_line_without_its_query() -> None:
    log = Logging("json", access=True)
    written = Written(log)
    client = serving(FakeSearch(articles(1)), log).test_client()
    with client.get(
        f"/search?q={QUOTED}", headers={"Referer": f"http://localhost/?q={QUOTED}"}
    ) as answer:
        assert answer.status_code == 200
    (record,) = written.records()
    assert {
        name: record[name] for name in ("event", "method", "path", "endpoint", "status", "bytes")
    } == {
        "event": "request",
        "method": "GET",
        "path": "/search",
        "endpoint": "pages.search",
        "status": 200,
        "bytes": len(answer.data),
    }
    assert record["duration_ms"] > 0
    assert record["request_id"] == answer.headers["X-Request-ID"]
    assert not {"query", "client", "address", "user_agent", "referer"} & set(record)
    assert SECRET not in json.dumps(record, ensure_ascii=False)
    assert QUOTED not in written.text


def test_queries_are_written_where_that_is_asked_for() -> None:
    log = Logging("json", access=True, queries=True)
    written = Written(log)
    serving(FakeSearch(articles(1)), log).test_client().get(f"/search?q={QUOTED}", buffered=True)
    assert written.records()[0]["query"] == f"q={SECRET}"


def test_no_access_log_unless_asked_for() -> None:
    log = Logging("json")
    written = Written(log)
    serving(FakeSearch(articles(1)), log).test_client().get("/", buffered=True)
    assert written.text == ""


@pytest.mark.parametrize("form", ["json", "text"])
def test_paths_break_no_line(form: Any) -> None:
    log = Logging(form, access=True)
    written = Written(log)
    client = serving(FakeSearch(articles(1)), log).test_client()
    client.get(
        "/%0A%0D%1B%5B31m%E2%80%AE%E2%80%A8%C2%85 status=200 %22/x%FF" + "я" * 5000, buffered=True
    )
    assert len(written.text.splitlines()) == 1
    assert written.text.rstrip("\n").isprintable()
    assert len(written.text) < 2000
    if form == "json":
        assert written.records()[0]["path"].startswith("/\n\r\x1b[31m\u202e\u2028\x85 status=200")
    else:
        assert 'path="/\\\\n\\\\r\\\\x1b[31m' in written.text


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_failing_search_does_not_tell_its_query(form: Any) -> None:
    written = Written(Logging(form, access=True))
    answer = (
        serving(Failing(articles(1)), Logging(form, access=True))
        .test_client()
        .get(f"/search?q={QUOTED}")
    )
    answer.close()
    assert answer.status_code == 500
    assert SECRET not in written.text
    assert json.dumps(SECRET)[1:-1] not in written.text
    assert QUOTED not in written.text
    assert "in page" in written.text
    assert "ValueError" in written.text
    if form == "json":
        failure, access = written.records()
        assert (failure["level"], failure["event"], failure["error"]) == (
            "error",
            "exception",
            "KeyError",
        )
        assert failure["detail"] == "Exception on /search [GET]"
        assert failure["traceback"].count("test_logs.py") == 2
        assert failure["request_id"] == access["request_id"] == answer.headers["X-Request-ID"]


def test_with_queries_a_failure_is_told_whole() -> None:
    log = Logging("json", queries=True)
    written = Written(log)
    serving(Failing(articles(1)), log).test_client().get(f"/search?q={QUOTED}", buffered=True)
    (record,) = written.records()
    assert record["error"] == f"KeyError: '{SECRET}'"
    assert f"invalid literal for int() with base 10: '{SECRET}'" in record["traceback"]


def test_a_damaged_index_is_told_without_what_was_looked_for() -> None:
    error = IndexCorrupt(f"The index is damaged ('{SECRET}')")
    error.__cause__ = KeyError(SECRET)
    written = Written(Logging("json"))
    serving(FakeSearch(articles(1), error), Logging("json")).test_client().get(
        f"/search?q={QUOTED}", buffered=True
    )
    assert [(record["event"], record["detail"]) for record in written.records()] == [
        ("index unusable", "The index is damaged (KeyError): rebuild with svodka index --full")
    ]


def test_what_the_system_says_is_told() -> None:
    error = FileNotFoundError(2, "No such file or directory", "/var/index/CURRENT")
    assert error_text(error) == "FileNotFoundError: No such file or directory: /var/index/CURRENT"
    assert error_text(RuntimeError(SECRET)) == "RuntimeError"
    assert error_text(IndexMissing("There is no index.")) == "IndexMissing: There is no index."
    corrupt = IndexCorrupt(f"Cannot be read ({error})")
    corrupt.__cause__ = error
    assert sentence(corrupt) == str(corrupt)


def test_gunicorn_tells_no_query() -> None:
    server = logging.getLogger("gunicorn.error")
    server.propagate = False  # as gunicorn sets it before it reads a configuration
    written = Written(Logging("json"))
    server.error("Error handling request %s %s", "GET", f"/search?q={QUOTED}")
    server.warning(f"Invalid request from ip=192.0.2.1: GET /?q={QUOTED}")
    server.error("Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    assert [(record["event"], record["detail"]) for record in written.records()] == [
        ("gunicorn", "Error handling request GET /search"),
        ("gunicorn", "Worker (pid:7) was sent SIGKILL!"),
    ]


def test_a_long_way_stays_one_write() -> None:
    steps: dict[str, Any] = {"step0": lambda: 1 / 0}
    for number in range(1, 100):  # each adds a line to the traceback
        exec(f"def step{number}(): return step{number - 1}()", steps)
    written = Written(Logging("json"))
    try:
        steps["step99"]()
    except ZeroDivisionError:
        LOG.exception("failed")
    (record,) = written.records()
    assert len(written.text) < 4096
    assert record["traceback"].endswith("ZeroDivisionError\n")


def test_threads_log_their_failures_too() -> None:
    written = Written(Logging("json"))
    catch_all()

    def fail() -> None:
        raise KeyError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (record,) = written.records()
    assert (record["event"], record["error"]) == ("thread failed", "KeyError")


def test_each_change_of_the_index_is_told_once() -> None:
    written = Written(Logging("json"))
    search = FakeSearch(articles(1), IndexMissing("There is no index."))
    follower = Follower(Index(lambda: search))
    follower.look()
    follower.look()
    search.failure = None
    follower.look()
    follower.look()
    search.articles += articles(2)
    follower.look()
    search.failure = IndexMissing("There is no index.")
    follower.look()
    told = [
        (record["level"], record["event"], record.get("articles", record.get("detail")))
        for record in written.records()
    ]
    missing = ("warning", "index unusable", "There is no index. Until then pages answer 503.")
    assert told == [missing, ("info", "index seen", 1), ("info", "index seen", 3), missing]


def test_a_follower_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written(Logging("json"))
    search = FakeSearch(articles(1))
    follower = Follower(Index(lambda: search))
    with monkeypatch.context() as patch:
        patch.setattr(search, "version", lambda: 1 / 0)
        follower.look()
        follower.look()
    follower.look()
    assert [record["event"] for record in written.records()] == [
        "exception",
        "index seen",
    ]


@pytest.mark.parametrize("form", [None, "json", "text"])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("192.0.2.77", "Invalid request from ip=192.0.2.77: no"),
        ("2001:db8::77", "client ('2001:db8::77', 5000) was lost"),
        ("fe80::1%eth0", "Closing connection. [fe80::1%eth0]:80"),
        ("::ffff:192.0.2.77", "werkzeug - ::ffff:192.0.2.77 - - GET / 200"),
    ],
)
def test_libraries_log_no_client(form: Any, address: str, words: str) -> None:
    """At no level, with queries or without, in messages or in their arguments."""
    for queries in (False, True):
        written = Written(Logging(form, queries=queries), "DEBUG")
        for name in ("gunicorn.error", "gunicorn.access", "werkzeug", "asyncio"):
            logging.getLogger(name).setLevel(logging.DEBUG)
            logging.getLogger(name).propagate = True
            logging.getLogger(name).debug(words)
            logging.getLogger(name).error("%s: %s", address, (address, 5000))
        assert written.text.count("\n") >= 6
        assert address not in written.text
        untimed = re.sub(r"\d\d:\d\d:\d\d\.\d+", "", written.text)
        assert "77" not in untimed.replace(str(os.getpid()), "")


def test_times_and_versions_of_libraries_stay() -> None:
    written = Written(Logging("json"))
    logging.getLogger("gunicorn.error").error("Version 27.0.1 failed at C:drive, x::y, x.1.2.3.4.5")
    (record,) = written.records()
    assert record["detail"] == "Version 27.0.1 failed at C:drive, x::y, x.1.2.3.4.5"
