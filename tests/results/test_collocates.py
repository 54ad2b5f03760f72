"""Collocates: the words beside the hits of a query, and how they are rated."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.errors import RequestError
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.collocates import Collocates, Measure, likelihood, log_dice
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.study_records import collocates_record
from svodka.indexer.search import Search

TEXTS = [
    *["Крепкий чай подали к столу."] * 4,
    *["Гость выпил крепкого чаю и поблагодарил хозяев."] * 2,
    "Крепкий чай, крепкий чай и ещё раз крепкий чай.",
    "Чай остыл, а вот спор о погоде никак не утихал до самого позднего вечера; крепкий мороз.",
    *["Крепкий забор поставили вокруг сада."] * 3,
    *["Погода не радует."] * 9,
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    url = f"whoosh:{tmp_path_factory.mktemp('collocates') / 'index'}"
    engine = open_engine(url)
    articles = [
        Article(
            f"n{number}", f"Заметка {number}", text, f"{number}.txt", f"2024-01-{number + 1:02}"
        )
        for number, text in enumerate(TEXTS)
    ]
    write(engine, articles, fresh=True)
    engine.close()
    search = Search(url)
    yield search
    search.close()


def words(found: Collocates) -> list[str]:
    return [one.lemma for one in found.words]


def test_words_within_the_window_are_counted_in_articles(search: Search) -> None:
    found = search.collocates(SearchRequest("чай"), Measure(window=2, least=2))
    assert (found.total, found.articles, found.hits, found.cut) == (8, 8, 10, False)
    strong = next(one for one in found.words if one.lemma == "крепкий")
    assert (strong.lemma, strong.articles, strong.times, strong.everywhere) == ("крепкий", 7, 9, 11)
    assert strong.likelihood == pytest.approx(likelihood(7, 8, 11, len(TEXTS)))
    assert strong.dice == pytest.approx(14 + math.log2(14 / 19))
    assert set(words(found)) == {"крепкий", "подать", "выпить", "поблагодарить"}, (
        "neither function words nor the query itself"
    )


def test_names_have_the_capitals_of_most_texts(tmp_path: Path) -> None:
    texts = [
        "Вчера чай для ООН закупила Россия, а не россия из сказки. Напомним, ЧАЙ дорожает.",
        "Вчера Россия везла чай в ООН. Напомним, чай любят все.",
        "Кто-то пил чай. Напомним, чай пьют горячим, и Россия это знает.",
        *["Погода не радует."] * 9,
    ]
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    write(engine, [
        Article(f"n{number}", "Заметка", text, f"{number}.txt") for number, text in enumerate(texts)
    ])  # fmt: skip
    engine.close()
    search = Search(url)
    found = search.collocates(SearchRequest("чай"), Measure(window=10, least=2))
    search.close()
    named = {one.lemma: one.written for one in found.words}
    assert (named["оон"], named["россия"], named["напомнить"]) == ("ООН", "Россия", "напомнить")


def test_a_wider_window_and_a_lower_minimum_find_more(search: Search) -> None:
    narrow = search.collocates(SearchRequest("чай"), Measure(window=1, least=1))
    wide = search.collocates(SearchRequest("чай"), Measure(window=10, least=1))
    assert set(words(narrow)) < set(words(wide))
    assert "остыть" in words(narrow)
    assert "спор" not in words(narrow)
    assert "гость" in words(wide)
    assert words(search.collocates(SearchRequest("чай"), Measure(least=5))) == ["крепкий"]


def test_the_order_is_that_of_the_measure(search: Search) -> None:
    for by in ("likelihood", "dice", "articles"):
        measure = Measure(least=1, by=by)  # type: ignore[arg-type]
        found = search.collocates(SearchRequest("чай"), measure)
        values = [getattr(one, by) for one in found.words]
        assert values == sorted(values, reverse=True)
        assert len(set(values)) > 1


def test_filters_narrow_the_hits(search: Search) -> None:
    request = SearchRequest("чай", filters=Filters(since="2024-01-05", until="2024-01-06"))
    found = search.collocates(request, Measure(least=2))
    assert (found.total, found.hits) == (2, 2)
    assert "выпить" in words(found)
    assert "подать" not in words(found)


def test_a_phrase_has_collocates(search: Search) -> None:
    found = search.collocates(SearchRequest("«крепкий чай»"), Measure(window=1, least=2))
    assert set(words(found)) == {"выпить", "подать"}


def test_nothing_has_none(search: Search) -> None:
    for query in ("", "жираф", "-чай"):
        found = search.collocates(SearchRequest(query))
        assert (found.hits, found.words) == (0, [])


def test_measures_are_those_of_the_literature() -> None:
    # By hand: 10 of 1,000 articles have both words, 20 the one, 50 the other; 1 is expected.
    assert likelihood(10, 20, 50, 1000) == pytest.approx(35.07, abs=0.01)
    assert likelihood(1, 20, 50, 1000) == pytest.approx(0, abs=1e-9), "as by chance"
    assert log_dice(10, 10, 10) == 14
    assert log_dice(5, 10, 10) == 13


@pytest.mark.parametrize("wrong", [{"window": 0}, {"window": 11}, {"least": 0}, {"by": "size"}])
def test_another_measure_is_refused(search: Search, wrong: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=f"{next(iter(wrong))} must be"):
        search.collocates(SearchRequest("чай"), Measure(**wrong))


def test_the_record(search: Search) -> None:
    record = collocates_record(search.collocates(SearchRequest("чай"), Measure(least=5)))
    assert (record["total"], record["window"], record["least"]) == (8, 5, 5)
    (word,) = record["words"]  # type: ignore[misc]
    assert set(word) == {
        "lemma",
        "articles",
        "times",
        "everywhere",
        "likelihood",
        "dice",
        "written",
    }
