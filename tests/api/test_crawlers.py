"""Rules for robots, and the sitemaps of all articles."""

from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from lxml import etree
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.webapp.app import create_app
from svodka.webapp.feeds import crawlers

ADDRESS = "https://news.example.org/archive/"
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch([*articles(5), Article("undated-1.txt", "Без даты", "Текст.", "u.txt")])


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True, "ADDRESS": ADDRESS}, search=search).test_client()


def found(client: FlaskClient, path: str, what: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [element.text for element in etree.fromstring(answer.data).xpath(what, namespaces=NAMES)]


def test_robots_read_articles_and_no_results(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for path in ("/", "/article/t1", "/static/site.css", "/sitemap.xml"):
        assert rules.can_fetch("AnyBot", f"https://news.example.org/archive{path}"), path
    for path in (
        "/search?q=a",
        "/feed.atom?q=a",
        "/export.csv?q=a",
        "/suggest?q=a",
        "/api/search",
        "/concordance?q=a",
    ):
        assert not rules.can_fetch("AnyBot", f"https://news.example.org/archive{path}"), path
    assert rules.site_maps() == ["https://news.example.org/archive/sitemap.xml"]


def test_maps_of_all_articles(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawlers, "URLS", 4)
    maps = found(client, "/sitemap.xml", "/map:sitemapindex/map:sitemap/map:loc")
    assert maps == [f"{ADDRESS}sitemap-1.xml", f"{ADDRESS}sitemap-2.xml"]
    locations = [
        found(client, address.removeprefix(ADDRESS), "//map:url/map:loc") for address in maps
    ]
    assert "Без даты" in client.get(locations[1][1].removeprefix(ADDRESS)).text
    assert locations == [
        [f"{ADDRESS}article/t{n}" for n in range(1, 5)],
        [f"{ADDRESS}article/t5", f"{ADDRESS}article/undated-1.txt.html"],
    ]
    assert found(client, "/sitemap-2.xml", "//map:lastmod") == ["2024-08-06T00:00:00Z"]
    for path in ("/sitemap-3.xml", "/sitemap-0.xml", "/sitemap-x.xml", "/sitemap--1.xml"):
        assert client.get(path).status_code == 404


def test_an_empty_collection_has_no_maps(client: FlaskClient, search: FakeSearch) -> None:
    search.articles.clear()
    assert found(client, "/sitemap.xml", "//map:loc") == []


def test_without_an_address_there_is_no_map(search: FakeSearch) -> None:
    client = create_app(search=search).test_client()
    assert "Sitemap" not in client.get("/robots.txt").text
    for path in ("/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Адрес сайта не задан" in answer.text
        assert "SVODKA_ADDRESS" in answer.text
