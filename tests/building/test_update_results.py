"""An index after many changes answers like a new one, and is not much larger."""

from pathlib import Path

import pytest
from made_news import News
from running import Svodka

from svodka.indexer.building import workers
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.mark.parametrize("jobs", [1, 2])
def test_changes_add_up_to_the_same_answers_as_a_new_index(
    svodka: Svodka, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "INLINE", 8)
    news = News(tmp_path / "вести", 60, sentences=8)
    for edition in range(5):
        news.write(edition)
        ended = svodka.here("index", news.folder, "--jobs", jobs)
        assert ended.code == 0, ended
    new = Svodka(tmp_path / "new")
    new.here("index", news.folder, "--jobs", 3 - jobs)
    for query in (
        "прогноз",
        "вишня",
        "губернатор мост",
        '"главный врач"',
        "открыть | хлеб",
        "река -театр",
        "!мэр",
    ):
        assert ranking(svodka, query) == ranking(new, query), query


def ranking(svodka: Svodka, query: str) -> list[tuple[str, float]]:
    """All articles that match a query, in order, with their scores."""
    search = Search(f"whoosh:{svodka.index}")
    results = search.page(SearchRequest(query, limit=100)).results
    search.close()
    assert results
    return [(result.article.id, round(result.score, 9)) for result in results]


def test_many_small_changes_leave_a_small_index(svodka: Svodka, tmp_path: Path) -> None:
    news = News(tmp_path / "вести", 20, sentences=10)
    news.write(0)
    svodka.here("index", news.folder)
    new = svodka.files()
    for number in range(40):
        text = f"Курс валют\n\nСегодня за доллар дают {60 + number} рублей."
        (news.folder / "курс.txt").write_text(text, encoding="utf-8")
        assert svodka.here("index", news.folder, "--json").counts()["unchanged"] == 20
        assert sum(svodka.files().values()) < 2 * sum(new.values())
        assert len(svodka.files()) < 10 * len(new)
    assert svodka.here("check").code == 0
