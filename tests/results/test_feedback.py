"""The words of the best articles rank those that have only some words of the query."""

from collections.abc import Iterator

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.tree import Word
from svodka.indexer.results.feedback import TERMS, hint
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

PAROM = Word("паром", ("паром",))
TEXTS = {
    "best": "Авария парома у Кижей: капитан не справился с течением, пассажиров сняли спасатели.",
    "same": "Паром у причала: капитан рассказал про течение, спасатели и пассажиры его слушали.",
    "other": "Паром у причала: художник рассказал про выставку, школьники и туристы её смотрели.",
    "aside": "Капитан, течение, пассажиры и спасатели: рассказ о речном флоте.",
    "third": "Рынок открылся после ремонта.",
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    url = f"whoosh:{tmp_path_factory.mktemp('feedback') / 'index'}"
    engine = open_engine(url)
    articles = (
        # The later article would come first among equals.
        Article(id, f"Заметка {number}", text, f"{id}.txt", date=f"2024-05-0{number}")
        for number, (id, text) in enumerate(TEXTS.items(), 1)
    )
    write_all(engine, (prepare(article, "0" * 32) for article in articles))
    engine.close()
    search = Search(url)
    yield search
    search.close()


def test_the_same_subject_comes_first_among_the_rest(search: Search) -> None:
    page = search.page(SearchRequest("авария паром"))
    assert [result.article.id for result in page.results] == ["best", "same", "other"]
    page = search.page(SearchRequest("авария паром карусель"))
    assert [result.article.id for result in page.results] == ["best", "same", "other"]


def test_words_of_the_best_articles_admit_none(search: Search) -> None:
    page = search.page(SearchRequest("авария паром"))
    assert "aside" not in {result.article.id for result in page.results}


def test_pages_join_to_one_ranking(search: Search) -> None:
    pages = [search.page(SearchRequest("авария паром", page=n, limit=1)) for n in (1, 2, 3)]
    assert [page.results[0].article.id for page in pages] == ["best", "same", "other"]


def test_words_of_the_best_articles_are_not_marked(search: Search) -> None:
    page = search.page(SearchRequest("авария паром"))
    same = page.results[1]
    marked = {text.text[start:stop] for text in same.snippets for start, stop in text.marks}
    assert marked == {"Паром"}


def test_a_hint_has_a_share_of_the_whole_and_no_word_of_the_query(search: Search) -> None:
    best = search._engine.search(PAROM, limit=1).hits
    made = hint(best, frozenset({"паром"}), 10.0, search._engine.frequencies, len(TEXTS))
    assert made
    lemmas = {lemma for word in made.words for lemma in word.lemmas}
    assert "паром" not in lemmas
    assert len(made.words) <= TERMS
    assert hint((), frozenset(), 10.0, search._engine.frequencies, len(TEXTS)) is None
