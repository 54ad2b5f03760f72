"""How many workers a build has by default."""

import os
from pathlib import Path

import pytest

from svodka.indexer import build


@pytest.mark.parametrize(
    ("processors", "limit", "jobs"),
    [
        (1, "max 100000", 1),
        (4, "max 100000", 4),
        (64, "max 100000", build.MOST_JOBS),
        (64, "200000 100000", 2),
        (64, "250000 100000", 3),
        (8, "50000 100000", 1),
        (8, "0 100000", 1),
        (8, "damaged", 8),
        (8, None, 8),
    ],
)
def test_no_more_workers_than_processors_that_may_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    processors: int,
    limit: str | None,
    jobs: int,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(processors)), raising=False)
    monkeypatch.setattr(build, "CPU_MAX", tmp_path / "cpu.max")
    if limit is not None:
        (tmp_path / "cpu.max").write_text(f"{limit}\n", encoding="ascii")
    assert build._processors() == jobs
