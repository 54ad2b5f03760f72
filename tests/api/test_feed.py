"""The Atom feed of a query: valid, stable, and sent again only when it has changed."""

from pathlib import Path
from unittest import mock

import pytest
from flask.testing import FlaskClient
from hostile import some
from lxml import etree
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.indexer.results.answer import Correction
from svodka.webapp.app import create_app
from svodka.webapp.feeds import feed as feeds
from svodka.webapp.feeds.atom import instant

ADDRESS = "https://news.example.org/"
NAMES = {"atom": "http://www.w3.org/2005/Atom", "os": "http://a9.com/-/spec/opensearch/1.1/"}
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True, "ADDRESS": ADDRESS}, search=search).test_client()


def read(client: FlaskClient, query: str = "q=товарооборот") -> etree._Element:
    """The feed, which must be valid: by the grammar, and by the rules in the text of RFC 4287."""
    answer = client.get(f"/feed.atom?{query}")
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    feed = etree.fromstring(answer.data)
    assert GRAMMAR.validate(feed), GRAMMAR.error_log
    ids = texts(feed, "atom:entry/atom:id")
    assert len(set(ids)) == len(ids)
    assert all(id.startswith("urn:uuid:") for id in texts(feed, "//atom:id"))
    for element in feed.xpath("//atom:feed | //atom:entry", namespaces=NAMES):
        assert len(element.xpath("atom:link[@rel='alternate']", namespaces=NAMES)) == 1
    return feed


def texts(feed: etree._Element, path: str) -> list[str]:
    return [getattr(found, "text", found) for found in feed.xpath(path, namespaces=NAMES)]


def links(feed: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in feed.findall("atom:link", NAMES)}


def test_the_newest_come_first(client: FlaskClient) -> None:
    dates = texts(read(client), "atom:entry/atom:updated")
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == "2024-08-28T00:00:00Z"
    assert texts(read(client), "atom:updated") == dates[:1]
    oldest = texts(read(client, "q=товарооборот&sort=oldest"), "atom:entry/atom:updated")
    assert oldest[0] == "2024-08-01T00:00:00Z"


def test_an_entry(client: FlaskClient) -> None:
    feed = read(client, "q=товарооборот&sort=relevance&limit=1")
    assert texts(feed, "atom:title") == ["Сводка: товарооборот"]
    assert texts(feed, "atom:entry/atom:title") == ["Товарооборот вырос, сообщение 1"]
    assert texts(feed, "atom:entry/atom:published") == ["2024-08-02T00:00:00Z"]
    assert texts(feed, "atom:entry/atom:author/atom:name") == ["ТАСС"]
    assert texts(feed, "atom:entry/atom:category/@term") == ["Экономика"]
    assert texts(feed, "atom:entry/atom:summary") == [
        "Как отметили в Баку, товарооборот за день 1 вырос."
    ]
    (original,) = texts(feed, "atom:entry/atom:link[@rel='via']/@href")
    assert original == "https://example.org/1"
    (page,) = texts(feed, "atom:entry/atom:link[@rel='alternate']/@href")
    assert page.startswith("https://news.example.org/article/t1?q=")


def test_pages_are_linked_and_counted(client: FlaskClient) -> None:
    feed = read(client, "q=товарооборот&page=2&limit=5&source=ТАСС&as_typed=1")
    assert texts(feed, "os:totalResults") == ["37"]
    assert texts(feed, "os:startIndex") == ["6"]
    assert texts(feed, "os:itemsPerPage") == ["5"]
    assert texts(feed, "os:Query/@searchTerms") == ["товарооборот"]
    assert texts(feed, "os:Query/@startPage") == ["2"]
    assert len(feed.findall("atom:entry", NAMES)) == 5
    found = links(feed)
    assert set(found) == {"self", "first", "previous", "next", "last", "alternate", "search"}
    assert all(address.startswith(ADDRESS) for address in found.values())
    following = read(client, found["next"].partition("?")[2])
    assert texts(following, "os:startIndex") == ["11"]
    assert links(following)["self"] == found["next"]
    assert links(following)["previous"] == found["self"]
    for address in found.values():
        assert client.get(address.removeprefix(ADDRESS)).status_code == 200
    assert {"next", "last"} & set(links(read(client, "q=товарооборот&limit=50"))) == {"last"}


