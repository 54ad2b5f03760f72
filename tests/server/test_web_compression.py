"""Answers in gzip: the same text, and only to clients that accept it."""

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.webapp.app import create_app

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def app() -> Flask:
    return create_app({"TESTING": True}, search=FakeSearch(articles(37)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "address",
    ["/search?q=товарооборот", "/", "/help", "/concordance?q=товарооборот", "/static/site.css"],
)
def test_it_is_the_same_text_in_less_room(client: FlaskClient, address: str) -> None:
    plain, packed = (
        client.get(address, buffered=True),
        client.get(address, headers=GZIP, buffered=True),
    )
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert plain.headers["Content-Type"] == packed.headers["Content-Type"]


@pytest.mark.parametrize("taken", ["identity", "gzip;q=0", "br", "gzip;q=0, *;q=0"])
def test_nobody_gets_what_they_do_not_take(client: FlaskClient, taken: str) -> None:
    assert "Content-Encoding" not in client.get("/help", headers={"Accept-Encoding": taken}).headers


def test_short_and_streamed_answers_stay_as_they_are(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule(
        "/stream",
        view_func=lambda: Response(("слово " for _ in range(1000)), mimetype="text/plain"),
    )
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    assert "Content-Encoding" not in client.get("/stream", headers=GZIP).headers
    assert client.head("/help", headers=GZIP).data == b""


def test_a_kept_file_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/site.css", headers=GZIP, buffered=True)
    again = client.get(
        "/static/site.css", headers={**GZIP, "If-None-Match": first.headers["ETag"]}, buffered=True
    )
    assert (again.status_code, again.data) == (304, b"")
    part = client.get("/static/site.css", headers={**GZIP, "Range": "bytes=0-9"}, buffered=True)
    assert (part.status_code, len(part.data)) == (206, 10)
