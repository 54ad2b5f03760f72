"""The notebook of the tests runs from a folder to its tables and its plot."""

import os
import runpy
import sys
from pathlib import Path

import made_archive
import pytest
from running import ROOT

NOTEBOOK = ROOT / "tests/notebooks/words_over_time.py"


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pandas and matplotlib, which only this needs, it is skipped; in CI it fails."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    if os.environ.get("CI") != "true":
        pytest.importorskip("pandas")
        pytest.importorskip("matplotlib")


def test_from_a_folder_to_a_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_archive.write(tmp_path / "архив", 60)
    picture = tmp_path / "слова.png"
    monkeypatch.setattr(sys, "argv", [NOTEBOOK.name, str(tmp_path / "архив"), str(picture)])
    made = runpy.run_path(str(NOTEBOOK), run_name="__main__")
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert capsys.readouterr().out.startswith("Статей: 60; пропущено: 0\n")
    table, lines = made["table"], made["lines"]
    assert table["of"].sum() == 3 * 60  # for each of three words
    assert list(made["shares"].columns) == ["мост", "паром", "трамвай"]
    assert len(made["shares"]) == 12  # quarters
    assert 0 < table["articles"].sum() < 3 * 60
    assert list(lines.columns)[:4] == ["id", "title", "date", "source"]
    assert set(lines["hit"].str.lower().str[:5]) == {"паром"}
    assert set(made["people"]["value"]) <= {name for name, _ in made_archive.PEOPLE}
