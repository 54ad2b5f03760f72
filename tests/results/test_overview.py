"""The overview of a collection, and its example words."""

from pathlib import Path

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.results.overview import NEWEST, Examples, examples
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

TITLES = [
    "Губернатор открыл новый мост через реку",
    "Мост закрыли на ремонт, губернатор извинился",
    "Рыбаки поймали огромного осетра",
    "Губернатор Иван Петров уехал в Москву",
]


def test_words_come_from_the_titles() -> None:
    found = examples(TITLES)
    assert (found.word, found.other) == ("губернатор", "ремонт")
    assert found.phrase == "огромного осетра"
    assert found.pair == ("ремонт", "губернатор")
    assert found.form == "рыбаки"


def test_titles_without_such_words_give_none() -> None:
    assert examples([]) == examples(["", "В и на", "2024", "USA — NATO"]) == Examples()


def test_parts_of_hyphenated_words_are_no_words() -> None:
    assert examples(["95-летний ветеран-танкист"]) == Examples()


def test_an_index_is_looked_at_as_a_whole(tmp_path: Path) -> None:
    for number in range(9):
        day, title = (
            f"{number + 1:02}.08.2024",
            f"Губернатор открыл мост номер {number}" if number else "Выборы прошли",
        )
        (tmp_path / f"{number}.txt").write_text(
            f"{title}\nДата: {day}\n\nПодробностей нет.", "utf-8"
        )
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    build(engine, [tmp_path])
    search = Search(url)
    found = search.overview()
    assert found.articles == 9
    assert [article.date for article in found.newest] == [
        f"2024-08-0{day}" for day in range(9, 9 - NEWEST, -1)
    ]
    assert found.counts
    assert found.counts.timeline.unit == "day"
    assert found.examples.word == "губернатор"
    assert search.page(SearchRequest(found.examples.word)).total == 8
    assert search.overview() is found, "remembered while the index does not change"
    (tmp_path / "new.txt").write_text(
        "Реки вошли в берега\nДата: 01.09.2024\n\nПодробностей нет.", "utf-8"
    )
    build(engine, [tmp_path])
    assert search.overview().articles == 10
    search.close()
