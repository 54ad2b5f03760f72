"""An index that changes often, and a server over it; a short form of ``support/bloat.py``."""

from pathlib import Path

from bloat import bloat


def test_neither_the_index_nor_its_server_grows(tmp_path: Path) -> None:
    wrong, summary = bloat(tmp_path, articles=100, commits=12, queries=150, reopens=8, seed=2024)
    assert wrong == [], summary
