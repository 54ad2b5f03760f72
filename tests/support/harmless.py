"""Checks that an answer of the site is harmless, for any articles and any request."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

from werkzeug.test import TestResponse

#: Elements that no page of the site has.
FORBIDDEN = {
    "img",
    "b",
    "i",
    "iframe",
    "object",
    "embed",
    "style",
    "foreignobject",
    "base",
    "math",
    "video",
    "audio",
    "frame",
}
LINKS = ("href", "src", "action", "formaction", "data-suggest", "xlink:href")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
RAW_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OUR_SCRIPT = re.compile(r'<script src="/static/site\.js\?v=[0-9a-f]{12}" defer></script>')
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


class Elements(HTMLParser):
    """Collects the elements of a page and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.outward: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.names.append(tag)
        self.attributes += given.items()
        if tag == "a" and given.get("href", "").lower().startswith("http"):
            self.outward.append(given)


def assert_harmless(html: str) -> None:
    """A page must have only the site's own script, and no control characters.

    Its links lead to the site itself or to http addresses.
    """
    page = Elements(html)
    scripts = 0 if html.startswith("{") else 1
    assert page.names.count("script") == len(_OUR_SCRIPT.findall(html)) == scripts
    assert not set(page.names) & FORBIDDEN
    assert not [
        name
        for name, _ in page.attributes
        if name.startswith("on") or name in ("style", "srcdoc", "ping")
    ]
    for name, value in page.attributes:
        if name in LINKS:
            assert re.match(r"/(?![/\\])|#|\?|https?://[^\s/]", value), value
            assert urlsplit(value).scheme in ("", "http", "https"), value
    for link in page.outward:
        assert {"noopener", "noreferrer", "nofollow"} <= set(link["rel"].split()), link
    assert not CONTROLS.search(html)
    assert "2161039" not in html, "a template was run"


def assert_harmless_answer(answer: TestResponse) -> None:
    """An answer of any kind must match its media type.

    No header may come from a request or an article.
    """
    for name, value in answer.headers:
        assert not re.search(r"[\r\n\0]", name + value), name
    assert "X-Pwned" not in answer.headers
    cookie = answer.headers.get("Set-Cookie", "")
    assert re.match(r"$|(language=(ru|en)|queries=[\w=-]*); (?!.*pwned)", cookie)
    location = answer.headers.get("Location", "/")
    assert re.match(r"/(?![/\\])", location), location
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    kind = answer.mimetype
    if kind == "text/html" and not answer.location:
        assert_harmless(answer.text)
    elif kind.endswith("json") or kind.endswith("jsonl"):
        _assert_json(answer.text, lines=kind.endswith("jsonl"))
    elif kind.endswith("xml"):
        ElementTree.fromstring(answer.data)  # declarations of entities are checked below
        assert b"<!DOCTYPE" not in answer.data
        assert b"<!ENTITY" not in answer.data
        assert not CONTROLS.search(answer.text)
    elif kind == "text/csv":
        _assert_table(answer.text)
    elif kind.startswith("text/") or "bibtex" in kind or "research-info" in kind:
        assert not CONTROLS.search(answer.text)


def _assert_json(text: str, *, lines: bool) -> None:
    for line in filter(None, text.split("\n")) if lines else [text]:
        json.loads(line)
    assert not RAW_CONTROLS.search(text)


def _assert_table(text: str) -> None:
    first = text.removeprefix("\ufeff").split("\n", 1)[0]
    rows = list(
        csv.reader(
            io.StringIO(text.removeprefix("\ufeff"), newline=""),
            delimiter=";" if ";" in first else ",",
        )
    )
    assert not CONTROLS.search(text)
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if _FORMULA.match(cell)]
