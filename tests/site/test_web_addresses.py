"""Absolute addresses begin with the configured one, for any request."""

import pytest
from web_fake import FakeSearch, articles

from svodka.indexer.errors import SettingError
from svodka.webapp.addresses import VARIABLE, absolute
from svodka.webapp.app import create_app


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://news.example.org", "https://news.example.org/"),
        ("https://news.example.org/", "https://news.example.org/"),
        ("http://example.org:8080/news/", "http://example.org:8080/news/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("https://пример.рф/ёж", "https://xn--e1afmkfd.xn--p1ai/%D1%91%D0%B6/"),
    ],
)
def test_an_address_is_made_from_the_setting(address: str, root: str) -> None:
    app = create_app({"ADDRESS": address}, search=FakeSearch(articles(1)))
    with app.test_request_context(
        "/", base_url="https://evil.example/", headers={"X-Forwarded-Host": "evil.example"}
    ):
        assert absolute("api.search", q="ёж", page=None) == f"{root}api/search?q=%D1%91%D0%B6"
    with app.app_context():
        assert absolute("pages.article", id="ё ж") == f"{root}article/%D1%91%20%D0%B6"


def test_without_the_setting_there_is_none() -> None:
    with create_app(search=FakeSearch([])).test_request_context(
        "/", base_url="https://evil.example/"
    ):
        assert absolute("api.search") is None


@pytest.mark.parametrize(
    "address",
    ["example.org", "//example.org/", "ftp://example.org/", "https://", "https:///news",
     "http://a b/", "http://a/?q=1",
     "http://a/#x", "http://user@example.org/", "http://example.org:port/",
     "http://example.org:99999/", "https://example.org/\n", "javascript:alert(1)",
     "http://" + "a" * 64 + ".org/", "http://a/\"><b>"],
)  # fmt: skip
def test_an_impossible_setting_is_told_at_once(address: str) -> None:
    with pytest.raises(SettingError, match=VARIABLE):
        create_app({"ADDRESS": address}, search=FakeSearch([]))


def test_the_environment_gives_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "https://news.example.org/")
    assert create_app(search=FakeSearch([])).config["ADDRESS"] == "https://news.example.org/"
    monkeypatch.delenv(VARIABLE)
    assert create_app(search=FakeSearch([])).config["ADDRESS"] == ""
