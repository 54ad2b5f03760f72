"""Words over time: the chart, its table, its files, and the ways to them."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from filled import write
from flask.testing import FlaskClient
from harmless import assert_harmless
from hostile import some

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

NEWS = [
    ("2022-12-30", "Ледоход начался раньше срока", "Волна"),
    ("2023-01-02", "Ледоход пошёл по реке", "Волна"),
    ("2023-01-03", "Маяк погас", "Берег"),
    ("2023-03-05", "Маяк чинят, ледоход окончен", "Берег"),
    (None, "Что такое ледоход", "Волна"),
    *[(f"20{year}-07-01", "Лодки вышли в море", "Берег") for year in range(10, 22)],
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('trends') / 'index'}"
    engine = open_engine(url)
    articles = [
        Article(f"n{at}", title, "Подробности позже.", f"{at}", date=day, source=source)
        for at, (day, title, source) in enumerate(NEWS)
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


def cells(html: str) -> list[list[str]]:
    """The rows of the table, without markup."""
    rows = re.findall("<tr>(.*?)</tr>", html.partition("<table>")[2], re.DOTALL)
    found = [re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub("<[^>]+>", "", cell) for cell in row] for row in found]


def test_each_query_is_a_line_and_a_column(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&q=маяк&unit=month&from=2022-12")
    assert cells(html) == [
        ["Месяц", "ледоход", "маяк"],
        ["декабрь 2022", "1", "0"],
        ["январь 2023", "1", "1"],
        ["март 2023", "1", "1"],
    ]
    assert len(re.findall('<polyline class="s1"', html)) == 1
    assert len(re.findall('<polyline class="s2"', html)) == 1
    assert ">ледоход</bdi></a>: 3 статьи" in html


def test_a_point_and_a_number_lead_to_their_articles(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&unit=week&from=2022-12")
    links = re.findall('<a href="([^"]+)" tabindex="-1"><title>', html)
    assert len(links) == 3
    assert all(f'<td><a href="{link}">1</a></td>' in html for link in links)
    first, second, _ = links
    assert "from=2022-12-26&to=2023-01-01" in first
    assert "<h1>Найдена 1 статья</h1>" in page(client, first)
    assert "from=2023-01-02&to=2023-01-08" in second


def test_a_period_ends_where_a_filter_ends(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&unit=year&from=2023-01-02&to=2023-02-01")
    assert "from=2023-01-02&to=2023-02-01" in html
    assert cells(html)[1:] == [["2023", "1"]]


def test_shares_smoothing_and_gaps(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&unit=month&measure=share&from=2022-12")
    assert cells(html)[1:] == [["декабрь 2022", "1000,0"], ["январь 2023", "500,0"],
                               ["март 2023", "1000,0"]]  # fmt: skip
    assert len(re.findall("<polyline", html)) == 2, "February has no articles, and no share"
    html = page(client, "/trends?q=ледоход&unit=month&smooth=3&from=2022-12")
    assert cells(html)[2] == ["январь 2023", "0,7"]
    assert "скользящее среднее по 3 точкам" in html


def test_the_results_lead_there_in_one_click_and_back(client: FlaskClient) -> None:
    html = page(client, "/search?q=ледоход&source=Волна&sort=newest")
    (url,) = re.findall('<a href="([^"]+)">Динамика</a>', html)
    found = page(client, url)
    assert ">ледоход</bdi></a>: 3 статьи, без даты — 1" in found
    (back,) = re.findall('<a href="([^"]+)">Статьи</a>', found)
    assert "<h1>Найдено 3 статьи</h1>" in page(client, back)


def test_filters_can_be_removed(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&q=маяк&source=Волна&unit=month&measure=share")
    (reset,) = re.findall('class="reset" href="([^"]+)"', html)
    assert reset.startswith("/trends?")
    again = page(client, reset)
    assert ">маяк</bdi></a>: 2 статьи" in again
    assert '<option value="share" selected>' in again
    assert '<option value="month" selected>' in again


def test_too_many_points_are_drawn_in_a_longer_step(client: FlaskClient) -> None:
    html = page(client, "/trends?q=ледоход&unit=day")
    assert "показан более крупный шаг" in html
    assert cells(html)[0][0] == "Месяц"
    table = client.get("/trends.csv?q=ледоход&unit=day").data.decode("utf-8-sig")
    assert len(table.splitlines()) > 4000


def test_the_table_for_programs(client: FlaskClient) -> None:
    answer = client.get("/trends.csv", query_string={"q": ["маяк", "=1+1"], "unit": "year"})
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[13] == {"period": "2023", "query": "маяк", "articles": "2", "of": "3",
                        "share": "666.667"}  # fmt: skip
    assert {row["query"] for row in rows} == {"маяк", "'=1+1"}
    assert "attachment" in answer.headers["Content-Disposition"]


def test_json_for_programs(client: FlaskClient) -> None:
    record = client.get(f"/api/trends?q={quote('маяк')}&unit=year&from=2023").json
    assert record["unit"] == "year"
    assert record["series"][0]["points"] == [
        {"period": "2023", "articles": 2, "of": 3, "share": 666.667}
    ]


def test_without_a_query_it_asks_for_one(client: FlaskClient) -> None:
    html = page(client, "/trends")
    assert "Введите один или несколько запросов" in html
    assert html.count('name="q"') == 6
    assert ">все статьи</bdi></a>: 12 статей" in page(client, "/trends?source=Берег&to=2022")


@pytest.mark.parametrize(
    "wrong", ["unit=decade", "measure=size", "smooth=0", "from=вчера", "q=1&q=2&q=3&q=4&q=5&q=6"]
)
def test_a_bad_parameter_is_named(client: FlaskClient, wrong: str) -> None:
    for address in ("/trends", "/trends.csv", "/api/trends"):
        assert client.get(f"{address}?{wrong}").status_code == 400
    detail = client.get(f"/api/trends?{wrong}").json["detail"]
    assert f"«{wrong.partition('=')[0]}»" in detail


@pytest.mark.parametrize("payload", some())
def test_hostile_queries(client: FlaskClient, payload: str) -> None:
    query = payload.encode("utf-8", "replace").decode()
    answer = client.get("/trends", query_string={"q": [query, "ледоход"], "source": query})
    assert answer.status_code == 200
    assert_harmless(answer.text)


def time_of(client: FlaskClient, address: str) -> tuple[str, dict[str, str]]:
    """The present period of the results, and the addresses of the steps from it."""
    nav = page(client, address).partition('<nav class="steps"')[2].partition("</nav>")[0]
    present = re.findall("<b>(.*?)</b>", nav)
    found = re.findall('<a href="([^"]+)"[^>]*>(.*?)</a>', nav)
    return "".join(present), {re.sub("<[^>]+>", "", text).strip(): url for url, text in found}


def test_steps_lead_to_the_periods_beside_and_around(client: FlaskClient) -> None:
    present, ways = time_of(client, "/search?q=ледоход&from=2023&to=2023&source=Волна")
    assert present == "2023"
    assert set(ways) == {"← 2022", "↑ за всё время"}
    present, ways = time_of(client, ways["← 2022"])
    assert present == "2022"
    assert set(ways) == {"← 2021", "2023 →", "↑ за всё время"}
    assert time_of(client, ways["↑ за всё время"])[0] == ""
    present, ways = time_of(client, "/search?q=маяк&from=2023-01&to=2023-01")
    assert present == "январь 2023"
    assert set(ways) == {"← декабрь 2022", "февраль 2023 →", "↑ 2023"}
    # No article is of February, but the ways on are there.
    assert set(time_of(client, ways["февраль 2023 →"])[1]) == {
        "← январь 2023",
        "март 2023 →",
        "↑ 2023",
    }
    present, ways = time_of(client, "/search?q=ледоход&from=2023-01-02&to=2023-01-08")
    assert present == "2 января 2023 – 8 января 2023"
    assert "↑ январь 2023" in ways
    assert "← 26 декабря 2022 – 1 января 2023" in ways


def test_a_time_line_takes_another_unit(client: FlaskClient) -> None:
    assert "неделя с" not in page(client, "/search?q=ледоход&titles=1")
    _, ways = time_of(client, "/search?q=ледоход")
    assert set(ways) == {"по дням", "по неделям", "по месяцам"}
    html = page(client, ways["по неделям"])
    drawing = html.partition('<figure class="timeline')[2].partition("</figure>")[0]
    assert "неделя с 2 января 2023: 1 статья" in drawing
    (week,) = re.findall('<a href="([^"]+from=2023-01-02&to=2023-01-08[^"]*)"', drawing)[:1]
    assert "Найдена 1 статья" in page(client, week)
    assert client.get("/search?q=ледоход&step=век").status_code == 400
    rows = client.get("/export.csv?q=ледоход&step=week&titles=1&days=1")
    assert rows.headers["X-Total-Count"] == "4"
