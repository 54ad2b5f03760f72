"""The page of differences between two reprints."""

import re

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch

from svodka.indexer.article import Article
from svodka.indexer.results.comparison import MergedParagraph
from svodka.webapp.app import create_app
from svodka.webapp.presentation.markup import changes

EARLIER = Article(
    "e", "Паром пришёл в порт",
    "Паром «Заря» пришёл в порт утром.\nНа борту было сорок пассажиров.\nОн уйдёт в среду.",
    "e.txt", date="2024-08-19T09:00:00+03:00", source="Волна",
)  # fmt: skip
LATER = Article(
    "l", "Паром пришёл в порт",
    "Паром «Заря» пришёл в порт вечером.\nНа борту было сорок пассажиров.\nИх встречали.",
    "l.txt", date="2024-08-19T21:00:00+03:00", source="Берег",
)  # fmt: skip


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch([LATER, EARLIER, Article("x", "Маяк", "Маяк.", "x")])


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


def test_changes_are_shown_from_the_earlier_to_the_later(client: FlaskClient) -> None:
    html = client.get("/article/l/compare/e").text
    assert "в порт <del>утром</del> <ins>вечером</ins>." in html
    assert '<p class="same">На борту было сорок пассажиров.</p>' in html
    assert html.index("Волна") < html.index("Берег")
    assert "<del>Он уйдёт в среду</del>" in html
    assert "<ins>Их встречали</ins>" in html
    other = client.get("/article/e/compare/l").text
    main, mirrored = (
        re.sub('<p class="layout">.*', "", one[one.index("<h1") : one.index("</main>")])
        for one in (html, other)
    )
    assert main == mirrored
    assert "5\xa0слов" in html
    assert "3\xa0слова" in html


def test_texts_stand_side_by_side(client: FlaskClient) -> None:
    html = client.get("/article/l/compare/e?q=паром").text
    (address,) = re.findall(r'<p class="layout">.*?<a href="([^"]+)"', html)
    html = client.get(address.replace("&amp;", "&")).text
    assert (
        "<td>Паром «Заря» пришёл в порт <del>утром</del>.</td>"
        "<td>Паром «Заря» пришёл в порт <ins>вечером</ins>.</td>" in html
    )
    (address,) = re.findall(r'<p class="layout">.*?<a href="([^"]+)"', html)
    assert "sides" not in address
    assert client.get("/article/l/compare/e?sides=2").status_code == 400


def test_the_way_back_is_kept(client: FlaskClient) -> None:
    html = client.get("/article/l/compare/e?q=паром&back=page%3D2").text
    assert re.search(
        r'<nav class="back"[^>]*><a href="/article/l\?q=[^"]+&amp;back=page%3D2">', html
    )
    assert 'content="noindex"' in html


def test_reprints_word_for_word(search: FakeSearch, client: FlaskClient) -> None:
    search.articles += [
        Article("a", "Заря", "Заря встаёт.", "a"),
        Article("b", "Заря", "Заря — встаёт!", "b"),
    ]
    html = client.get("/article/a/compare/b").text
    assert "Тексты совпадают слово в слово" in html
    assert "<del>" not in html
    assert "без даты" in html


def test_a_title_that_one_text_repeats_is_no_difference(
    search: FakeSearch, client: FlaskClient
) -> None:
    search.articles += [
        Article("a", "Заря встаёт", "", "a"),
        Article("b", "Заря встаёт", "⚡️ Заря встаёт.", "b"),
    ]
    assert "Тексты совпадают слово в слово" in client.get("/article/a/compare/b").text


@pytest.mark.parametrize(
    "path", ["e/compare/x", "e/compare/e", "e/compare/none", "none/compare/e", "e/compare/"]
)
def test_only_reprints_are_compared(client: FlaskClient, path: str) -> None:
    assert client.get(f"/article/{path}").status_code == 404


def test_a_merged_text_is_escaped() -> None:
    merged = MergedParagraph("a <b> & c", [(2, 5)], [(6, 7)])
    assert changes(merged) == "a <del>&lt;b&gt;</del> <ins>&amp;</ins> c"
    assert changes(MergedParagraph("<i>")) == "&lt;i&gt;"