def test_ids_depend_on_what_is_asked_and_on_nothing_else(
    search: FakeSearch, client: FlaskClient
) -> None:
    elsewhere = create_app(
        {"ADDRESS": "https://other.example/archive/"}, search=search
    ).test_client()
    first, second = read(client), read(elsewhere)
    assert texts(first, "//atom:id") == texts(second, "//atom:id")
    assert texts(first, "atom:id") == texts(read(client, "q=товарооборот&page=2"), "atom:id")
    others = ("q=переговорах", "q=товарооборот&sort=oldest", "q=товарооборот&section=Экономика")
    assert texts(first, "atom:id")[0] not in {
        texts(read(client, other), "atom:id")[0] for other in others
    }
    entries = set(texts(first, "atom:entry/atom:id"))
    assert entries <= set(texts(read(client, "q=переговорах&limit=40"), "atom:entry/atom:id"))
    # Readers have stored this id.
    assert texts(first, "atom:id")[0] == "urn:uuid:0cf671aa-3ee0-568f-a894-c559e5706536"


def test_without_an_address_links_stay_within_the_site(search: FakeSearch) -> None:
    feed = read(create_app(search=search).test_client())
    found = links(feed)
    assert found["self"].startswith("/feed.atom?q=")
    assert "search" not in found


@pytest.mark.parametrize("payload", some())
def test_is_xml_whatever_the_texts_hold(payload: str) -> None:
    fields = dict.fromkeys(
        ("title", "text", "path", "date", "source", "section", "author", "url"), payload
    )
    search = FakeSearch([Article(id="a", **fields)])
    client = create_app({"ADDRESS": ADDRESS}, search=search).test_client()
    word = payload.split()[0].encode("utf-8", "replace").decode()
    answer = client.get("/feed.atom", query_string={"q": word})
    feed = etree.fromstring(answer.data)
    assert GRAMMAR.validate(feed), GRAMMAR.error_log
    assert texts(feed, "atom:entry/atom:updated") in ([], ["1970-01-01T00:00:00Z"])


def test_a_correction_and_what_is_not_there(search: FakeSearch, client: FlaskClient) -> None:
    search.correction = Correction("нефть", "translit", applied=True)
    (page,) = texts(
        read(client, "q=товарооборот&limit=1"), "atom:entry/atom:link[@rel='alternate']/@href"
    )
    assert page.endswith("?q=%D0%BD%D0%B5%D1%84%D1%82%D1%8C")
    for query in ("q=жираф", "q=", ""):
        feed = read(client, query)
        assert texts(feed, "os:totalResults") == ["0"]
        assert texts(feed, "atom:updated") == ["1970-01-01T00:00:00Z"]
    assert client.get("/feed.atom?q=нефть&page=0").status_code == 400


@pytest.fixture
def tag(client: FlaskClient) -> str:
    return client.get("/feed.atom?q=товарооборот").headers["ETag"]


def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, search: FakeSearch, tag: str
) -> None:
    asked = list(search.asked)
    again = client.get("/feed.atom?q=товарооборот", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "товарооборот" not in search.asked[len(asked) :]  # no search was made
    assert client.head("/feed.atom?q=товарооборот").headers["ETag"] == tag
    other = client.get("/feed.atom?q=переговорах", headers={"If-None-Match": tag})
    assert other.status_code == 200
    search.articles.append(articles(1)[0])
    changed = client.get("/feed.atom?q=товарооборот", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_readers_of_gzip_are_told_that_nothing_has_changed(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    first = client.get("/feed.atom?q=товарооборот", headers=packed)
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["ETag"].startswith("W/")
    known = packed | {"If-None-Match": first.headers["ETag"]}
    assert client.get("/feed.atom?q=товарооборот", headers=known).status_code == 304


def test_tomorrow_it_may_be_another(client: FlaskClient, tag: str) -> None:
    with mock.patch.object(feeds, "date") as day:
        day.today.return_value = "2027-01-01"
        assert (
            client.get("/feed.atom?q=товарооборот", headers={"If-None-Match": tag}).status_code
            == 200
        )


def test_results_name_their_feed(client: FlaskClient) -> None:
    page = etree.HTML(client.get("/search?q=товарооборот&source=ТАСС&page=2").data.decode())
    (link,) = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']")
    feed = read(client, link.get("href").partition("?")[2])
    assert links(feed)["self"] == ADDRESS.rstrip("/") + link.get("href").replace("&page=2", "")
    assert texts(feed, "os:totalResults") == ["37"]


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (None, None),
        ("вчера", None),
        ("2024-08-19", "2024-08-19T00:00:00Z"),
        ("2024-08-19T14:05", "2024-08-19T14:05:00Z"),
        ("2024-08-19T14:05:00.123456+00:00", "2024-08-19T14:05:00Z"),
        ("2024-08-19T14:05:00+03:00", "2024-08-19T14:05:00+03:00"),
    ],
)
def test_moments(date: str | None, written: str | None) -> None:
    assert instant(date) == written
