"""Readers while an index is rebuilt; a short form of `tests/support/readers.py`."""

from pathlib import Path

from readers import read


def test_every_answer_is_whole_and_of_one_edition(tmp_path: Path) -> None:
    wrong, summary = read(tmp_path, seconds=2, articles=90, threads=8)
    assert wrong == [], summary
