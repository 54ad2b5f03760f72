"""One answer keeps to its CPU time, for any search and article; a notice names gaps."""

import random
from collections.abc import Iterator
from itertools import pairwise
from time import thread_time
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Hits
from svodka.indexer.engines.whoosh.engine import WhooshEngine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.highlight import marks as marking
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marked, marks, parts
from svodka.indexer.limits import Limits
from svodka.indexer.query.parser import parse
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.webapp.app import create_app

TOO_COMPLEX = "Запрос слишком сложный, показана часть найденного. Упростите его."
TOO_LONG = "Статьи слишком длинные: слова запроса отмечены не во всех."
ARTICLES = (
    Article(
        "a",
        "Слон в зоопарке",
        "Слон и жираф гуляют по зоопарку до самой темноты.\nВечером их кормят.",
        "a.txt",
    ),
    Article(
        "b",
        "Слон в зоопарке",
        "Слон и жираф гуляют по зоопарку до самой темноты.\nВечером их моют.",
        "b.txt",
    ),
    Article("c", "Крокодил", "Крокодил спит в реке.", "c.txt"),
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"whoosh:{tmp_path_factory.mktemp('budget') / 'index'}"
    engine = open_engine(url)
    write_all(engine, (prepare(article, article.id * 32) for article in ARTICLES))
    engine.close()
    return url


@pytest.fixture
def search(url: str) -> Iterator[Search]:
    search = Search(url)
    yield search
    search.close()


@pytest.fixture
def hasty(url: str) -> Iterator[Search]:
    """A search without time to read texts."""
    search = Search(url, limits=Limits(reading_seconds=-1))
    yield search
    search.close()


@pytest.fixture
def client(url: str) -> FlaskClient:
    return create_app({"INDEX": url}).test_client()


def unknown_words(characters: int) -> str:
    """Invented words, which no dictionary has."""
    chance = random.Random(characters)
    return " ".join(
        "".join(chance.choices("абвгдеиклмнопрстуя", k=6)) for _ in range(characters // 7)
    )


def test_all_searches_of_an_answer_share_its_time(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets: list[float] = []
    plain = WhooshEngine.search

    def noted(engine: WhooshEngine, *query: Any, **how: Any) -> Hits:
        budgets.append(how.get("budget", 1.0))
        return plain(engine, *query, **how)

    monkeypatch.setattr(WhooshEngine, "search", noted)
    assert search.page(
        SearchRequest('"слон крокодил" | трамвай "темнота метро" троллейбус', correct=False)
    ).notices
    assert len(budgets) > 3
    assert budgets[0] < 1.0
    assert all(earlier > later > 0 for earlier, later in pairwise(budgets))


@pytest.mark.parametrize("searches", range(1, 12))
def test_where_time_is_over_nothing_wrong_is_said(
    search: Search, monkeypatch: pytest.MonkeyPatch, searches: int
) -> None:
    full = search.page(SearchRequest("слон трамвай троллейбус", correct=False))
    plain, left = WhooshEngine.search, iter(range(searches))

    def ending(engine: WhooshEngine, *query: Any, **how: Any) -> Hits:
        return plain(
            engine, *query, **how | {"budget": 1.0 if next(left, None) is not None else -1.0}
        )

    monkeypatch.setattr(WhooshEngine, "search", ending)
    page = search.page(SearchRequest("слон трамвай троллейбус", correct=False))
    assert page.partial == (TOO_COMPLEX in page.notices)
    assert page.partial or (page.total, page.relaxed, page.notices) == (
        full.total,
        full.relaxed,
        full.notices,
    )
    assert page.partial or searches > 1


def test_where_there_is_no_time_to_read_leads_are_shown(search: Search, hasty: Search) -> None:
    page = hasty.page(SearchRequest("жираф"))
    assert page.total == 2
    assert page.results[0].snippets[0].text.startswith("Слон и жираф")
    assert not any(passage.marks for result in page.results for passage in result.snippets)
    assert TOO_LONG in page.notices
    found = hasty.article("a", "жираф")
    assert found
    assert (found[2].marks, found[2].whole) == ([], False)
    assert TOO_LONG not in search.page(SearchRequest("жираф")).notices


def test_contexts_are_cut_where_there_is_no_time_to_read(hasty: Search) -> None:
    found = hasty.concordance(SearchRequest("жираф"))
    assert (found.total, len(found.lines), found.cut) == (2, 0, True)


def test_unknown_words_are_analysed_until_the_time_is_over() -> None:
    text = f"слон {unknown_words(2_000_000)}"
    analyze("слон")
    started = thread_time()
    tokens = analyze(text, started + 0.2)
    assert thread_time() - started < 1
    assert 1 < len(tokens) < 200_000
    assert [token.text for token in analyze(f"слон {unknown_words(1_000)}", started - 1)] == [
        "слон"
    ]


def test_a_very_long_text_is_marked_until_the_time_is_over() -> None:
    text = f"Слон пришёл. {unknown_words(1_900_000)} Слон ушёл."
    started = thread_time()
    found = marked(parse("слон").tree, text, "text", Budget(0.2))
    assert thread_time() - started < 1.5
    assert (found.marks[0], found.whole) == ((0, 4), False)


@given(st.text("слон \n.", max_size=400), st.integers(1, 60))
def test_parts_make_up_the_text(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "PART", size)
        found = list(parts(text))
    assert "".join(part for _, part in found) == text
    assert all(text[start : start + len(part)] == part for start, part in found)
    assert all(0 < len(part) <= 2 * size for _, part in found)


def test_marks_of_parts_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, text = parse("слон жираф").tree, "Слон и жираф гуляли.\n" * 50
    monkeypatch.setattr(marking, "PART", 100)
    found = marked(tree, text, "text", Budget(10))
    assert found.marks == marks(tree, Words(text), "text")
    assert found.whole


def test_a_page_has_the_beginning_of_a_very_long_article(client: FlaskClient, url: str) -> None:
    short = create_app({"INDEX": url, "LIMITS": Limits(shown_characters=60)}).test_client()
    page = short.get("/article/a?q=жираф").text
    assert "самой темноты." in page
    assert "Вечером их кормят." not in page.partition("<footer>")[0]
    assert "Показано только начало" in page
    assert "Вечером их кормят." in short.get("/article/a.txt").text
    assert "Показано только начало" not in client.get("/article/a?q=жираф").text


def test_a_page_says_that_only_the_beginning_is_marked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "подсвечено только начало"
    plain = Search.article
    assert said not in client.get("/article/a?q=жираф").text

    def slow(search: Search, id: str, query: str = "") -> Any:
        article, title, text = plain(search, id, query) or ()
        return article, title, marking.Marked(text.text, text.marks, whole=False)

    monkeypatch.setattr(Search, "article", slow)
    assert said in client.get("/article/a?q=жираф").text


def test_very_long_reprints_are_compared_at_their_beginnings(client: FlaskClient, url: str) -> None:
    address = "/article/a/compare/b"
    assert "<del>" in client.get(address).text.replace(" class", "")
    short = create_app({"INDEX": url, "LIMITS": Limits(compared_characters=50)}).test_client()
    page = short.get(address).text
    assert "сравниваются только первые 50 знаков" in page.replace("\xa0", " ")
    assert "моют" not in page.partition("merged")[2]
