"""A build of a new index that ends early goes on where it was, and gives the same index."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from made_news import News
from power_loss import litter, small
from running import Svodka

from svodka.indexer.build import build
from svodka.indexer.building.report import Listener, Report
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.whoosh.storage.progress import PROGRESS
from svodka.indexer.errors import RemovalError
from svodka.indexer.query.tree import Everything

SIZE = 90
LEMMAS = ["прогноз", "вишня", "мост", "паром", "губернатор", "рязань", "урожай", "слон"]


@pytest.fixture(autouse=True)
def _small() -> Iterator[None]:
    with small():
        yield


@pytest.fixture
def news(tmp_path: Path) -> News:
    news = News(tmp_path / "вести", SIZE, sentences=8)
    news.write(0)
    return news


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.fixture
def engine(svodka: Svodka) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{svodka.index}")
    yield engine
    engine.close()


def interrupted(engine: Engine, news: News, after: int = SIZE * 2 // 3, **how: object) -> None:
    """Begin a build, and end it after some articles."""
    left = after

    def progress(count: int) -> None:
        nonlocal left
        left -= count
        if left <= 0:
            raise KeyboardInterrupt

    listener = Listener(progress=progress)
    with pytest.raises(KeyboardInterrupt):
        build(engine, [news.folder], jobs=2, listener=listener, **how)  # type: ignore[arg-type]


def taken_up(report: Report) -> int:
    """The number of articles that were taken from the build that had ended early."""
    found = re.search(r"; (\d+) articles are of a run that ended early", report.full)
    return int(found[1]) if found else 0


def told(engine: Engine) -> object:
    """What an index says of its articles."""
    hits = engine.search(Everything(), limit=1000, sort="oldest", count=True, fold=True)
    words = engine.frequencies(LEMMAS)
    reprints = {hit.article.id: engine.reprints(hit.article.id) for hit in hits.hits}
    return hits.total, hits.hits, hits.counts, sorted(engine.catalog(), key=str), words, reprints


def of_new(news: News, place: Path) -> object:
    """What an index says that is built at once."""
    engine = open_engine(f"whoosh:{place}")
    build(engine, [news.folder], jobs=2)
    try:
        return told(engine)
    finally:
        engine.close()


def test_the_next_run_goes_on_and_gives_the_same_index(
    engine: Engine, svodka: Svodka, news: News, tmp_path: Path
) -> None:
    for share in (1, 2):
        interrupted(engine, news, SIZE * share // 3)
        assert engine.stamp() is None
    report = build(engine, [news.folder], jobs=2)
    assert SIZE // 3 < taken_up(report) < SIZE
    assert (report.added, report.total, report.skipped) == (SIZE, SIZE, [])
    assert told(engine) == of_new(news, tmp_path / "new")
    assert litter(svodka) == []
    assert not (svodka.index / PROGRESS).exists()
    assert build(engine, [news.folder]).unchanged == SIZE


def test_what_changed_or_went_meanwhile_is_not_taken_up(
    engine: Engine, news: News, tmp_path: Path
) -> None:
    interrupted(engine, news, SIZE - 1)
    news.write(1)
    next(news.folder.glob("раздел 3/новость *.txt")).unlink()
    report = build(engine, [news.folder], jobs=2)
    assert taken_up(report) > 0
    assert report.total == SIZE - 1
    assert told(engine) == of_new(news, tmp_path / "new")


def test_readers_have_the_old_state_until_a_rebuild_is_whole(
    engine: Engine, news: News, tmp_path: Path
) -> None:
    build(engine, [news.folder], jobs=2)
    old = told(engine)
    news.write(1)
    interrupted(engine, news, full=True)
    assert told(engine) == old
    report = build(engine, [news.folder], jobs=2, full=True)
    assert taken_up(report) > 0
    assert told(engine) == of_new(news, tmp_path / "new")


def test_a_run_that_reads_only_changes_removes_what_was_left(
    engine: Engine, svodka: Svodka, news: News
) -> None:
    build(engine, [news.folder], jobs=2)
    interrupted(engine, news, full=True)
    assert (svodka.index / PROGRESS).exists()
    build(engine, [news.folder], jobs=2)
    assert litter(svodka) == []
    assert taken_up(build(engine, [news.folder], jobs=2, full=True)) == 0


@pytest.mark.parametrize("other", ["folder", "mapping", "setting"])
def test_another_plan_begins_anew(
    engine: Engine, news: News, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    interrupted(engine, news)
    (tmp_path / "ещё").mkdir()
    if other == "setting":
        monkeypatch.setenv("SVODKA_TIMEZONE", "Asia/Yekaterinburg")
    folders = [news.folder, *([tmp_path / "ещё"] if other == "folder" else [])]
    mapping = (("text", "тело"),) if other == "mapping" else ()
    report = build(engine, folders, jobs=2, mapping=mapping)
    assert (taken_up(report), report.total) == (0, SIZE)


def test_damaged_segments_are_not_taken_up(engine: Engine, svodka: Svodka, news: News) -> None:
    interrupted(engine, news, SIZE - 1)
    for path in sorted(svodka.index.glob("gen-*/*.pst"))[:2]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    report = build(engine, [news.folder], jobs=2)
    assert 0 < taken_up(report) < SIZE
    assert report.total == SIZE
    assert svodka.here("check").code == 0


def test_a_damaged_account_begins_anew(engine: Engine, svodka: Svodka, news: News) -> None:
    chance = random.Random(8)
    for _ in range(5):
        interrupted(engine, news)
        path = svodka.index / PROGRESS
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        with suppress(KeyboardInterrupt):
            build(engine, [news.folder], jobs=2, listener=Listener(progress=_end))
    report = build(engine, [news.folder], jobs=2)
    assert report.total == SIZE
    assert litter(svodka) == []


def _end(_count: int) -> None:
    raise KeyboardInterrupt


def test_a_run_that_fails_leaves_nothing(engine: Engine, svodka: Svodka, news: News) -> None:
    build(engine, [news.folder], jobs=2)
    for path in news.folder.rglob("*.txt"):
        path.unlink()
    with pytest.raises(RemovalError):
        build(engine, [news.folder], jobs=2, full=True)
    assert litter(svodka) == []


def test_an_article_that_became_bad_is_kept_once(
    engine: Engine, svodka: Svodka, news: News
) -> None:
    """It is analysed again from the old index, by the run that ended early and by the next."""
    build(engine, [news.folder], jobs=2)
    bad = next(news.folder.glob("раздел 3/новость *.txt"))
    bad.write_bytes(b"\x00\x01\x02" * 100)
    interrupted(engine, news, full=True)
    report = build(engine, [news.folder], jobs=2, full=True)
    assert (report.kept, report.total) == (1, SIZE)
    assert len({entry.id for entry in engine.catalog()}) == engine.count() == SIZE
    assert svodka.here("check").code == 0
