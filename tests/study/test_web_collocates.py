"""The words beside a query, as a page and as a table."""

import csv
import io
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

TEXTS = [
    *["Крепкий чай подали к столу."] * 4,
    *["Гость выпил крепкого чаю."] * 2,
    *["Погода не радует никого."] * 9,
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('collocates') / 'index'}"
    engine = open_engine(url)
    articles = [
        Article(f"n{at}", f"Заметка {at}", text, f"{at}", source="Волна" if at % 2 else "Берег")
        for at, text in enumerate(TEXTS)
    ]
    write(engine, articles, fresh=True)
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def rows(html: str) -> dict[str, list[str]]:
    found = re.findall('<th scope="row" lang="ru"><a href="[^"]+">(.*?)</a></th>(.*?)</tr>', html)
    return {word: re.findall("<td>(.*?)</td>", cells) for word, cells in found}


def test_words_come_with_their_measures(client: FlaskClient) -> None:
    html = unescape(client.get("/collocates?q=чай&least=2&fold=0").text)
    assert "6\xa0вхождений в\xa06\xa0статьях" in html
    found = rows(html)
    assert set(found) == {"крепкий", "подать", "стол", "гость", "выпить"}
    assert found["крепкий"][:3] == ["6", "6", "6"]
    assert found["крепкий"][4] == "14,0"


def test_a_word_leads_to_the_lines_with_both(client: FlaskClient) -> None:
    html = unescape(client.get("/collocates?q=чай&least=2&fold=0").text)
    (url,) = re.findall('<a href="([^"]+)">выпить</a>', html)
    lines = client.get(url).text.replace("\xa0", " ")
    assert "в 2 статьях" in lines


def test_the_lines_lead_to_them_and_filters_stay(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=чай&source=Волна&fold=0").text)
    (url,) = re.findall('<a href="([^"]+)">Соседние слова</a>', html)
    page = unescape(client.get(f"{url}&least=1").text)
    assert "3\xa0вхождения в\xa03\xa0статьях" in page
    (reset,) = re.findall('class="reset" href="([^"]+)"', page)
    assert reset.startswith("/collocates?")
    assert "6\xa0вхождений" in client.get(reset).text


def test_the_table(client: FlaskClient) -> None:
    answer = client.get("/collocates.csv?q=чай&least=2&by=articles&fold=0")
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[0]["lemma"] == "крепкий"
    assert float(found[0]["dice"]) == 14


def test_where_there_are_none_it_says_so(client: FlaskClient) -> None:
    assert "Соседних слов нет" in client.get("/collocates?q=жираф").text
    assert "Введите слово или фразу" in client.get("/collocates").text


@pytest.mark.parametrize("wrong", ["window=11", "least=0", "by=size"])
def test_a_bad_parameter_is_refused(client: FlaskClient, wrong: str) -> None:
    for kind in ("", ".csv"):
        assert client.get(f"/collocates{kind}?q=чай&{wrong}").status_code == 400


@pytest.mark.parametrize("payload", some())
def test_hostile_queries(client: FlaskClient, payload: str) -> None:
    query = payload.encode("utf-8", "replace").decode()
    answer = client.get("/collocates", query_string={"q": query, "source": query})
    assert answer.status_code == 200
    assert_harmless(answer.text)
