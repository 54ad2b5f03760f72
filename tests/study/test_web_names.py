"""The page of a person or a place, and the ways to it."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from filled import write
from flask.testing import FlaskClient
from harmless import assert_harmless
from hostile import some

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

NEWS = [
    ("2019-03-01", "Пётр Лосев и Анна Котова открыли мост в Вологде.", "Волна"),
    ("2021-05-02", "Пётр Лосев выступил в Вологде.", "Берег"),
    ("2023-07-03", "Пётр Лосев и Анна Котова приехали в Тверь.", "Волна"),
    (None, "Анна Котова дала концерт.", "Волна"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('names') / 'index'}"
    engine = open_engine(url)
    articles = [
        Article(f"n{at}", f"Заметка {at}", text, f"{at}", date=day, source=source)
        for at, (day, text, source) in enumerate(NEWS)
    ]
    write(engine, articles, fresh=True)
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text).partition("<template")[0].replace("\xa0", " ")


def listed(html: str, heading: str) -> list[tuple[str, str]]:
    """The names and counts of a section."""
    section = html.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    return re.findall('<bdi>(.*?)</bdi></a> <span class="count">([0-9]+)<', section)


def test_a_person_has_dates_neighbours_and_sources(client: FlaskClient) -> None:
    html = page(client, "/person?name=Пётр Лосев")
    facts = dict(re.findall("<dt>(.*?)</dt><dd><a [^>]+>(.*?)</a></dd>", html))
    assert facts == {
        "Статей": "3", "Первое упоминание": "1 марта 2019", "Последнее упоминание": "3 июля 2023",
    }  # fmt: skip
    assert listed(html, "Кто рядом") == [("Анна Котова", "2")]
    assert listed(html, "Какие места") == [("Вологда", "2"), ("Тверь", "1")]
    assert listed(html, "Источники") == [("Волна", "2"), ("Берег", "1")]
    assert "<svg" in html


def test_its_links_lead_to_what_they_say(client: FlaskClient) -> None:
    html = page(client, "/person?name=Пётр Лосев")
    (all_of_them,) = re.findall('<a href="([^"]+)">Все статьи</a>', html)
    assert "<h1>Найдено 3 статьи</h1>" in page(client, all_of_them)
    (source,) = re.findall('<a href="([^"]+)"><bdi>Волна</bdi>', html)
    assert "<h1>Найдено 2 статьи</h1>" in page(client, source)
    (beside,) = re.findall('<a lang="ru" href="([^"]+)"><bdi>Анна Котова</bdi>', html)
    assert "<bdi>Анна Котова</bdi></h1>" in page(client, beside)
    for way in ("Вхождения", "Соседние слова", "Динамика"):
        (url,) = re.findall(f'<a href="([^"]+)">{way}</a>', html)
        assert "Лосев" in page(client, url)


def test_a_place_has_a_page_too(client: FlaskClient) -> None:
    html = page(client, "/place?name=Вологда")
    assert listed(html, "Кто рядом") == [("Пётр Лосев", "2"), ("Анна Котова", "1")]
    assert listed(html, "Какие места") == []


def test_the_article_and_the_filter_lead_there(client: FlaskClient) -> None:
    html = page(client, "/article/n0")
    named = html.partition("Упомянуты:")[2].partition("</p>")[0]
    links = re.findall('href="([^"]+)">(.*?)</a>', named)
    assert [name for _, name in links] == ["Пётр Лосев", "Анна Котова", "Вологда"]
    for url, name in links:
        assert f"<bdi>{name}</bdi></h1>" in page(client, url)
    html = page(client, "/search?q=мост | Тверь&person=Пётр Лосев")
    (url,) = re.findall('<a href="([^"]+)">Подробнее: <bdi>Пётр Лосев', html)
    assert url.startswith("/person?name=")


def test_who_is_not_named_has_no_page(client: FlaskClient) -> None:
    assert client.get("/person?name=Иван Кот").status_code == 404
    assert client.get("/place?name=Пётр Лосев").status_code == 404
    assert client.get("/person").status_code == 400
    assert client.get(f"/person?name={'я' * 301}").status_code == 400


@pytest.mark.parametrize("payload", some())
def test_hostile_names(client: FlaskClient, payload: str) -> None:
    name = payload.encode("utf-8", "replace").decode()
    answer = client.get("/person", query_string={"name": name})
    assert answer.status_code in (400, 404)
    assert_harmless(answer.text)
