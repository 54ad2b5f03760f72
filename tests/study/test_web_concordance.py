"""Contexts as a page and as JSON."""

import csv
import io
import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from harmless import assert_harmless
from hostile import some
from web_fake import FakeSearch, articles
from werkzeug.test import TestResponse

from svodka.indexer.article import Article
from svodka.indexer.errors import IndexMissing
from svodka.indexer.limits import Limits
from svodka.webapp.app import create_app
from svodka.webapp.feeds import lines_export


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
    assert 'aria-current="true">по словам справа</a>' in html
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
    pages = (record.pop("prev"), record.pop("next"))
    assert [page.rpartition("page=")[2] for page in pages] == ["1", "3"]
    assert record["lines"][0].pop("page_url").startswith("/article/t2")
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
                "lemma": "товарооборот",
            }
        ],
        "forms": [{"value": "товарооборот", "count": 60}],
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


def test_the_place_of_a_line_is_a_step_of_its_article(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=товарооборот").text)
    (url,) = re.findall('<a href="(/article/t2[?][^"]*at=61[^"]*)"', html)
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("#hit-1")
    page = client.get(answer.headers["Location"].partition("#")[0]).text
    assert 'id="hit-1"' in page
    assert client.get("/article/t2?q=товарооборот&at=0").status_code == 400
    assert "#" not in client.get("/article/t2?at=5").headers["Location"]


def test_a_sample_says_its_number_and_leads_to_others(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=товарооборот&sample=7").text).replace("\xa0", " ")
    assert html.count("<tr>") == 8
    assert "<h1>60 вхождений в 60 статьях</h1>" in html
    assert "Случайная выборка № 1: 7 из 60." in html
    (other,) = re.findall('<a href="([^"]+)">Другая выборка</a>', html)
    assert "sample=7&seed=2" in other
    again = unescape(client.get(other).text)
    assert "Случайная выборка № 2" in again
    shown = [re.findall("за день ([0-9]+)", text) for text in (html, again)]
    assert shown[0] != shown[1]
    assert shown[0] == re.findall("за день ([0-9]+)", client.get(f"{other[:-1]}1").text)


def test_words_that_are_compared_can_be_chosen(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=товарооборот&order=left&words=2").text)
    assert "Сравнивать слов:" in html
    assert "<b>2</b>" in html
    assert "words=1" in html
    assert "Сравнивать слов:" not in client.get("/concordance?q=товарооборот").text


def test_forms_lead_to_their_lines(client: FlaskClient, search: FakeSearch) -> None:
    search.articles = [
        Article("a", "Порт", "Порт открыт. В порту шумно, у порта тихо, порт рад.", "a")
    ]
    html = unescape(client.get("/concordance?q=порт").text)
    table = html.partition('<details class="more forms">')[2].partition("</details>")[0]
    assert re.findall(">([а-я]+)</a></th><td>([0-9]+)</td>", table) == [
        *(("порт", "2"), ("порта", "1"), ("порту", "1"))
    ]
    assert "q=!" in table


def rows(answer: TestResponse, separator: str = ",") -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


@pytest.mark.parametrize(("kind", "separator"), [("csv", ","), ("tsv", "\t")])
def test_all_lines_as_a_table(client: FlaskClient, kind: str, separator: str) -> None:
    answer = client.get(f"/concordance.{kind}?q=товарооборот&order=newest")
    found = rows(answer, separator)
    assert len(found) == 60
    assert found[0]["date"] == "2024-08-28"
    one = next(row for row in found if row["id"] == "t2")
    assert one == {
        "left": "Первый абзац о переговорах. ¶ О торговле ¶ Как отметили в Баку, ",
        "hit": "товарооборот", "right": " за день 2 вырос.", "lemma": "товарооборот",
        "date": "2024-08-03", "source": "ТАСС", "title": "Товарооборот вырос, сообщение 2",
        "id": "t2", "field": "text", "start": "60",
        "link": f"/article/t2?q={quote('товарооборот')}&at=61",
    }  # fmt: skip
    assert client.get(one["link"]).headers["Location"].endswith("#hit-1")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_table_holds_the_sample_and_the_filters(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=товарооборот&sample=9&order=right&fold=0").text)
    (url,) = re.findall('<a href="([^"]+)"[^>]*>TSV</a>', html)
    assert url.startswith("/concordance.tsv?")
    assert len(rows(client.get(url), "\t")) == 9
    assert rows(client.get("/concordance.csv?q=товарооборот&source=Вестник")) == []


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    text = "=1+1 слово =cmd()"
    search = FakeSearch([Article("a", text=text, title="Заметка", path="a", source="@SUM(1)")])
    client = create_app({"TESTING": True}, search=search).test_client()
    (row,) = rows(client.get("/concordance.csv?q=слово"))
    assert row["left"].startswith("'=")
    assert row["right"].startswith("'")
    assert row["source"].startswith("'@")


def test_a_file_says_what_it_lacks(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_export, "MOST", 5)
    found = rows(client.get("/concordance.csv?q=товарооборот"))
    assert len(found) == 6
    assert found[-1]["hit"] == "Здесь первые 5 вхождений."
