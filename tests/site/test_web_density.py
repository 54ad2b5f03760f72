"""The advanced form, and the looks of a list: headlines, days, 10, 20 or 50 articles."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.webapp.app import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app({"TESTING": True}, search=FakeSearch(articles(60))).test_client()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text).replace("\xa0", " ")


@pytest.mark.parametrize(("limit", "shown"), [("", 10), ("20", 20), ("50", 50), ("37", 10)])
def test_a_page_has_so_many_articles(client: FlaskClient, limit: str, shown: int) -> None:
    html = page(client, f"/search?q=товарооборот&limit={limit}")
    assert html.count("<article>") == shown
    links = re.findall('href="(/search[^"]*page=2[^"]*)"', html)
    assert all((f"limit={shown}" in link) == (shown > 10) for link in links)
    assert page(client, links[0]).count("<article>") == min(shown, 60 - shown)


def test_programs_may_ask_for_any_number(client: FlaskClient) -> None:
    assert len(client.get("/api/search?q=товарооборот&limit=37").json["results"]) == 37
    assert client.get("/search?q=товарооборот&limit=101").status_code == 400
    assert client.get("/search?q=товарооборот&limit=50&page=201").status_code == 400


def test_headlines_come_without_passages(client: FlaskClient) -> None:
    assert 'class="snippet"' in page(client, "/search?q=товарооборот")
    html = page(client, "/search?q=товарооборот&titles=1")
    assert 'class="snippet"' not in html
    assert html.count("<article>") == 10
    (back,) = re.findall('<a href="([^"]+)">с цитатами</a>', html)
    assert 'class="snippet"' in page(client, back)


def test_days_are_headings_where_dates_give_the_order(client: FlaskClient) -> None:
    html = page(client, "/search?q=товарооборот&sort=newest&days=1&limit=20")
    days = re.findall('<h2 class="of-day">(.*?)</h2>', html)
    assert days[:2] == ["28 августа 2024", "27 августа 2024"]
    assert len(days) == len(set(days)) > 5
    assert re.findall('<ol class="hits" start="([0-9]+)"', html)[:2] == ["1", "3"]
    assert "of-day" not in page(client, "/search?q=товарооборот&days=1")


def test_the_form_writes_the_query(client: FlaskClient) -> None:
    html = page(client, "/advanced")
    names = set(re.findall(' name="([a-z]+)"', html.partition('class="advanced"')[2]))
    assert {"all", "phrase", "exact", "any", "none", "title", "source", "from", "to"} <= names
    answer = client.get(
        "/advanced?all=курс&phrase=Южный+Кавказ&exact=1&none=евро&from=2007&to=03.2008&sort=newest"
    )
    assert answer.status_code == 302
    box = page(client, answer.headers["Location"])
    assert 'value="курс !"Южный Кавказ" -евро"' in box
    assert "from=2007-01-01&to=2008-03-31" in unescape(answer.headers["Location"])
    assert "sort=newest" in answer.headers["Location"]


def test_dates_alone_are_enough(client: FlaskClient) -> None:
    answer = client.get("/advanced?from=2024-08-05&to=2024-08-05")
    assert "Найдено 3 статьи" in page(client, answer.headers["Location"])
    assert client.get("/advanced?from=вчера").status_code == 400
    assert client.get("/advanced?exact=да").status_code == 400


def test_a_wrong_date_loses_nothing_of_the_form(client: FlaskClient) -> None:
    answer = client.get("/advanced?all=курс&source=ТАСС&exact=1&from=вчера&to=2024&sort=newest")
    html = unescape(answer.text).replace("\xa0", " ")
    assert "Не удалось распознать дату начала" in html
    for name, value in (("all", "курс"), ("source", "ТАСС"), ("from", "вчера"), ("to", "2024")):
        assert re.search(f'name="{name}" value="{value}"', html)
    assert '<option value="newest" selected>' in html
    assert 'value="1" checked' in html
    assert html.count("aria-invalid") == 1


@pytest.mark.parametrize(
    ("address", "rule", "rest"),
    [
        ("/search?q=курс&source=ТАСС&from=абв", "дату начала", "/search?q=курс&source=ТАСС"),
        ("/concordance?q=курс&to=2024&sample=0", "от 1 до 10000", "/concordance?q=курс&to=2024"),
        ("/collocates?q=курс&least=много", "от 1 до 1000", "/collocates?q=курс"),
    ],
)
def test_a_wrong_value_can_be_left_out(
    client: FlaskClient, address: str, rule: str, rest: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert rule in answer.text
    (again,) = re.findall('class="again" href="([^"]+)"', answer.text)
    assert unquote(unescape(again)) == rest
    assert client.get(unescape(again)).status_code == 200


def test_the_form_knows_the_sources_of_the_archive(client: FlaskClient) -> None:
    html = page(client, "/advanced")
    assert '<datalist id="known-source"><option value="ТАСС"></option></datalist>' in html
    answer = client.get("/advanced?all=товарооборот&source=ТАСС&section=экономика")
    assert unquote(answer.location) == "/search?q=товарооборот+рубрика:экономика&source=ТАСС"


def test_results_lead_to_their_originals(client: FlaskClient) -> None:
    html = page(client, "/search?q=товарооборот")
    links = re.findall('<a class="away" href="([^"]*)" rel="([^"]*)">', html)
    assert len(links) == 10
    assert set(links) >= {("https://example.org/1", "noopener noreferrer nofollow")}


def test_printed_results_say_what_they_are(client: FlaskClient) -> None:
    html = page(client, "/search?q=товарооборот&source=ТАСС")
    (line,) = re.findall('<p class="printed">(.*?)</p>', html)
    assert "запрос: товарооборот · источник: ТАСС · напечатано " in line
    assert line.endswith("/search?q=товарооборот&source=ТАСС")
    assert 'class="printed"' not in page(client, "/article/t1").partition("<main")[0]
