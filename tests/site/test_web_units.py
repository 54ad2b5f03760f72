"""One unit everywhere: pages, facets, time lines, suggestions, feeds and exports count articles."""

import re
from collections.abc import Iterator

import pytest
from filled import write
from flask.testing import FlaskClient
from lxml import etree

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

FERRY = (
    "Паром «Заря» впервые пришёл в порт Северный с грузом зерна. На борту было двести тонн "
    "пшеницы и сорок пассажиров, судно встречали портовики и школьный оркестр. Обратно паром "
    "отправится в среду, билеты на рейс уже проданы, сообщили в управлении порта."
)
ARTICLES = [
    Article("a", "Паром пришёл в порт", FERRY, "a", date="2023-05-01", source="Волна"),
    Article("b", "Паром в порту", f"{FERRY} Ура.", "b", date="2023-05-02", source="Берег"),
    Article("c", "Паром встретили", FERRY, "c", date="2023-05-02"),
    Article("d", "Паром встал на ремонт", "Паром чинят в доке до осени.", "d", date="2024-02-03"),
    Article("e", "Новый паром", "Новый паром строят на верфи.", "e", source="Волна"),
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('units') / 'index'}"
    engine = open_engine(url)
    write(engine, ARTICLES)
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def test_everything_counts_articles(client: FlaskClient) -> None:
    html = client.get("/search?q=паром").text.replace("\xa0", " ")
    summary = re.search('<div class="summary".*?</div>', html, re.DOTALL)
    assert summary
    assert re.sub(r"<[^>]+>|\n", "", summary[0]) == (
        "Найдено 5 статей, 3 без перепечаток · показать все"
    )
    assert "<title>паром — 5 статей" in html
    record = client.get("/api/search?q=паром&fold=1&counts=1").json
    assert (record["articles"], record["total"]) == (5, 3)
    timeline, facets = record["counts"]["timeline"], record["counts"]["facets"]
    assert sum(one["count"] for one in timeline["buckets"]) + timeline["undated"] == 5
    assert sum(one["count"] for one in facets["source"]) + record["counts"]["sourceless"] == 5
    exported = client.get("/export.csv?q=паром")
    assert exported.headers["X-Total-Count"] == "5"
    feed = etree.fromstring(client.get("/feed.atom?q=паром").data)
    assert feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults") == "5"


def test_a_bar_leads_to_as_many_articles_as_it_counts(client: FlaskClient) -> None:
    html = client.get("/search?q=паром").text
    bars = re.findall('<a href="([^"]+)" tabindex="-1"><title>[^:]+: ([0-9]+)', html)
    assert len(bars) == 2
    for address, count in bars:
        found = client.get(address.replace("&amp;", "&")).text
        assert re.search(f"Найдено? ?[^0-9]*{count}\xa0стат", found)


def test_without_reprints_there_is_one_figure(client: FlaskClient) -> None:
    html = client.get("/search?q=ремонт").text.replace("\xa0", " ")
    assert "Найдена 1 статья" in html
    assert "без перепечаток" not in html
