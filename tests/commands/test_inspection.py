"""``svodka inspect``, ``--dry-run`` and ``--map``."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from collected import written

from svodka.indexer.building.folders import plan_run
from svodka.indexer.commands.cli import cli
from svodka.indexer.engines import open_engine

LONG = "Лодку нашли утром у самого берега, весло лежало рядом, и никто не знает, чья она была."


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def fill(folder: Path) -> Path:
    record = {"шапка": "Лодка", "повествование": LONG, "когда": "4 мая 2023"}
    written(folder, "а.jsonl", json.dumps(record, ensure_ascii=False))
    written(folder, "б.txt", "Якорь подняли\n\nЯкорь цел.", "cp1251")
    written(folder, "в.zip", b"broken")
    return folder


def test_inspect_says_what_would_become_of_files(tmp_path: Path) -> None:
    shown = run("inspect", fill(tmp_path))
    assert shown.exit_code == 1
    for part in (
        "а.jsonl: .jsonl, utf-8, 1 article",
        "not read: шапка, повествование, когда",
        "note: line 1: took «повествование» for its text",
        "б.txt: .txt, cp1251, 1 article",
        "• Якорь подняли",
        "left out: a damaged ZIP",
        "2 articles in 3 files; 1 input left out.",
    ):
        assert part in shown.output


def test_what_is_no_article_is_left_out_in_the_last_line_too(tmp_path: Path) -> None:
    day = "2024-03-02T10:15:00"
    post = {"id": 1, "type": "message", "date": day, "text": "Паром вышел на линию."}
    pinned = {"id": 2, "type": "service", "date": day, "action": "pin_message", "text": ""}
    export = {"name": "Вести", "type": "public_channel", "id": 7, "messages": [post, pinned]}
    written(tmp_path, "result.json", json.dumps(export, ensure_ascii=False))
    shown = run("inspect", tmp_path)
    assert shown.exit_code == 0
    assert "note: left out 1 service message" in shown.output
    assert shown.output.endswith("1 article in 1 file; nothing else left out.\n")


def test_inspect_with_a_mapping_in_json(tmp_path: Path) -> None:
    file = fill(tmp_path) / "а.jsonl"
    shown = run("inspect", file, "--map", "title=шапка", "--map", "date=когда", "--json")
    (record,) = json.loads(shown.output)["files"]
    assert {"field": "title", "name": "шапка"} in record["fields"]
    assert (record["first"][0]["title"], record["first"][0]["date"]) == ("Лодка", "2023-05-04")


def test_a_dry_run_writes_no_index(tmp_path: Path) -> None:
    index = tmp_path / "index"
    shown = run("index", fill(tmp_path / "а"), "--index", f"whoosh:{index}", "--dry-run")
    assert "2 articles in 3 files" in shown.output
    assert not index.exists()


def test_the_index_remembers_a_mapping(tmp_path: Path) -> None:
    folder, index = fill(tmp_path / "а"), f"whoosh:{tmp_path / 'index'}"
    (folder / "в.zip").unlink()
    run(
        "index",
        folder,
        "--index",
        index,
        "--jobs",
        "1",
        "--map",
        "title=шапка",
        "--map",
        "text=повествование",
    )
    assert "Лодка" in run("search", "заголовок:лодка", "--index", index).output
    assert "• Лодка" in run("index", "--index", index, "--dry-run").output
    again = run("index", "--index", index, "--jobs", "1", "--json")
    assert json.loads(again.output)["unchanged"] == 2


def test_notes_are_told_once_for_a_file(tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": f"Лодка {n}", "text": LONG, "date": "на Троицу"}) for n in range(3)
    ]
    written(tmp_path / "а", "а.jsonl", "\n".join(lines))
    index = f"whoosh:{tmp_path / 'index'}"
    shown = run("index", tmp_path / "а", "--index", index, "--jobs", "1")
    assert shown.exit_code == 0
    note = "Note on а.jsonl: line 1: its date «на Троицу» is not understood, so it has none"
    assert shown.output.count("Note on") == 1
    assert f"{note}; and 2 more like it" in shown.output


def test_a_mapping_is_forgotten_when_none_is_asked_for(tmp_path: Path) -> None:
    folder, index = fill(tmp_path / "а"), f"whoosh:{tmp_path / 'index'}"
    (folder / "в.zip").unlink()
    run("index", folder, "--index", index, "--jobs", "1", "--map", "title=шапка")
    assert "2 articles, --map title=шапка\n" in run("folders", "--index", index).output
    assert "took «повествование»" in run("stats", "--index", index).output
    run("index", "--index", index, "--jobs", "1", "--map", "none")
    assert run("folders", "--index", index).output.endswith("2 articles\n")
    assert "Лодка [" not in run("search", "лодка", "--index", index).output
    refused = run("index", "--index", index, "--map", "none", "--map", "title=шапка")
    assert "or none alone" in str(refused.exception)


def test_a_mapping_given_again_rereads_nothing(tmp_path: Path) -> None:
    folder, index = fill(tmp_path / "а"), f"whoosh:{tmp_path / 'index'}"
    run("index", folder, "--index", index, "--jobs", "1", "--map", "title=шапка")
    same, other = (
        plan_run(open_engine(index), [folder], "", (("title", name),))
        for name in ("шапка", "заглавие")
    )
    assert (same.is_remapped, other.is_remapped) == (False, True)


def test_notes_outlive_the_run_that_read_their_file(tmp_path: Path) -> None:
    told = "its date «на Троицу» is not understood, so it has none"
    lines = [json.dumps({"id": "1", "title": "Лодка", "text": LONG, "date": "на Троицу"})]
    file = written(tmp_path / "а", "а.jsonl", "\n".join(lines))
    index = f"whoosh:{tmp_path / 'index'}"
    assert told in run("index", file.parent, "--index", index, "--jobs", "1").output
    again = run("index", "--index", index, "--jobs", "1")
    assert told not in again.output
    for shown in (
        run("index", "--index", index, "--jobs", "1", "--verbose"),
        run("stats", "--index", index),
        run("stats", "--index", index, "--json"),
    ):
        assert told in shown.output
    lines.append(json.dumps({"id": "2", "title": "Весло", "text": LONG, "date": "2023-05-04"}))
    file.write_text("\n".join(lines))
    run("index", "--index", index, "--jobs", "1")
    assert told in run("stats", "--index", index).output
    file.write_text(lines[1])
    run("index", "--index", index, "--jobs", "1")
    assert told not in run("stats", "--index", index).output


def test_months_and_years_are_found_by_their_dates(tmp_path: Path) -> None:
    for name, date in (("а.txt", "март 1917"), ("б.txt", "1918 год")):
        written(tmp_path / "а", name, f"Заголовок: Лодка\nДата: {date}\n\nЛодка цела.")
    index = f"whoosh:{tmp_path / 'index'}"
    run("index", tmp_path / "а", "--index", index, "--jobs", "1")
    march = run(
        "search", "лодка", "--from", "1917-03", "--to", "1917-03", "--index", index, "--json"
    )
    assert [r["date"] for r in json.loads(march.output)["results"]] == ["1917-03"]
    year = run("search", "лодка", "--from", "1918", "--to", "1918", "--index", index, "--json")
    assert [r["date"] for r in json.loads(year.output)["results"]] == ["1918"]
