"""«Об архиве» and the help tell of this collection: its sources, years, and true examples."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from filled import write
from flask.testing import FlaskClient

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

ARTICLES = [
    Article("a", "Паром ушёл", "Паром ушёл в рейс.", "a", date="2020-03-01", source="Волна"),
    Article("b", "Паром пришёл", "Паром в порту.", "b", date="2020-04-01", source="Волна"),
    Article("c", "Маяк погас", "Его чинят за 2 млрд.", "c", date="2023-05-01", source="Берег"),
    Article("d", "Маяк горит", "Маяк снова горит.", "d", source="Волна"),
    Article("e", "Порт открыт", "Принял 2 судна с миллиардом.", "e", date="2023-06-01",
            url="https://www.port.example/e"),
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('about') / 'index'}"
    engine = open_engine(url)
    write(engine, ARTICLES)
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def test_it_tells_what_the_archive_holds(client: FlaskClient) -> None:
    html = unescape(client.get("/about").text).partition("<template")[0]
    facts = dict(re.findall("<div><dt>(.*?)</dt><dd>(?:<a [^>]+>)?(.*?)(?:</a>)?</dd></div>", html))
    assert facts == {
        "Статей": "5", "Период": "2020–2023", "Источников": "2", "Без даты": "1",
        "Без источника": "1",
    }  # fmt: skip
    heads = re.findall('<th scope="col">(.*?)</th>', html)
    assert heads == ["Источник", "Всего", "2023", "2022", "2021", "2020", "Без даты"]
    rows = [
        re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall("<tr>(.*?)</tr>", html.partition("<tbody>")[2], re.DOTALL)
    ]
    assert [[re.sub("<[^>]+>", "", cell) for cell in row] for row in rows] == [
        ["Волна", "3", "", "", "", "2", "1"],
        ["Берег", "1", "1", "", "", "", ""],
        ["без источника", "1", "1", "", "", "", ""],
    ]


def test_its_cells_lead_to_their_articles(client: FlaskClient) -> None:
    html = unescape(client.get("/about").text)
    source = quote("Волна")
    assert f'href="/search?q=&source={source}"' in html
    (year,) = re.findall(f'href="(/search[?]q=&from=2020-01-01[^"]*source={source})"', html)
    assert "Найдено 2\xa0статьи" in client.get(year).text


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    for address in ("/", "/help", "/search?q=паром", "/article/a", "/nowhere"):
        assert '<a href="/about">Об архиве</a>' in client.get(address).text
    assert client.get("/api/openapi.json").status_code == 200
    assert 'href="/api/openapi.json"' in client.get("/about").text


def test_the_help_has_examples_that_find_something(client: FlaskClient) -> None:
    html = unescape(client.get("/help").text)
    examples = re.findall('<p class="tries" lang="ru">(.*?)</p>', html)
    queries = [one for part in examples for one in re.findall(">([^<]+)</a>", part)]
    assert {"источник:Волна", "сайт:port.example", "дата:2023", "*"} <= set(queries)
    assert "Азербайжан~" not in queries
    for query in queries:
        found = client.get("/api/search", query_string={"q": query, "strict": "1"}).json
        assert found["total"] > 0, query


def test_a_phrase_that_is_nowhere_leads_to_its_words(client: FlaskClient) -> None:
    html = client.get('/search?q="порту паром"').text
    assert "Как фраза не встречается. Слова по отдельности в одной статье:" in html
    (link,) = re.findall('<a class="action" href="([^"]+)">1\xa0статья</a>', html)
    assert "Найдена 1\xa0статья" in client.get(unescape(link)).text
    assert "Как фраза не встречается" not in client.get('/search?q="маяк порту"').text


def test_a_number_beside_its_millions_is_one_click_away(client: FlaskClient) -> None:
    html = client.get("/search?q=2 миллиарда").text
    assert "Найдено 2\xa0статьи" in html
    part = html.partition("Число и слово ищутся порознь. Рядом:")[2].partition("</p>")[0]
    (link,) = re.findall('href="([^"]+)">1\xa0статья</a>', part)
    assert "Маяк погас" in client.get(unescape(link)).text
    for query in ("2 судна", '"2 млрд"', "3 млрд"):
        assert "ищутся порознь" not in client.get("/search", query_string={"q": query}).text
