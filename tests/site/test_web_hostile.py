"""Hostile articles, queries and addresses: nothing becomes markup, nothing breaks the site."""

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from harmless import Elements, assert_harmless
from hostile import some
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.webapp.app import create_app
from svodka.webapp.middleware.security_headers import CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("payload", some())
def test_hostile_articles(payload: str) -> None:
    fields = dict.fromkeys(
        ("title", "text", "path", "date", "source", "section", "author", "url"), payload
    )
    fields |= {"title": f"{payload} жираф {payload}", "text": f"{payload} жираф {payload}"}
    search = FakeSearch([Article(id="a", **fields)])
    client = create_app({"TESTING": True}, search=search).test_client()
    word = (payload.split() or ["жираф"])[0]
    for address in ("/search", "/article/a"):
        for query in (
            "жираф",
            payload.encode("utf-8", "replace").decode(),
            word.encode("utf-8", "replace").decode(),
        ):
            answer = client.get(address, query_string={"q": query})
            assert answer.status_code == 200
            assert_harmless(answer.text)
    answer = client.get("/api/search", query_string={"q": word.encode("utf-8", "replace").decode()})
    assert json.loads(answer.data)["total"] in (0, 1)


@pytest.fixture
def client() -> FlaskClient:
    return create_app({"TESTING": True}, search=FakeSearch(articles(3))).test_client()


@pytest.mark.parametrize(
    "query",
    [quote(payload, errors="surrogatepass") for payload in some()]
    + [
        "%00",
        "%ED%A0%80",
        "%FF%FE",
        "%",
        "%zz",
        "+",
        "%C0%AF",
        "a&q=b&q=c",
        "%0d%0aSet-Cookie:a=b",
        "a" * 1_000_000,
    ],
)
def test_hostile_queries(client: FlaskClient, query: str) -> None:
    for address in ("/", "/search", "/article/t1", "/article/none", "/api/search", "/nowhere"):
        answer = client.get(f"{address}?q={query}")
        assert answer.status_code in (200, 404)
        assert "Set-Cookie" not in answer.headers
        if answer.mimetype == "text/html":
            assert_harmless(answer.text)
            assert len(answer.data) < 200_000


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=a&page=1e9",
        "/search?q=a&page=-1",
        "/search?q=a&page=%D9%A3",
        "/search?q=a&page=%00",
        "/search?q=a&page=" + "9" * 10_000,
        "/search?q=a&sort=%3Cscript%3E",
        "/api/search?q=a&limit=%ED%A0%80",
    ],
)
def test_hostile_parameters(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert_harmless(answer.text)


@pytest.mark.parametrize(
    "path",
    [
        "/article/%00",
        "/article/..%2f..",
        "/article/%ED%A0%80",
        "/%FF",
        "/api/%00",
        "/static/../__init__.py",
    ],
)
def test_hostile_paths(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_answer_is_protected(client: FlaskClient) -> None:
    for address in (
        "/",
        "/search?q=товарооборот",
        "/search?q=a&page=0",
        "/nowhere",
        "/api/search?q=a",
        "/static/site.css",
    ):
        headers = client.get(address, buffered=True).headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_static_files_are_kept_by_version(client: FlaskClient) -> None:
    page = Elements(client.get("/").text)
    for name in ("site.css", "site.js", "favicon.svg"):
        address = next(
            value for _, value in page.attributes if value.startswith(f"/static/{name}?v=")
        )
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (
            "immutable"
            not in client.get(f"/static/{name}?v=old", buffered=True).headers["Cache-Control"]
        )
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
