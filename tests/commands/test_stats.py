"""`svodka stats`: the figures of an index for its operator."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Svodka

from svodka.indexer.engines import open_engine

NEWS = (
    "Дата: {day}\nИсточник: {source}\n\nНовость дня\n\nВ зоопарке города {day} показали жирафа.\n"
)


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    """An index of four articles, one of them without a date."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, (day, source) in enumerate(
        [("2023-12-31", "Заря"), ("2024-08-19", "Маяк"), ("2024-02-29", "Заря")]
    ):
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
    assert (record["bytes"], record["generation"], record["commits"]) == (
        sum(sizes),
        "gen-000001",
        1,
    )
    assert (record["segments"], record["deleted_share"]) == (1, 0)
    stamp = open_engine(f"whoosh:{svodka.index}").own_stamp()
    assert (record["schema"], record["analysis"]) == (stamp.schema, stamp.analysis)


def test_the_last_change_is_that_of_the_articles(svodka: Svodka, tmp_path: Path) -> None:
    before = time.time() - 3600
    for path in svodka.generation().iterdir():
        os.utime(path, (before, before))
    record = stats(svodka)
    assert datetime.fromisoformat(str(record["changed"])) == datetime.fromtimestamp(
        int(before), UTC
    )
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
    assert set(lines) == {*stats(svodka), "folder"} - {"folders", "notes"}
    assert (lines["articles"], lines["to"]) == ("4", "2024-08-19")
    assert (lines["compared_result"], lines["compared_error"], lines["skipped"]) == (
        "done",
        "none",
        "0",
    )


def test_it_names_the_remembered_folders_with_their_articles(
    svodka: Svodka, tmp_path: Path
) -> None:
    other = tmp_path / "more\nfolder: etc"
    other.mkdir()
    (other / "one.txt").write_text(NEWS.format(day="2024-01-01", source="Маяк"), "utf-8")
    svodka.here("index", other, "--jobs", "1")
    first = str(tmp_path / "articles")
    folders = [
        {"folder": first, "label": "", "articles": 4, "map": []},
        {"folder": str(other), "label": other.name, "articles": 1, "map": []},
    ]
    assert stats(svodka)["folders"] == folders == svodka.here("folders", "--json").report["folders"]
    assert svodka.here("folders", "list", "--json") == svodka.here("folders", "--json")
    assert svodka.here("folders", "list") == svodka.here("folders")
    told = [line for line in svodka.here("stats").out.splitlines() if line.startswith("folder:")]
    assert told == [
        f"folder: {first} (4 articles)",
        f"folder: {tmp_path}/more\\nfolder: etc (1 article)",
    ]


def last_run(svodka: Svodka) -> dict[str, object]:
    names = ("compared_result", "compared_error", "skipped")
    record = stats(svodka)
    return {name: record[name] for name in names}


def test_it_says_when_and_how_the_last_comparison_ended(
    svodka: Svodka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    done = stats(svodka)
    assert done["compared"] == done["succeeded"]
    assert abs(datetime.fromisoformat(str(done["compared"])).timestamp() - time.time()) < 60
    assert last_run(svodka) == {"compared_result": "done", "compared_error": None, "skipped": 0}
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "dark.txt").write_bytes(bytes(range(1, 32)) * 9)
    assert svodka.here("index", "--jobs", "1").code == 1
    assert last_run(svodka) == {"compared_result": "skipped", "compared_error": None, "skipped": 2}
    _set_back(svodka, 3600)
    before = stats(svodka)
    folder.rename(tmp_path / "away")
    failed = svodka.here("index", "--jobs", "1")
    assert failed.code == 2
    run = last_run(svodka)
    assert (run["compared_result"], run["skipped"]) == ("failed", 0)
    assert failed.err == f"Error: {run['compared_error']}\n"
    after = stats(svodka)
    assert after["succeeded"] == before["succeeded"]
    assert str(after["compared"]) > str(before["compared"])
    (tmp_path / "away").rename(folder)
    with monkeypatch.context() as patch:
        patch.setattr("svodka.indexer.build.walk", lambda *_: 1 / 0)
        assert svodka.here("index", "--jobs", "1").code == 70
    run = last_run(svodka)
    assert run["compared_result"] == "fault"
    assert "ZeroDivisionError" in str(run["compared_error"])
    assert stats(svodka)["succeeded"] == before["succeeded"]
    svodka.here("index", "--jobs", "1")
    assert last_run(svodka) == {"compared_result": "skipped", "compared_error": None, "skipped": 2}
    assert stats(svodka)["succeeded"] == stats(svodka)["compared"]


