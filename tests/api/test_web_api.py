"""The JSON API for programs."""

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.errors import (
    IndexCorrupt,
    IndexLocked,
    IndexMissing,
    IndexStale,
    IndexUnreachable,
    IndexUntrusted,
    UnusableIndexError,
)
from svodka.indexer.results.answer import Correction
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.serialize import page_record
from svodka.webapp.app import create_app


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app(search=search).test_client()


def test_the_record_of_a_page(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=товарооборот&limit=1&page=2")
    assert answer.content_type == "application/json"
    assert "Товарооборот" in answer.text  # as letters, not as \u escapes
    record = json.loads(answer.data)
    assert list(record) == [
        *(
            "query",
            "understood",
            "total",
            "also",
            "articles",
            "page",
            "pages",
            "took_ms",
            "relaxed",
            "notices",
            "correction",
        ),
        *("wider", "results", "counts", "prev", "next"),
    ]
    assert record == {
        "query": "товарооборот",
        "understood": "товарооборот",
        "total": 37,
        "also": 0,
        "articles": 37,
        "page": 2,
        "pages": 37,
        "took_ms": 0.1,
        "relaxed": False,
        "notices": [],
        "correction": None,
        "wider": None,
        "results": [
            {
                "id": "t2",
                "title": "Товарооборот вырос, сообщение 2",
                "title_marks": [[0, 12]],
                "date": "2024-08-03",
                "source": "ТАСС",
                "section": "Экономика",
                "author": "",
                "url": "https://example.org/2",
                "path": "trade/2.txt",
                "score": 7.25,
                "reprints": 0,
                "missing": [],
                "snippets": [
                    {
                        "text": "Как отметили в Баку, товарооборот за день 2 вырос.",
                        "marks": [[21, 33]],
                    },
                ],
                "page_url": "/article/t2",
            }
        ],
        "counts": None,
        "prev": f"/api/search?q={quote('товарооборот')}&limit=1&page=1",
        "next": f"/api/search?q={quote('товарооборот')}&limit=1&page=3",
    }


def test_a_correction_is_told(search: FakeSearch) -> None:
    search.correction = Correction("нефть", "translit", applied=False)
    search.notices = ("Одно.", "Другое.")
    record = page_record(search.page(SearchRequest("neft")))
    assert record["correction"] == {"query": "нефть", "reason": "translit", "applied": False}
    assert record["notices"] == ["Одно.", "Другое."]


def test_nothing_found_is_an_answer(client: FlaskClient) -> None:
    for query in ("жираф", ""):
        answer = client.get("/api/search", query_string={"q": query})
        assert answer.status_code == 200
        assert answer.json["total"] == 0
        assert answer.json["pages"] == 0
        assert answer.json["results"] == []


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ("page=-1", "page"),
        ("page=1e9", "page"),
        ("limit=101", "limit"),
        ("limit=0", "limit"),
        ("sort=best", "sort"),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it(
    client: FlaskClient, arguments: str, parameter: str
) -> None:
    answer = client.get(f"/api/search?q=нефть&{arguments}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == 400
    assert f"«{parameter}»" in problem["detail"]


def test_other_problems(client: FlaskClient, search: FakeSearch) -> None:
    for method, path, status in (("GET", "/api/nothing", 404), ("POST", "/api/search", 405)):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    search.failure = IndexMissing("No index at x: run svodka index FOLDER.")
    answer = client.get("/api/search?q=нефть")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    assert json.loads(answer.data)["detail"] == "There is no index yet: run svodka index FOLDER."


def test_a_fault_is_a_problem_without_details() -> None:
    class Broken(FakeSearch):
        def _ask(self, query: str) -> None:
            raise ZeroDivisionError("inside")

    answer = create_app(search=Broken([])).test_client().get("/api/search?q=a")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "inside" not in answer.text


def test_health(client: FlaskClient, search: FakeSearch) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    search.failure = IndexMissing("No index at /srv/news.")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "unavailable"
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(
    "error",
    [
        IndexMissing("No index at /srv/news"),
        IndexStale("/srv/news is of another version"),
        IndexCorrupt("/srv/news/CURRENT is damaged"),
        IndexUntrusted("/srv/news belongs to another user: chmod"),
        IndexUnreachable("/srv/news:9200 does not answer"),
        IndexLocked("/srv/news is being written"),
    ],
)
def test_strangers_read_no_path(error: UnusableIndexError) -> None:
    client = create_app(search=FakeSearch([], error)).test_client()
    for path in ("/healthz", "/api/search?q=а", "/search?q=а", "/export.csv?q=а"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "/srv" not in answer.text
