"""Headers of every response; types and names of files; refused methods and bodies."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles
from werkzeug.test import TestResponse

from svodka.indexer.errors import IndexMissing
from svodka.webapp.app import create_app
from svodka.webapp.middleware.body_limit import BODY
from svodka.webapp.middleware.password import hashed

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for "
    "'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Ask = Callable[[FlaskClient], TestResponse]


class Broken(FakeSearch):
    """A search with a fault in its code."""

    def suggest(self, typed: str, limit: int = 8) -> list[object]:  # type: ignore[override]
        raise ZeroDivisionError(typed)


@pytest.fixture
def app() -> Flask:
    return create_app({"ADDRESS": "http://localhost/"}, search=Broken(articles(12)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def revalidate(client: FlaskClient, address: str) -> TestResponse:
    """Request a resource again, with the ETag of its first response."""
    tag = client.get(address, buffered=True).headers["ETag"]
    return client.get(address, headers={"If-None-Match": tag}, buffered=True)


ANSWERS: list[tuple[int, Ask]] = [
    *[
        (200, lambda client, address=address: client.get(address, buffered=True))
        for address in ("/", "/search?q=за", "/help", "/article/t1", "/concordance?q=за",
                        "/article/t1.txt", "/article/t1.json", "/article/t1.bib", "/article/t1.ris",
                        "/api/search?q=за",
                        "/api/openapi.json", "/healthz", "/feed.atom?q=за", "/export.csv?q=за",
                        "/export.jsonl?q=за",
                        "/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml",
                        "/static/site.css")
    ],
    (200, lambda client: client.head("/search?q=за")),
    (200, lambda client: client.options("/search")),
    (302, lambda client: create_app(search=FakeSearch([*articles(1), dotted_article()]))
     .test_client().get("/article/x.txt")),
    (303, lambda client: client.post("/language", data={"language": "en", "to": "/help"})),
    (206, lambda client: client.get("/static/site.css", headers={"Range": "bytes=0-9"},
     buffered=True)),
    (304, lambda client: revalidate(client, "/feed.atom?q=за")),
    (304, lambda client: revalidate(client, "/static/site.css")),
    (400, lambda client: client.get("/search?q=за&page=0")),
    (400, lambda client: client.get("/api/search?q=за&page=0")),
    (400, lambda client: client.get("/", headers={"Host": "a b"})),
    (401, lambda client: locked().get("/search?q=за")),
    (404, lambda client: client.get("/nowhere")),
    (404, lambda client: client.get("/", environ_overrides={"PATH_INFO": "/article//t1"})),
    (404, lambda client: client.get("/static/nothing.css")),
    (404, lambda client: client.get("/static/../headers.py")),
    (405, lambda client: client.post("/search")),
    (405, lambda client: client.open("/", method="TRACE")),
    (411, lambda client: client.post("/language", headers={"Transfer-Encoding": "chunked"})),
    (413, lambda client: client.post("/language", data=b"a" * (BODY + 1))),
    (416, lambda client: client.get("/static/site.css", headers={"Range": "bytes=999999-"},
     buffered=True)),
    (421, lambda client: client.get("/", headers={"Host": "example.org"})),
    (500, lambda client: client.get("/suggest?q=за")),
    (503, lambda client: create_app(search=FakeSearch([], IndexMissing("none")))
     .test_client().get("/search?q=за")),
]  # fmt: skip


def dotted_article() -> object:
    """An article with an id that ends like the address of a text."""
    return articles(1)[0].__class__(id="x.txt", title="Отчёт", text="Текст.", path="x.txt")


def locked() -> FlaskClient:
    return create_app({"PASSWORD_HASH": hashed("тайна")}, search=FakeSearch([])).test_client()


@pytest.mark.parametrize(
    ("status", "ask"), ANSWERS, ids=lambda one: str(one) if isinstance(one, int) else ""
)
def test_every_answer_has_the_headers(client: FlaskClient, status: int, ask: Ask) -> None:
    answer = ask(client)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    policy = dict(part.split("=", 1) for part in answer.headers["Permissions-Policy"].split(", "))
    assert len(policy) > 15
    assert policy.pop("clipboard-write") == "(self)"
    assert set(policy.values()) == {"()"}
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers.getlist("Cache-Control") != []
    assert not any("example.org" in value for value in answer.headers.values())


def test_it_stays_at_https_where_it_is_reached_so() -> None:
    for address, told in (
        ("https://example.org/", True),
        ("HTTPS://example.org", True),
        ("http://example.org/", False),
    ):
        client = create_app({"ADDRESS": address}, search=FakeSearch([])).test_client()
        for path in ("/", "/nowhere", "/static/site.css"):
            headers = client.get(path, buffered=True).headers
            assert headers.getlist("Strict-Transport-Security") == (
                ["max-age=31536000"] if told else []
            )
        cookie = client.post("/language", data={"language": "en"}).headers["Set-Cookie"]
        assert ("; Secure" in cookie) is told
        assert "; HttpOnly" in cookie
        assert "; SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("address", "content_type", "file"),
    [
        ("/", "text/html; charset=utf-8", ""),
        ("/nowhere", "text/html; charset=utf-8", ""),
        ("/article/t1.txt", "text/plain; charset=utf-8", ""),
        ("/article/t1.json", "application/json", ""),
        ("/article/t1.bib", "application/x-bibtex; charset=utf-8", ".bib"),
        ("/article/t1.ris", "application/x-research-info-systems; charset=utf-8", ".ris"),
        ("/export.csv?q=за", "text/csv; charset=utf-8; header=present", ".csv"),
        ("/export.jsonl?q=за", "application/jsonl; charset=utf-8", ".jsonl"),
        ("/feed.atom?q=за", "application/atom+xml; charset=utf-8", ""),
        ("/sitemap.xml", "application/xml; charset=utf-8", ""),
        ("/sitemap-1.xml", "application/xml; charset=utf-8", ""),
        ("/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8", ""),
        ("/robots.txt", "text/plain; charset=utf-8", ""),
        ("/api/search?q=за", "application/json", ""),
        ("/api/nowhere", "application/problem+json", ""),
        ("/static/site.js", "text/javascript; charset=utf-8", ""),
        ("/static/site.css", "text/css; charset=utf-8", ""),
        ("/static/favicon.svg", "image/svg+xml; charset=utf-8", ""),
    ],
)
def test_types_and_names_of_files(
    client: FlaskClient, address: str, content_type: str, file: str
) -> None:
    headers = client.get(address, buffered=True).headers
    assert headers["Content-Type"] == content_type
    named = headers.get("Content-Disposition", "")
    if file:
        assert named.startswith("attachment; filename=")
        assert f'{file}"' in named or f"{file};" in named
    else:
        assert not named.startswith("attachment")


@pytest.mark.parametrize(
    "path", ["/", "/search", "/feed.atom", "/export.csv", "/static/site.css", "/article/t1"]
)
def test_only_what_reads_is_allowed(client: FlaskClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "CONNECT"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}
    answer = client.options(path)
    assert (answer.status_code, answer.data) == (200, b"")
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/language", "/search", "/api/search", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_large_bodies_are_refused_wherever_they_come(
    client: FlaskClient, path: str, method: str
) -> None:
    answer = client.open(path, method=method, data=b"a" * (BODY + 1))
    assert answer.status_code == 413
    assert (answer.mimetype == "application/problem+json") is path.startswith("/api/")
    assert client.open(path, method=method, data=b"a" * BODY).status_code != 413


def test_a_form_is_small(client: FlaskClient) -> None:
    boundary = {"content_type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    for number, status in ((5, 400), (11, 413)):  # 400: the form has no language
        assert (
            client.post("/language", data=part * number + b"--b--\r\n", **boundary).status_code
            == status
        )
    longest = "/search?q=" + "%D0%B0" * 660
    answer = client.post("/language", data={"language": "en", "to": longest})
    assert (answer.status_code, answer.headers["Location"]) == (303, longest)


def test_a_fault_is_logged_without_the_query(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/suggest?q=СЕКРЕТ")
    assert answer.status_code == 500
    assert "СЕКРЕТ" not in answer.text
    (record,) = caplog.records
    assert record.getMessage() == "Exception on /suggest [GET]"


def test_addresses_of_answers_lead_nowhere_else(client: FlaskClient) -> None:
    forged = {
        "Host": "localhost:81",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "//evil.example",
    }
    for path in (
        "",
        "//evil.example/..",
        "/search/",
        "//search",
        "/article/t1/",
        "/search",
        "/static//site.css",
        "*",
    ):
        answer = client.get("/", headers=forged, environ_overrides={"PATH_INFO": path})
        assert "Location" not in answer.headers
        assert not re.search(r"""=["'](https?:)?//(evil\.example|localhost:81)""", answer.text)
    for to in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert (
            client.post("/language", data={"language": "en", "to": to}).headers["Location"] == "/"
        )
