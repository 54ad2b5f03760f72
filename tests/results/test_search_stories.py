"""Reprints and similar articles, as readers of a collection see them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Hit
from svodka.indexer.query.tree import Node
from svodka.indexer.results import similar
from svodka.indexer.results.page import Result
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.serialize import page_record
from svodka.indexer.search import Search

FIRE = (
    "Ночью на лесопилке в Верхних Ключах сгорел склад досок. Огонь тушили четыре расчёта, "
    "пожарным помогали рабочие "
    "лесопилки. Причину возгорания назовёт экспертиза, ущерб владелец оценил в два миллиона рублей."
)
ARTICLES = [
    Article("fire", "Пожар на лесопилке", FIRE, "1", date="2024-05-02", source="Ключи"),
    Article(
        "again",
        "На лесопилке сгорел склад",
        FIRE + " Пострадавших нет.",
        "2",
        date="2024-05-02",
        source="Вестник",
    ),
    Article(
        "inquiry",
        "Экспертиза назвала причину пожара",
        "Склад досок на лесопилке в Верхних Ключах загорелся от старой проводки, сказано в "
        "заключении экспертизы. "
        "Владелец лесопилки обещал заменить проводку и поставить пожарную сигнализацию.",
        "3",
        date="2024-06-10",
    ),
    Article(
        "saw",
        "Лесопилка снова работает",
        "Лесопилка в Верхних Ключах заработала после пожара, от которого ночью сгорел склад досок. "
        "Рабочие построили новый, а ущерб владелец возместил сам.",
        "4",
        date="2024-07-01",
    ),
    *(
        Article(
            f"chess-{n}",
            "Шахматный турнир",
            f"В клубе «Ладья» закончился турнир номер {n}: победила школьница из {n}-й школы, "
            f"сыграв {n + 5} партий. "
            "Зрители увидели редкий дебют и красивую жертву ферзя.",
            f"chess-{n}",
            date=f"2024-0{n}-15",
        )
        for n in range(1, 9)
    ),
    Article("short", "Молния", "", "5"),
]


@pytest.fixture
def search(tmp_path: Path) -> Iterator[Search]:
    search = Search(f"whoosh:{tmp_path}")
    write(search._engine, ARTICLES, fresh=True)
    yield search
    search.close()


def test_a_page_folds_reprints(search: Search) -> None:
    page = search.page(SearchRequest("лесопилка", fold=True))
    assert (page.folded, page.total, page.pages) == (True, 3, 1)
    assert sorted(result.reprints for result in page.results) == [0, 0, 1]
    plain = search.page(SearchRequest("лесопилка"))
    assert (plain.folded, plain.total) == (False, 4)
    assert {result.reprints for result in plain.results} == {0}


def test_the_record_says_how_many_are_folded(search: Search) -> None:
    results = page_record(
        search.page(SearchRequest("пожарным склад сгореть", fold=True, strict=True))
    )["results"]
    assert [result["reprints"] for result in results] == [1]  # type: ignore[index,attr-defined]


def test_names_the_other_reprints(search: Search) -> None:
    assert [article.id for article in search.reprints("fire")] == ["again"]
    assert [article.id for article in search.reprints("saw")] == []
    assert list(search.reprints("нет")) == []


def test_similar_articles_are_on_the_same_matter_and_no_reprints(search: Search) -> None:
    assert [result.article.id for result in search.similar("fire")] == ["inquiry", "saw"]
    assert [result.article.id for result in search.similar("again")] == ["inquiry", "saw"]
    assert [result.article.id for result in search.similar("fire", limit=1)] == ["inquiry"]


def test_all_similar_articles_share_one_budget(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets: list[Budget] = []
    made = similar.result_of

    def result_of(hit: Hit, tree: Node, budget: Budget, part: str) -> Result:
        budgets.append(budget)
        return made(hit, tree, budget, part)

    monkeypatch.setattr(similar, "result_of", result_of)
    assert len(search.similar("fire")) == 2
    first, second = budgets
    assert first is second


def test_of_each_story_one_article_is_similar(search: Search) -> None:
    found = search.similar("saw")
    assert {result.article.id for result in found} in ({"inquiry", "fire"}, {"inquiry", "again"})
    assert sorted(result.reprints for result in found) == [0, 1]
    assert all(
        result.snippets and not result.snippets[0].marks and not result.title.marks
        for result in found
    )


@pytest.mark.parametrize("id", ["short", "нет", ""])
def test_nothing_is_similar_to_what_says_nothing(search: Search, id: str) -> None:
    assert search.similar(id) == []


def test_a_passage_that_says_what_the_title_says_is_left_out(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    text = "Паром пришёл в порт, — __Котов__\n\nОн привёз зерно."
    write(open_engine(url), [Article("n", "Паром пришёл в порт, — Котов", text, "n")])
    search = Search(url)
    (result,) = search.page(SearchRequest("паром")).results
    search.close()
    assert not [one for one in result.snippets if "Паром" in one.text]
