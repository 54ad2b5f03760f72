"""Benchmarks in their shortest form: they end, and print what they promise. Speed is not judged."""

import re
import subprocess
import sys
from pathlib import Path

from made_news import News
from running import ROOT


def printed(tmp_path: Path, script: str, options: str) -> str:
    """What a benchmark prints of sixty articles."""
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


def test_query_speed(tmp_path: Path) -> None:
    lines = printed(tmp_path, "query_speed.py", "--queries 30").splitlines()
    rows = [line.split() for line in lines if line.startswith("whole answer  ")]
    assert all(float(figure) > 0 for row in rows for figure in row[2:])
    assert len(rows[0][2:]) == 8  # of Svodka, and of plain Whoosh
    assert sum("of plain Whoosh's" in line for line in lines) == 3


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
