"""«Как искать»: it covers the whole query language, and its examples mean something."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch

from svodka.indexer.errors import IndexMissing
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Nothing
from svodka.webapp.app import create_app
from svodka.webapp.pages.help import chapters

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def client() -> FlaskClient:
    return create_app(
        {"TESTING": True}, search=FakeSearch([], IndexMissing("No index."))
    ).test_client()


def test_it_is_a_page_without_an_index(client: FlaskClient) -> None:
    html = client.get("/help").text
    assert "<title>Как искать · Сводка</title>" in html
    assert html.count("<h1") == 1
    for chapter in chapters():
        assert f'<a href="#{chapter.id}">' in html
        assert f'<h2 id="{chapter.id}">' in html


def test_its_examples_are_links_that_run(client: FlaskClient) -> None:
    html = client.get("/help").text
    found = re.findall('<a href="(/search[?][^"]+)">([^<]+)</a>', html)
    assert len(found) > 30
    for address, text in found:
        assert parse_qs(urlsplit(unescape(address)).query) == {"q": [unescape(text)]}


@pytest.mark.parametrize(
    "example",
    [example for chapter in chapters() for row in chapter.rows for example in row.examples],
)
def test_examples_are_understood_without_a_notice(example: str) -> None:
    parsed = parse(example)
    assert parsed.tree != Nothing()
    assert parsed.notices == ()


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("цена нефть ИЛИ газ", "цена И (нефть ИЛИ газ)"),
        ("выборы НЕ президент", "выборы, без слова «президент»"),
        ("!мира", "точно «мира»"),
        ("президент /3 указ", "слова «президент указ» не дальше 3 слов друг от друга"),
        ("нефть & баррель", "в одном предложении: нефть, баррель"),
        ("Алиеф~2", "слова, похожие на «Алиеф» (до двух опечаток)"),
        ("нефть дата:>=2024", "нефть; с 1 января 2024"),
    ],
)
def test_examples_show_what_they_should(example: str, said: str) -> None:
    assert example in [
        one for chapter in chapters() for row in chapter.rows for one in row.examples
    ]
    assert say(parse(example).tree) == said


def test_every_sign_of_the_readme_is_explained() -> None:
    table = README[README.index("## The query language") :].partition("Every input")[0]
    signs = {
        unescape(sign.replace("\\|", "|"))
        for row in table.splitlines()
        if row.startswith("| `")
        for sign in re.findall("`([^`]+)`", row.split(" | ")[0])
    }
    written = " ".join(row.written for chapter in chapters() for row in chapter.rows)
    assert len(signs) > 20
    for sign in signs:
        assert sign in written, sign
