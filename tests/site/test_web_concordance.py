"""Contexts as a page and as JSON."""

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from harmless import assert_harmless
from hostile import some
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.indexer.errors import IndexMissing
from svodka.indexer.limits import Limits
from svodka.webapp.app import create_app


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(60))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


def test_every_hit_is_a_line(client: FlaskClient) -> None:
    html = client.get("/concordance?q=товарооборот").text.replace("\xa0", " ")
    assert "<title>товарооборот — 60 вхождений · Сводка</title>" in html
    assert "<h1>60 вхождений в 60 статьях</h1>" in html
    assert "показаны 1–50" in html
    assert html.count("<tr>") == 51
    assert (
        '<td class="left" lang="ru"><span>Первый абзац о переговорах. ¶ О торговле ¶ '
        "Как отметили в Баку, </span></td>"
        '<td class="right" lang="ru"><mark>товарооборот</mark> за день 1 вырос.</td>'
    ) in html
    assert '<time datetime="2024-08-02">02.08.2024</time><bdi>ТАСС</bdi></a>' in html
    assert '<form class="box" action="/concordance" method="get">' in html


def test_pages_orders_and_filters_keep_each_other(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=товарооборот&order=right&page=2&source=ТАСС").text)
    assert html.count("<tr>") == 11
    assert 'aria-current="true">по слову справа</a>' in html
    assert '<input type="hidden" name="order" value="right">' in html
    assert '<input type="hidden" name="source" value="ТАСС">' in html
    links = re.findall('href="(/concordance[^"]*)"', html)
    assert sum("order=left" in link for link in links) == 1
    assert sum("order=right" in link for link in links) > 3
    assert [link for link in links if "source=" not in link] == [
        link for link in links if link in re.findall('class="(?:chip|reset)" href="([^"]+)"', html)
    ]
    assert "order=right" in next(link for link in links if "source=" not in link)


def test_the_results_lead_to_them_and_back(client: FlaskClient) -> None:
    html = unescape(client.get("/search?q=товарооборот&source=ТАСС&sort=newest").text)
    (url,) = re.findall('<a href="([^"]+)">Вхождения</a>', html)
    back = re.findall('<a href="([^"]+)">Статьи</a>', unescape(client.get(url).text))
    assert client.get(back[0]).status_code == 200
    assert "source=" in back[0]
    assert "Вхождения" not in client.get("/search?q=жираф").text


def test_reprints_are_read_once_unless_told_otherwise(
    client: FlaskClient, search: FakeSearch
) -> None:
    search.articles += [Article(f"r{n}", "Рост", "Товарооборот растёт.", f"r{n}") for n in range(5)]
    html = client.get("/concordance?q=товарооборот").text.replace("\xa0", " ")
    assert "<h1>61 вхождение в 61 статье</h1>" in html
    (url,) = re.findall('перепечатки скрыты · <a href="([^"]+)">показать все', unescape(html))
    html = client.get(url).text.replace("\xa0", " ")
    assert "<h1>65 вхождений в 65 статьях</h1>" in html
    assert "скрыть перепечатки" in html
    assert client.get("/api/concordance?q=товарооборот").json["lines_total"] == 65, (
        "programs get all"
    )


def test_it_says_what_was_not_read(client: FlaskClient, search: FakeSearch) -> None:
    search.articles, search.bounds = articles(700), Limits(context_lines=500)
    html = client.get("/concordance?q=товарооборот").text.replace("\xa0", " ")
    assert "<h1>500 вхождений в 500 статьях</h1>" in html
    assert "из 500 самых релевантных статей (из 700)" in html


def test_where_there_is_nothing_it_helps(client: FlaskClient, search: FakeSearch) -> None:
    assert "Введите слово или фразу" in client.get("/concordance").text
    assert "Вхождений нет" in client.get("/concordance?q=жираф").text
    assert "последняя страница — 2-я" in client.get("/concordance?q=товарооборот&page=9").text
    search.failure = IndexMissing("No index.")
    assert client.get("/concordance?q=жираф").status_code == 503


@pytest.mark.parametrize(
    "wrong", ["order=size", "page=0", "page=20001", "from=вчера", "order=left%00"]
)
def test_a_bad_parameter_is_named(client: FlaskClient, wrong: str) -> None:
    for address in ("/concordance", "/api/concordance"):
        answer = client.get(f"{address}?q=нефть&{wrong}")
        assert answer.status_code == 400
    assert json.loads(answer.data)["detail"].startswith(
        f"Parameter «{wrong.partition('=')[0]}» must be"
    )
    assert client.get("/api/concordance?q=нефть&limit=101").status_code == 400


def test_the_record(client: FlaskClient) -> None:
    record = json.loads(
        client.get("/api/concordance?q=товарооборот&limit=1&page=2&order=rank").data
    )
    address = f"/api/concordance?q={quote('товарооборот')}&limit=1&order=rank&page={{}}"
    assert record == {
        "query": "товарооборот", "understood": "товарооборот", "total": 60, "articles": 60,
        "found": 60, "lines_total": 60, "cut": False,
        "page": 2, "pages": 60, "order": "rank", "words": 3, "sample": None, "seed": 1,
        "took_ms": 0.1, "notices": [],
        "lines": [
            {
                "id": "t2", "title": "Товарооборот вырос, сообщение 2", "date": "2024-08-03",
                "source": "ТАСС", "field": "text",
                "range": [60, 72],
                "left": "Первый абзац о переговорах. ¶ О торговле ¶ Как отметили в Баку, ",
                "hit": "товарооборот", "right": " за день 2 вырос.",
                "lemma": "товарооборот", "page_url": "/article/t2",
            }
        ],
        "forms": [{"value": "товарооборот", "count": 60}],
        "prev": address.format(1), "next": address.format(3),
    }  # fmt: skip


@pytest.mark.parametrize("payload", some())
def test_hostile_articles_and_queries(payload: str) -> None:
    fields = dict.fromkeys(("title", "date", "source", "section", "author", "url"), payload)
    search = FakeSearch([Article("a", text=f"слово {payload} слово", path="a", **fields)])
    client = create_app({"TESTING": True}, search=search).test_client()
    for query in ("слово", payload.encode("utf-8", "replace").decode()):
        answer = client.get("/concordance", query_string={"q": query})
        assert answer.status_code == 200
        assert_harmless(answer.text)
        assert client.get("/api/concordance", query_string={"q": query}).status_code == 200
