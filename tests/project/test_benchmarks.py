"""Benchmarks in their shortest form: they end, and print their figures. Speed is not judged."""

import ast
import importlib.machinery
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import plain_whoosh
from made_news import News
from running import ROOT
from tools import recombined


def printed(tmp_path: Path, script: str, options: str) -> str:
    """The output of a benchmark for sixty articles."""
    news = News(tmp_path / "вести", 60)
    news.write(0)
    command = [
        sys.executable,
        str(ROOT / "tests/benchmarks" / script),
        str(news.folder),
        *options.split(),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


SCRIPTS = [
    path
    for path in sorted(ROOT.glob("tests/*/**/*.py"))
    if not path.name.startswith("test_") and '__name__ == "__main__"' in path.read_text("utf-8")
]


def imported(script: Path) -> set[str]:
    """The names of the packages and modules that a script imports."""
    names = set()
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        match node:
            case ast.Import(aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(str(module)):
                names.add(module)
    return {name.partition(".")[0] for name in names}


def missed(script: Path, own: set[str]) -> list[str]:
    """Those of the tests' own modules that a script imports and would not find."""
    folders = [str(script.parent)]
    if said := re.search(r"PYTHONPATH=(\S+) python", script.read_text("utf-8")):
        folders.append(str(ROOT / said[1]))
    find = importlib.machinery.PathFinder.find_spec
    return [name for name in imported(script) & own if not find(name, folders)]


def test_scripts_find_what_they_import_when_they_are_run_by_hand() -> None:
    own = {path.stem for path in ROOT.glob("tests/**/*.py")} - sys.stdlib_module_names
    assert {path.name: names for path in SCRIPTS if (names := missed(path, own))} == {}


def test_query_speed(tmp_path: Path) -> None:
    lines = printed(tmp_path, "query_speed.py", "--queries 30").splitlines()
    rows = [line.split() for line in lines if line.startswith("whole answer  ")]
    assert all(float(figure) > 0 for row in rows for figure in row[2:])
    assert len(rows[0][2:]) == 8  # for Svodka and for plain Whoosh
    assert sum("of plain Whoosh's" in line for line in lines) == 3


def test_peers(tmp_path: Path) -> None:
    report = json.loads(printed(tmp_path, "peers.py", "--queries 20 --repeat 1 --json"))
    engines = report["engines"]
    assert {"svodka", "plain Whoosh", "SQLite FTS5"} <= set(engines)
    assert report["articles"] == 60
    for figures in engines.values():
        assert figures["answered"] > 15
        measured = {name: value for name, value in figures.items() if value is not None}
        assert all(value > 0 for value in measured.values()), measured
    assert engines["svodka"]["page_p50"] > engines["svodka"]["engine_p50"]
    assert len(report["ratios"]) == len(engines) - 1


def test_million(tmp_path: Path) -> None:
    options = f"--sizes 60 --queries 20 --seconds 0.3 --work {tmp_path / 'work'} --json"
    report = json.loads(printed(tmp_path, "million.py", options))
    assert [row["articles"] for row in report["sizes"]] == [60]
    for row in report["sizes"]:
        assert all(value > 0 for name, value in row.items() if name != "failed"), row
        assert row["visible_s"] > row["changed_s"]


def made(tmp_path: Path, name: str, count: int) -> list[dict[str, str]]:
    news = News(tmp_path / "вести", 60)
    news.write(0)
    model = recombined.Model.of(plain_whoosh.articles(news.folder), seed=1)
    recombined.write(model, tmp_path / name, count, seed=1)
    lines = (tmp_path / name / "00000.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_recombined_articles_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    articles = made(tmp_path, "одни", 300)
    assert articles == made(tmp_path, "другие", 300)
    assert len({article["id"] for article in articles}) == 300
    years = [article["date"][:4] for article in articles]
    assert (years[0], years[-1]) == ("2006", "2025")
    reprints = 300 - len({article["title"] for article in articles})
    assert 1 <= reprints <= 60


def test_recombined_vocabulary_grows_by_heaps_law(tmp_path: Path) -> None:
    made(tmp_path, "статьи", 10)
    model = recombined.Model.of(plain_whoosh.articles(tmp_path / "вести"), seed=1)
    growth = recombined.Growth(factor=8.0, exponent=0.6)
    maker = recombined.Maker(replace(model, growth=growth), seed=1)
    forms: set[str] = set()
    for record in maker.records(2000):
        forms |= set(re.findall(r"\w+", f"{record['title']} {record['text']}".lower()))
    assert maker.names > 500
    assert maker.vocabulary == len(forms)
    assert abs(len(forms) / growth.of(maker.words) - 1) < 0.05


def test_made_up_names_differ() -> None:
    assert len({recombined.made_up_name(number) for number in range(50_000)}) == 50_000


def test_load(tmp_path: Path) -> None:
    short = "--seconds 0.3 --warm-up 0.3 --storm 150 --storm-seconds 1 --connections 1 4"
    told = printed(tmp_path, "load.py", short)
    rows = [line.split() for line in told.splitlines()]
    assert [row[0] for row in rows if row[1:2] in (["1"], ["4"], ["75"])] == (
        ["page"] * 2
        + ["API"] * 2
        + ["page", "API", "/healthz", "/static/site.css"]
        + ["page", "API"]
    )
    assert len(re.findall("the server has .+ 3 processes", told)) == 2
    assert all(float(row[2]) > 0 for row in rows if row[1:2] in (["1"], ["4"], ["75"]))


def test_unseen(tmp_path: Path) -> None:
    (tmp_path / "чужое").mkdir()
    text = "Паром\n\nПаром Зюзяка встал. Зюзяку ждут."
    (tmp_path / "чужое" / "паром.txt").write_text(text, encoding="utf-8")
    (tmp_path / "чужое" / "пустой.txt").touch()
    told = printed(tmp_path, "unseen.py", str(tmp_path / "чужое"))
    assert "61 articles" in told
    assert "RAISED" not in told
    assert "skipped 1: empty: " in told
    assert re.search("^frequent unknown words: .*зюзяк", told, re.MULTILINE)


def test_prepare_speed(tmp_path: Path) -> None:
    told = printed(tmp_path, "prepare_speed.py", "--every 3")
    assert "20 articles, " in told
    rows = re.findall(r"^(\D+) +(\d+\.\d) µs an article$", told, re.MULTILINE)
    assert len(rows) == 9
    assert all(float(figure) > 0 for _, figure in rows)


def test_what_is_prepared_is_compared(tmp_path: Path) -> None:
    kept = tmp_path / "prepared.jsonl"
    assert "60 articles written" in printed(tmp_path, "prepared_alike.py", str(kept))
    first, *rest = kept.read_text("utf-8").splitlines(keepends=True)
    assert "60 articles, 0 differences" in printed(tmp_path, "prepared_alike.py", str(kept))
    changed = first.replace('"sentences": [0', '"sentences": [7')
    assert changed != first
    kept.write_text(changed + "".join(rest), "utf-8")
    told = printed(tmp_path, "prepared_alike.py", str(kept))
    assert "60 articles, 1 differences {'sentences': 1}" in told


def test_known_items(tmp_path: Path) -> None:
    lines = printed(tmp_path, "known_items.py", "--number 12").splitlines()
    share = re.fullmatch(r"all: ([\d.]+) of (\d+) first", lines[-1])
    assert share
    assert float(share[1]) > 0.1  # invented articles are much alike
    assert int(share[2]) >= 4
