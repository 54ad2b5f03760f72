"""Results of a query when no article has all its words."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.builders import conjunction
from svodka.indexer.query.parser import parse
from svodka.indexer.query.relaxation import (
    COGNATES,
    COGNATES_APART,
    COGNATES_INSTEAD,
    INSTEAD,
    NOTICE,
    relaxed,
    words,
)
from svodka.indexer.query.tree import And, AtLeast, Named, Word
from svodka.indexer.results.answer import Wider
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

ARTICLES = (
    Article(
        "a",
        "Слон в зоопарке",
        "Слон и жираф гуляют по зоопарку.",
        "a.txt",
        date="2024-03-01",
        source="Вестник",
    ),
    Article(
        "b",
        "Слон купается",
        "Слон купается в реке, жираф смотрит, а крокодил спит.",
        "b.txt",
        date="2024-04-01",
    ),
    Article(
        "d",
        "Певица на гастролях",
        "Французская певица дала концерт в Вологде.",
        "d.txt",
        date="2024-06-01",
    ),
    Article(
        "e",
        "Певец и хор",
        "Певец выступил с хором. Франция ему рукоплескала.",
        "e.txt",
        date="2024-06-02",
    ),
    Article(
        "c", "Зоопарк закрыт", "Зоопарк закрыли на ремонт до весны.", "c.txt", date="2024-05-01"
    ),
)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    url = f"whoosh:{tmp_path_factory.mktemp('relaxation') / 'index'}"
    engine = open_engine(url)
    write_all(engine, (prepare(article, "0" * 32) for article in ARTICLES))
    engine.close()
    search = Search(url)
    yield search
    search.close()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("крокодил ремонт", "b c"),
        ("слон жираф крокодил ремонт", "a b c"),
        ("слон жираф ремонт весна трамвай", "a b c"),
        ("слон жираф крокодил троллейбус трамвай", "a b"),
        ("слон жираф троллейбус трамвай", "a b"),
        ("крокодил ремонт -весна", "b"),
        ("крокодил ремонт дата:2024-05", "c"),
        ("источник:Вестник слон ремонт", "a"),
        ('"жираф смотрит" ремонт', "b"),
        ("в слон или ремонт", "a b c"),
    ],
)
def test_most_of_the_words(search: Search, query: str, ids: str) -> None:
    page = search.page(SearchRequest(query))
    assert {result.article.id for result in page.results} == set(ids.split())
    assert page.relaxed == bool(ids)
    assert (NOTICE in page.notices) == bool(ids)


@pytest.mark.parametrize(
    ("query", "ids"), [("француз", "d e"), ("француз вологда", "d"), ("певец вологда", "d")]
)
def test_cognates_where_nothing_has_the_words(search: Search, query: str, ids: str) -> None:
    page = search.page(SearchRequest(query))
    found = [result.article.id for result in page.results]
    assert set(found[: page.total]) == set(ids.split())
    assert page.relaxed
    assert all(result.snippets[0].marks for result in page.results)


@pytest.mark.parametrize(
    ("query", "notices"),
    [
        ("француз", [COGNATES]),
        ("француз вологда", [COGNATES_APART, "Не встречается: «француз»."]),
        ("певец вологда", [COGNATES_APART]),
        ("певец дата:2024-06-01", [COGNATES_INSTEAD]),
        ("слон ремонт", [NOTICE]),
        ("слон ремонт дата:2024-05", [NOTICE]),
        ("слон зоопарк дата:2024-04", [INSTEAD]),
        ('"слон жираф" зоопарк', [INSTEAD]),
        ('"слон жираф" ремонт', [NOTICE]),
        ("слон /1 жираф спит", [INSTEAD, "Не встречается: «слон жираф»."]),
        ("слон жираф зоопарк -гулять", [INSTEAD]),
    ],
)
def test_notices_say_what_no_article_has(search: Search, query: str, notices: list[str]) -> None:
    assert list(search.page(SearchRequest(query)).notices) == notices


@pytest.mark.parametrize(
    ("query", "wider"),
    [
        ("певец", Wider("~певец", 1)),
        ("Франция", Wider("~Франция", 1)),
        ("певица Франция", None),  # it has already been widened
        ("слон", None),  # no wider form exists
        ("!певец", None),
        ("певец -хор", None),
    ],
)
def test_cognates_are_offered_where_little_is_found(
    search: Search, query: str, wider: Wider | None
) -> None:
    assert search.page(SearchRequest(query)).wider == wider


def test_a_page_that_is_full_offers_no_more(search: Search) -> None:
    assert search.page(SearchRequest("певец", limit=1)).wider is None


def test_an_article_without_the_words_has_its_cognates_marked(search: Search) -> None:
    found = search.article("d", "француз")
    assert found is not None
    _, _, text = found
    assert [text.text[start:stop] for start, stop in text.marks] == ["Французская"]


def test_more_words_rank_higher(search: Search) -> None:
    page = search.page(SearchRequest("слон жираф крокодил троллейбус трамвай метро"))
    assert [result.article.id for result in page.results] == ["b", "a"]
    page = search.page(SearchRequest("зоопарк трамвай слон жираф река крокодил"))
    assert [result.article.id for result in page.results] == ["b", "a", "c"]
    page = search.page(SearchRequest("слон жираф троллейбус трамвай"))
    assert page.results[0].snippets[0].marks


def test_all_words_are_not_relaxed(search: Search) -> None:
    page = search.page(SearchRequest("слон жираф"))
    assert not page.relaxed
    assert page.total == 2


def test_a_phrase_or_a_word_alone_is_not_relaxed() -> None:
    for query in ("слон", "слон | жираф", "-слон", "", "слон дата:2024"):
        assert relaxed(parse(query).tree, lambda _: 1) is None, query


def test_a_fifth_of_the_rarity_must_be_there_however_long_the_query_is() -> None:
    weaker = relaxed(parse(" ".join(f"слово{number}" for number in range(60))).tree, lambda _: 5)
    assert weaker
    assert isinstance(weaker.tree, AtLeast)
    assert (len(weaker.parts), weaker.tree.number) == (60, 60)


def test_commoner_words_are_enough_where_the_rarer_ones_fill_no_list() -> None:
    tree = parse("слон жираф крокодил зоопарк ремонт весна река певец хор концерт").tree
    rarities = dict(zip(words(tree), [40, 40, 40, 40, 30, 30, 20, 20, 15, 10], strict=True))
    least = []
    for full in (50, 40, 35, 25, 20, 10, 5):  # more and more articles fill a list
        weaker = relaxed(tree, rarities.__getitem__, full=full)
        assert weaker
        assert isinstance(weaker.tree, AtLeast)
        least.append(weaker.tree.number)
    assert least == [40, 40, 40, 30, 30, 15, 10]
    loose = relaxed(tree, rarities.__getitem__, full=50, loose=True)
    assert loose
    assert isinstance(loose.tree, AtLeast)
    assert loose.tree.number == 25


def test_a_name_in_other_words_lists_an_article() -> None:
    words_of_name = (Word("Большой", ("большой",)), Word("театр", ("театр",)))
    name = Named(And(words_of_name), (Word("ГАБТ", ("габт",)),))
    tour = Word("гастроли", ("гастроль",))
    weaker = relaxed(conjunction([name, tour]), lambda part: {tour: 10}.get(part, 30))
    assert weaker
    assert isinstance(weaker.tree, AtLeast)
    assert weaker.parts == (*words_of_name, tour)
    assert weaker.tree.weights == (30, 30, 10, 30)
    assert weaker.tree.children[-1] == replace(name, weight=0.9, cognate_weight=0.7)


def test_what_rules_out_the_rest_is_said(search: Search) -> None:
    notices = search.page(SearchRequest("слон жираф дата:2020")).notices
    assert "По отдельности: «слон» — 2, «жираф» — 2." in notices
    ruled_out = "Слова встречаются, но поля, даты или исключения в запросе отсекают все статьи."
    assert ruled_out in notices
    assert (
        "По отдельности: «РФ» — 0, «троллейбус» — 0."
        in search.page(SearchRequest("РФ троллейбус")).notices
    )
    notices = search.page(SearchRequest("троллейбус трамвай ремонт")).notices
    assert "Не встречается: «троллейбус», «трамвай»." in notices
    assert "Не встречается: «троллейбус»." in search.page(SearchRequest("троллейбус")).notices
