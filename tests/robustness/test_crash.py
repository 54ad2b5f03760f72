"""Builds that are killed at any moment; a short form of `tests/support/crash.py`."""

import os
import signal
from pathlib import Path

from crash import children, crash
from made_news import News
from running import Svodka, soon


def test_a_killed_build_leaves_the_old_answers_and_no_litter(tmp_path: Path) -> None:
    wrong, summary = crash(tmp_path, kills=2, articles=80, seed=2024, pause=0.3)
    assert wrong == [], summary


def test_a_killed_worker_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    news, svodka = News(tmp_path / "вести", 300), Svodka(tmp_path / "index")
    news.write(0)
    assert svodka.run("index", news.folder, "--jobs", "2").code == 0
    news.write(1)
    with svodka.start("index", str(news.folder), "--jobs", "2", "--full") as process:
        assert soon(lambda: len(children(process.pid)) == 2, within=20)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "Articles in the index: 300 " in out
    assert svodka.here("search", "вишня", "--json").report["total"] == news.totals(1)["вишня"]
    assert svodka.here("check").code == 0
