"""``svodka inspect``, ``--dry-run`` and ``--map``."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from collected import written

from svodka.indexer.commands.cli import cli

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
        "2 articles in 3 files; 1 inputs left out.",
    ):
        assert part in shown.output


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
