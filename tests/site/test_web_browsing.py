"""Browsing without a query: filters alone give all of their articles, and values add up."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from filled import write
from flask.testing import FlaskClient
from lxml import etree

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

SOURCES = ("Волна", "Берег", "Волна Live", "")
ARTICLES = [
    Article(
        f"n{n}",
        f"Рейс {n}: паром ушёл",
        f"Паром номер {n} ушёл в море. На борту {n + 3} машины.",
        f"n{n}",
        date=f"20{20 + n % 3}-0{n % 9 + 1}-11",
        source=SOURCES[n % 4],
        section="Порт" if n % 2 else "Флот",
    )
    for n in range(12)
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('browsing') / 'index'}"
    engine = open_engine(url)
    write(engine, ARTICLES)
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text).replace("\xa0", " ")


def facet(html: str, title: str) -> dict[str, tuple[int, str, bool]]:
    """The values of a facet: the count, the address, and whether it is chosen."""
    part = html.partition(f"<h2>{title}</h2>")[2].partition("</section>")[0]
    rows = re.findall(r'<a href="([^"]+)"( class="chosen")?[^>]*><bdi>(.*?)</bdi> .*?>(\d+)', part)
    return {value: (int(count), url, bool(chosen)) for url, chosen, value, count in rows}


@pytest.mark.parametrize(
    "address", ["/search?source=Волна", "/?q=&source=Волна&from=", "/?q=*&source=Волна"]
)
def test_a_filter_alone_gives_all_of_its_articles(client: FlaskClient, address: str) -> None:
    html = page(client, address)
    assert "Найдено 3 статьи" in html
    days = re.findall(r'<time datetime="([^"]+)">', html)
    assert days == sorted(days, reverse=True)
    assert 'class="timeline' in html
    assert "по релевантности" not in html


def test_an_asterisk_alone_gives_all_articles(client: FlaskClient) -> None:
    html = page(client, "/search?q=*")
    assert "Найдено 12 статей" in html
    assert "не учтено" not in html
    assert client.get("/api/search?q=*").json["total"] == 12


def test_without_filters_an_empty_box_is_the_start_page(client: FlaskClient) -> None:
    for address in ("/", "/search?q=", "/search?q=&source=&from=", "/search?q=%20&page=2"):
        assert "motto" in page(client, address)


def test_feed_and_export_browse_too(client: FlaskClient) -> None:
    for query in ("source=Волна", "q=&source=Волна"):
        exported = client.get(f"/export.csv?{query}")
        assert exported.headers["X-Total-Count"] == "3"
        feed = etree.fromstring(client.get(f"/feed.atom?{query}").data)
        assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3


def test_a_filter_is_exact(client: FlaskClient) -> None:
    assert "Волна Live" not in page(client, "/search?source=Волна").partition('class="hits"')[2]
    start = page(client, "/")
    assert f'<a href="/search?q=&source={quote("Волна")}"><bdi>Волна</bdi>' in start


def test_values_of_a_field_add_up(client: FlaskClient) -> None:
    one = facet(page(client, "/search?q=паром&source=Волна"), "Источник")
    assert {value: found[0] for value, found in one.items()} == {
        "Волна": 3, "Берег": 3, "Волна Live": 3,
    }  # fmt: skip
    assert [value for value, found in one.items() if found[2]] == ["Волна"]
    both = page(client, one["Берег"][1])
    assert "Найдено 6 статей" in both
    chosen = [value for value, found in facet(both, "Источник").items() if found[2]]
    assert sorted(chosen) == ["Берег", "Волна"]
    back = facet(both, "Источник")["Волна"][1]
    assert "Найдено 3 статьи" in page(client, back)


def test_other_filters_narrow_the_values(client: FlaskClient) -> None:
    found = facet(page(client, "/search?q=паром&source=Волна&section=Флот"), "Источник")
    assert {value: one[0] for value, one in found.items()} == {"Волна": 3, "Волна Live": 3}


def test_years_stay_when_one_is_chosen(client: FlaskClient) -> None:
    found = facet(page(client, "/search?q=паром&from=2021&to=2021"), "Год")
    assert {value: (one[0], one[2]) for value, one in found.items()} == {
        "2022": (4, False), "2021": (4, True), "2020": (4, False),
    }  # fmt: skip


def test_articles_without_a_source_are_counted(client: FlaskClient) -> None:
    html = page(client, "/search?q=паром")
    (line,) = re.findall('<li class="without">(.*?)</li>', html)
    assert re.sub("<[^>]+>", "", line) == "без источника 3 статьи"
    assert client.get("/api/search?q=паром&counts=1").json["counts"]["sourceless"] == 3


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2021", "2021"),
        ("01.2021", "12.2021"),
        ("01.01.2021", "декабрь 2021"),
        ("31.12.2021", "2021-01-01"),
    ],
)
def test_dates_are_taken_as_people_write_them(client: FlaskClient, since: str, until: str) -> None:
    html = page(client, f"/search?q=паром&from={since}&to={until}")
    assert "Найдено 4 статьи" in html
    assert '<input id="from" name="from" value="01.01.2021"' in html
    assert '<input id="to" name="to" value="31.12.2021"' in html


def test_swapped_dates_are_put_right_and_said(client: FlaskClient) -> None:
    for address in ("/search?q=паром&from=31.12.2021&to=01.01.2021", "/search?from=2022&to=2020"):
        assert "Дата начала позже даты конца: даты поменяны местами." in page(client, address)
    record = client.get("/api/search?q=паром&from=2022&to=2021").json
    assert record["total"] == 8
    assert record["notices"] == ["Дата начала позже даты конца: даты поменяны местами."]


def test_what_is_no_date_is_refused(client: FlaskClient) -> None:
    for written in ("вчера", "2021-13", "32.01.2021", ">2021", "паром"):
        assert client.get(f"/search?q=паром&from={written}").status_code == 400


def test_a_form_filters_occurrences_on_their_page(client: FlaskClient) -> None:
    html = unescape(client.get("/concordance?q=паром&order=left&source=Волна").text)
    form = html.partition('class="compare narrowing"')[2].partition("</form>")[0]
    hidden = dict(re.findall('<input type="hidden" name="([a-z]+)" value="([^"]*)">', form))
    assert hidden == {"q": "паром", "order": "left", "source": "Волна"}
    (select,) = re.findall('<select name="source">(.*?)</select>', form)
    others = re.findall('<option value="[^"]+">(.*?)</option>', select)
    assert {"Берег", "Волна Live"} == set(others)
    sent = [*hidden.items(), ("source", others[0]), ("from", "2021"), ("to", "")]
    narrowed = unescape(client.get("/concordance", query_string=sent).text)
    assert "вхождени" in narrowed.partition("<h1>")[2].partition("</h1>")[0]
    chips = re.findall('<span class="kind">(.*?)</span>', narrowed)
    assert chips == ["дата", "источник", "источник"]
    assert 'name="from" value="01.01.2021"' in narrowed
