"""The search as browsers add it: its description, and its suggestions during typing."""

import json
import struct

import pytest
from flask.testing import FlaskClient
from lxml import etree
from web_fake import FakeSearch, articles

from svodka.indexer.errors import IndexMissing
from svodka.indexer.suggest.completions import Suggestion
from svodka.webapp.app import create_app

ADDRESS = "https://news.example.org/"
NAMES = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True, "ADDRESS": ADDRESS}, search=search).test_client()


def test_the_description(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    top = etree.fromstring(answer.data)
    assert top.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    (name,) = top.xpath("os:ShortName/text()", namespaces=NAMES)
    (long,) = top.xpath("os:Description/text()", namespaces=NAMES)
    assert 0 < len(name) <= 16
    assert 0 < len(long) <= 1024
    assert top.xpath("os:InputEncoding/text()", namespaces=NAMES) == ["UTF-8"]
    kinds = {
        (url.get("rel"), url.get("type")): url.get("template")
        for url in top.findall("os:Url", NAMES)
    }
    assert set(kinds) == {
        ("results", "text/html"),
        ("results", "application/atom+xml"),
        ("suggestions", "application/x-suggestions+json"),
        ("self", "application/opensearchdescription+xml"),
    }
    for (_, kind), template in kinds.items():
        assert template.startswith(ADDRESS)
        address = (
            template.replace("{searchTerms}", "товар")
            .replace("{startPage?}", "")
            .replace("{count?}", "")
        )
        answer = client.get(address.removeprefix(ADDRESS))
        assert (answer.status_code, answer.mimetype) == (200, kind), address
    for image in top.xpath("os:Image", namespaces=NAMES):
        answer = client.get(image.text.removeprefix(ADDRESS), buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, image.get("type"))
        if image.get("type") == "image/png":
            size = f"{image.get('width')}x{image.get('height')}"
            assert size == "{}x{}".format(*struct.unpack(">II", answer.data[16:24]))
    assert top.xpath("count(os:Image)", namespaces=NAMES) == 2


def test_every_page_names_it(client: FlaskClient, search: FakeSearch) -> None:
    for path in ("/", "/search?q=товарооборот", "/article/t1", "/nowhere"):
        page = etree.HTML(client.get(path).data.decode())
        (link,) = page.xpath("//link[@rel='search']")
        assert link.get("type") == "application/opensearchdescription+xml"
        assert client.get(link.get("href")).status_code == 200
        assert 'rel="search"' not in create_app(search=search).test_client().get(path).text


def test_suggestions(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=товарооб&limit=2")
    assert answer.mimetype == "application/x-suggestions+json"
    assert "Товарооборот" in answer.text
    typed, texts, descriptions, addresses = json.loads(answer.data)
    assert typed == "товарооб"
    assert texts == ["Товарооборот вырос, сообщение 1", "Товарооборот вырос, сообщение 2"]
    assert descriptions == ["заголовок", "заголовок"]
    for text, address in zip(texts, addresses, strict=True):
        page = etree.HTML(client.get(address.removeprefix(ADDRESS)).data.decode())
        assert set(page.xpath("//input[@name='q']/@value")) == {text}


def test_each_kind_is_described(client: FlaskClient, search: FakeSearch) -> None:
    found = [
        Suggestion("Южный Кавказ", "phrase", 21),
        Suggestion("Анна Котова", "name", 1),
        Suggestion("Вести", "title", 2),
    ]
    search.suggest = lambda typed, limit: found  # type: ignore[method-assign]
    _, _, descriptions, _ = json.loads(client.get("/suggest?q=в").data)
    assert descriptions == ["21\xa0статья", "имя, 1\xa0статья", "заголовок, 2\xa0статьи"]


def test_nothing_to_suggest_and_errors(client: FlaskClient, search: FakeSearch) -> None:
    for query in ("", "q=", "q=жираф"):
        answer = client.get(f"/suggest?{query}")
        assert answer.status_code == 200
        assert json.loads(answer.data)[1:] == [[], [], []]
    assert len(json.loads(client.get("/suggest?q=" + "а" * 9000).data)[0]) == 1000
    for limit in ("0", "21", "много"):
        answer = client.get(f"/suggest?q=а&limit={limit}")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    search.failure = IndexMissing("No index.")
    answer = client.get("/suggest?q=а")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
