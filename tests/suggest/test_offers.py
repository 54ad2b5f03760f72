"""Names and phrases are read in the background, from shares of a large collection."""

import time
from pathlib import Path

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.suggest import background, offers
from svodka.indexer.suggest.background import politely
from svodka.indexer.suggest.offers import read_offer

DAYS = 40


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"whoosh:{tmp_path / 'index'}"
    articles = [
        Article(
            f"a{day}",
            f"Паром номер {day} вышел в открытое море",
            "Погода ясная.",
            f"{day}.txt",
            date=f"2024-{1 + day // 20:02}-{1 + day % 20:02}",
        )
        for day in range(DAYS)
    ]
    write(open_engine(url), articles)
    return url


def test_a_small_collection_is_read_whole(url: str) -> None:
    offer = read_offer(open_engine(url))
    assert offer.texts.texts == ["открытое море"]
    assert offer.kinds == ["phrase"]


def test_of_a_large_collection_shares_of_all_times_are_read(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "TITLES", 20)
    monkeypatch.setattr(offers, "SHARES", 4)
    read: list[int] = []

    def noted(titles: list[str]) -> list[str]:
        read.extend(int(title.split()[2]) for title in titles)
        return titles

    sample = offers._sample
    monkeypatch.setattr(offers, "_sample", lambda engine: noted(sample(engine)))
    assert read_offer(open_engine(url)).texts.texts == ["открытое море"]
    assert len(read) == 20
    assert [sum(start <= day < start + 10 for day in read) for start in range(0, DAYS, 10)] == [
        5
    ] * 4


def test_background_work_makes_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(background, "sleep", pauses.append)
    assert list(politely(range(5))) == [0, 1, 2, 3, 4]
    for _ in politely(range(3)):
        end = time.thread_time() + 2 * background.SLICE
        while time.thread_time() < end:
            pass
    assert len(pauses) >= 3
    assert set(pauses) == {background.SLICE}
