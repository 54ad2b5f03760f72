"""Benchmarks in their shortest form: they run to their end and print what they promise. Speed is nobody's business here."""

import re
import subprocess
import sys
from pathlib import Path

from made_news import News
from running import ROOT


def test_load(tmp_path: Path) -> None:
    news = News(tmp_path / "вести", 60)
    news.write(0)
    script, short = ROOT / "tests/benchmarks/load.py", "--seconds 0.3 --warm-up 0.3 --storm 150 --storm-seconds 1"
    command = [sys.executable, str(script), str(news.folder), *short.split(), "--connections", "1", "4"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    rows = [line.split() for line in ended.stdout.splitlines()]
    assert [row[0] for row in rows if row[1:2] in (["1"], ["4"], ["75"])] == (
        ["page"] * 2 + ["API"] * 2 + ["page", "API", "/healthz", "/static/site.css"] + ["page", "API"]
    )
    assert len(re.findall("the server has .+ 3 processes", ended.stdout)) == 2
    assert all(float(row[2]) > 0 for row in rows if row[1:2] in (["1"], ["4"], ["75"]))
