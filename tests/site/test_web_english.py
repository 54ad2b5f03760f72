"""English pages contain no Russian except articles, queries and their interpretation."""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch

from svodka.indexer.article import Article
from svodka.indexer.errors import IndexCorrupt, IndexMissing, IndexStale
from svodka.indexer.notice import Notice
from svodka.indexer.results.answer import Correction
from svodka.webapp.app import create_app

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
READ = ("title", "aria-label", "alt", "placeholder", "content", "value")
CYRILLIC = re.compile("[а-яё]+", re.IGNORECASE)
EXAMPLE = re.compile("“[^”]*”")  # Russian words quoted in English texts


class Interface(HTMLParser):
    """Collects a page's own texts and attributes, outside elements with ``lang="ru"``."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        outside = self._open[-1][1] if self._open else False
        russian = attributes.get("lang", "ru" if outside else "en") == "ru"
        if not russian:
            self.said += [
                value
                for name, value in attributes.items()
                if name in READ or name.startswith("data-")
            ]
        if tag not in VOID:
            self._open.append((tag, russian))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.said.append(data)


def foreign(html: str) -> list[str]:
    """The Russian words of a page that belong to its interface."""
    assert '<html lang="en">' in html
    return [
        word for text in Interface(html).said for word in CYRILLIC.findall(EXAMPLE.sub("", text))
    ]


@pytest.fixture
def search() -> FakeSearch:
    """A search over articles in Latin letters: all Cyrillic letters belong to the interface."""
    return FakeSearch([
        Article(
            id=f"t{n}", title=f"Trade grew {n}",
            text=f"The first paragraph.\nOn trade\nIn Baku, trade grew on day {n}.",
            path=f"t/{n}.txt", date=f"20{20 + n % 3}-08-{n % 28 + 1:02}", source=f"Paper {n % 3}",
            section=f"Part {n % 4}",
            author=f"Author {n % 2}", url="https://example.org/",
        )
        for n in range(30)
    ])  # fmt: skip


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    client = create_app(
        {"TESTING": True, "ADDRESS": "https://example.org/"}, search=search
    ).test_client()
    client.set_cookie("language", "en")
    return client


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/",
            "/search?q=trade",
            "/search?q=trade&page=2&sort=oldest",
            "/search?q=trade&page=90",
            "/search?q=nothing",
        ),
        *(
            "/search?q=trade&source=Paper+1&from=2021&to=2021-08",
            "/search?q=trade&from=2021-08-01&author=Author+1",
        ),
        *(
            "/search?q=trade&to=1999",
            "/search?q=trade&fold=0",
            "/search?q=trade&section=Part+1&as_typed=1",
        ),
        *(
            "/article/t3",
            "/article/t3?q=trade",
            "/article/t3?q=trade&marks=0",
            "/article/t3/compare/t4",
            "/help",
        ),
        *(
            "/concordance",
            "/concordance?q=trade",
            "/concordance?q=trade&page=9",
            "/concordance?q=nothing",
        ),
        *(
            "/search?q=a&page=0",
            "/search?q=a&sort=x",
            "/search?q=a&from=x",
            "/search?q=a&to=x",
            "/search?q=a&fold=x",
        ),
        *("/nowhere", "/article/none"),
    ],
)
def test_pages(client: FlaskClient, address: str) -> None:
    assert foreign(client.get(address).text) == []


@pytest.mark.parametrize("reason", ["layout", "spelling", "translit"])
@pytest.mark.parametrize("applied", [True, False])
def test_corrections_and_notices(
    search: FakeSearch, client: FlaskClient, reason: str, applied: bool
) -> None:
    search.correction = Correction("trade", reason, applied=applied)  # type: ignore[arg-type]
    search.notices = (
        Notice("Непарная скобка не учтена."),
        Notice("В запросе больше %(most)s слов: остальные не учтены.", most=64),
    )
    assert foreign(client.get("/search?q=trade").text) == []


@pytest.mark.parametrize("failure", [IndexMissing("x"), IndexStale("x"), IndexCorrupt("x")])
def test_errors(search: FakeSearch, client: FlaskClient, failure: IndexMissing) -> None:
    search.failure = failure
    assert foreign(client.get("/search?q=trade").text) == []
    assert foreign(client.get("/").text) == []
    assert foreign(client.post("/search").text) == []
    assert foreign(client.post("/language").text) == []


def test_feeds_are_english_too(client: FlaskClient) -> None:
    feed = client.get("/feed.atom?q=trade").text
    assert "Svodka" in feed
    assert not CYRILLIC.search(feed)


def test_the_test_sees_russian() -> None:
    html = (
        '<html lang="en"><p title="да">Yes</p><p lang="ru">нет<br>нет</p>'
        '<b>и “вот”</b><input value="ага"></html>'
    )
    assert foreign(html) == ["да", "и", "ага"]
