"""The queries that a reader follows: kept in the browser, and given as OPML."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree
from web_fake import FakeSearch, articles

from svodka.webapp.app import create_app
from svodka.webapp.presentation import followed

ADDRESS = "https://news.example.org/archive/"
BASE = {"base_url": ADDRESS}


@pytest.fixture
def client() -> FlaskClient:
    search = FakeSearch(articles(12))
    return create_app({"TESTING": True, "ADDRESS": ADDRESS}, search=search).test_client()


def keep(client: FlaskClient, address: str, name: str = "add", **headers: str) -> None:
    answer = client.post("/following", data={name: address}, headers=headers, **BASE)
    assert answer.status_code == 303


def outlines(client: FlaskClient) -> list[dict[str, str]]:
    """The feeds of the list, which must be OPML 2.0."""
    answer = client.get("/following.opml", **BASE)
    assert (answer.status_code, answer.mimetype) == (200, "text/x-opml")
    top = etree.fromstring(answer.data)
    assert (top.tag, top.get("version")) == ("opml", "2.0")
    assert [child.tag for child in top] == ["head", "body"]
    for one in top.iterfind("body/outline"):
        assert one.get("type") == "rss"
        assert one.get("text")
        assert one.get("xmlUrl").startswith(ADDRESS)
    return [dict(one.attrib) for one in top.iterfind("body/outline")]


def button(client: FlaskClient, page: str) -> str:
    """The address that the button of a page of results would keep."""
    html = client.get(page, **BASE).get_data(as_text=True)
    (form,) = etree.HTML(html).xpath("//form[input[@name='add']]")
    assert form.get("action").endswith("/following")
    return str(form.find("input").get("value"))


def test_a_query_with_filters_is_kept_until_it_is_dropped(client: FlaskClient) -> None:
    keep(client, button(client, "/search?q=товарооборот&source=ТАСС&from=2024&sort=newest"))
    keep(client, button(client, "/search?q=переговорах"))
    keep(client, button(client, "/search?q=переговорах&titles=1&page=1"))
    first, second = outlines(client)
    assert first["title"] == "товарооборот, с 1 января 2024, ТАСС".replace("1 я", "1\xa0я")
    assert second["title"] == "переговорах"
    asked = parse_qs(urlsplit(first["xmlUrl"]).query)
    assert asked == {
        "q": ["товарооборот"],
        "source": ["ТАСС"],
        "from": ["2024-01-01"],
        "sort": ["added"],
    }
    assert client.get(first["xmlUrl"].removeprefix(ADDRESS), **BASE).status_code == 200
    html = client.get("/following", **BASE).get_data(as_text=True)
    (dropped, _) = re.findall(r'name="drop" value="([^"]+)"', html)
    keep(client, dropped.replace("&amp;", "&"), "drop")
    assert [one["title"] for one in outlines(client)] == ["переговорах"]


def test_other_sites_change_nothing(client: FlaskClient) -> None:
    keep(client, "/search?q=мост")
    keep(client, "/search?q=реклама", **{"Sec-Fetch-Site": "cross-site"})
    assert [one["title"] for one in outlines(client)] == ["мост"]


def test_a_full_list_loses_nothing(client: FlaskClient) -> None:
    for number in range(followed.MOST):
        keep(client, f"/search?q=мост {number}")
    answer = client.post("/following", data={"add": "/search?q=ещё"}, **BASE)
    assert answer.location.endswith("/following?full=1")
    assert "В списке больше нет места" in client.get(answer.location).get_data(as_text=True)
    assert len(outlines(client)) == followed.MOST


@pytest.mark.parametrize("cookie", ["", "!", "eJw", "e30=", followed.packed([]) or ""])
def test_a_strange_cookie_is_an_empty_list(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("queries", cookie, domain="news.example.org", path="/archive/")
    assert outlines(client) == []
    assert "Пока здесь пусто" in client.get("/following", **BASE).get_data(as_text=True)


def test_a_query_of_signs_comes_back_as_it_was() -> None:
    ask = followed.asked("/search?q=%22a%3Db%26c%22+%2B%D1%91%25&place=%D0%91%D0%B0%D0%BA%D1%83")
    assert ask.query == '"a=b&c" +ё%'
    assert followed.read(followed.packed([ask]) or "") == [ask]


def test_a_wrong_address_is_refused(client: FlaskClient) -> None:
    assert client.post("/following", data={"add": "/search?page=0"}, **BASE).status_code == 400


def test_without_an_address_there_is_no_file() -> None:
    client = create_app(search=FakeSearch(articles(1))).test_client()
    client.post("/following", data={"add": "/search?q=мост"})
    assert client.get("/following.opml").status_code == 404
    assert "SVODKA_ADDRESS" in client.get("/following").get_data(as_text=True)
