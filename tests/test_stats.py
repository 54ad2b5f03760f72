"""`svodka stats`: what an operator wants to know of an index."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Svodka

from indexer.engines import open_engine

NEWS = "Дата: {day}\nИсточник: {source}\n\nНовость дня\n\nВ зоопарке города {day} показали жирафа.\n"


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    """An index of four articles, one of them without a date."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, (day, source) in enumerate([("2023-12-31", "Заря"), ("2024-08-19", "Маяк"), ("2024-02-29", "Заря")]):
        (folder / f"{number}.txt").write_text(NEWS.format(day=day, source=source), "utf-8")
    (folder / "undated.txt").write_text("Без даты\n\nНикто не знает, когда это было.\n", "utf-8")
    built = Svodka(tmp_path / "index")
    assert built.here("index", folder, "--jobs", "1").code == 0
    return built


def stats(svodka: Svodka) -> dict[str, object]:
    ended = svodka.here("stats", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended.report


def test_it_says_what_the_index_holds(svodka: Svodka) -> None:
    record = stats(svodka)
    assert {name: record[name] for name in ("articles", "from", "to", "undated", "sources")} == {
        "articles": 4,
        "from": "2023-12-31",
        "to": "2024-08-19",
        "undated": 1,
        "sources": 2,
    }
    sizes = [path.stat().st_size for path in svodka.generation().iterdir()]
    assert (record["bytes"], record["generation"], record["commits"]) == (sum(sizes), "gen-000001", 1)
    assert (record["segments"], record["deleted_share"]) == (1, 0)
    stamp = open_engine(f"whoosh:{svodka.index}").own_stamp()
    assert (record["schema"], record["analysis"]) == (stamp.schema, stamp.analysis)


def test_the_last_change_is_that_of_the_articles(svodka: Svodka, tmp_path: Path) -> None:
    before = time.time() - 3600
    for path in svodka.generation().iterdir():
        os.utime(path, (before, before))
    record = stats(svodka)
    assert datetime.fromisoformat(str(record["changed"])) == datetime.fromtimestamp(int(before), UTC)
    assert 3600 <= int(str(record["age_seconds"])) < 3700
    svodka.here("index", tmp_path / "articles", "--jobs", "1")  # changes nothing
    assert stats(svodka)["changed"] == record["changed"]
    (tmp_path / "articles" / "0.txt").unlink()
    svodka.here("index", tmp_path / "articles", "--jobs", "1")
    record = stats(svodka)
    assert int(str(record["age_seconds"])) < 60
    assert (record["articles"], record["commits"], record["from"]) == (3, 2, "2024-02-29")
    assert record["deleted_share"] == 0.25


def test_a_text_has_a_line_for_each(svodka: Svodka) -> None:
    ended = svodka.here("stats")
    lines = dict(line.split(": ", 1) for line in ended.out.splitlines())
    assert set(lines) == set(stats(svodka))
    assert (lines["articles"], lines["to"]) == ("4", "2024-08-19")


def test_without_articles_there_are_no_dates(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    built = Svodka(tmp_path / "index")
    built.here("index", folder, "--jobs", "1")
    record = stats(built)
    assert (record["articles"], record["from"], record["to"], record["deleted_share"]) == (0, None, None, 0)
    assert "from: none\n" in built.here("stats").out


def test_no_index_is_one_line(tmp_path: Path) -> None:
    ended = Svodka(tmp_path / "index").here("stats")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