def test_a_run_that_waits_in_vain_says_nothing(svodka: Svodka) -> None:
    before = last_run(svodka), stats(svodka)["compared"]
    with open_engine(f"whoosh:{svodka.index}").writer():
        assert svodka.run("index").code == 2
    assert (last_run(svodka), stats(svodka)["compared"]) == before


@pytest.mark.parametrize(
    "note",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"ended": 1e999, "result": "done"}',
        '{"ended": NaN, "result": "done"}',
        '{"ended": 1e15, "result": "done"}',
        '{"ended": -1, "result": "done"}',
        '{"ended": "вчера", "result": "done"}',
        '{"ended": 1, "result": "хорошо"}',
        '{"ended": 1, "result": ["done"]}',
        '{"ended": 1, "result": "done", "skipped": "many"}',
        '{"ended": 1, "result": "done", "succeeded": "вчера"}',
        '{"ended": 1, "result": "done", "succeeded": 1e15}',
        '{"ended": 1, "result": "done", "more": 1}',
    ],
)
def test_a_note_that_says_nothing_is_none(svodka: Svodka, note: str) -> None:
    (svodka.index / "LAST_RUN").write_text(note, "utf-8")
    assert last_run(svodka) == {"compared_result": None, "compared_error": None, "skipped": None}
    assert (stats(svodka)["compared"], stats(svodka)["succeeded"]) == (None, None)
    assert "compared: none\n" in svodka.here("stats").out


def test_no_run_is_known_of_an_index_that_has_no_note(svodka: Svodka) -> None:
    (svodka.index / "LAST_RUN").unlink()
    assert last_run(svodka) == {"compared_result": None, "compared_error": None, "skipped": None}


def _set_back(svodka: Svodka, seconds: float) -> None:
    """Move the last run into the past."""
    path = svodka.index / "LAST_RUN"
    note = json.loads(path.read_text("utf-8"))
    path.write_text(
        json.dumps(note | {name: note[name] - seconds for name in ("ended", "succeeded")}), "utf-8"
    )


def test_without_articles_there_are_no_dates(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    built = Svodka(tmp_path / "index")
    built.here("index", folder, "--jobs", "1")
    record = stats(built)
    assert (record["articles"], record["from"], record["to"], record["deleted_share"]) == (
        0,
        None,
        None,
        0,
    )
    assert "from: none\n" in built.here("stats").out


@pytest.mark.parametrize(
    "there", ["nothing", "an empty folder", "other things", "a folder to be read", "a failed run"]
)
def test_without_an_index_all_commands_say_so_in_one_sentence(tmp_path: Path, there: str) -> None:
    svodka = Svodka(tmp_path / "index")
    if there != "nothing":
        svodka.index.mkdir()
    if there == "other things":
        (svodka.index / "letter.txt").write_text("Здравствуйте!\n", "utf-8")
    elif there == "a folder to be read":
        assert svodka.here("folders", "add", tmp_path).code == 0
    elif there == "a failed run":
        assert svodka.here("index", tmp_path / "nowhere").code == 2
    sentence = f"Error: There is no index in {svodka.index} yet: run svodka index FOLDER\n"
    for arguments in (
        ["stats"],
        ["stats", "--json"],
        ["check"],
        ["check", "--json"],
        ["search", "жираф"],
    ):
        ended = svodka.here(*arguments)
        assert (ended.code, ended.out, ended.err) == (2, "", sentence), arguments
