"""Disks that fail; short forms of ``support/disk_faults.py`` and ``support/small_disk.py``."""

import os
from pathlib import Path

import pytest
from disk_faults import fail
from running import ROOT
from small_disk import alone, may_mount, with_limits


def test_whatever_operation_fails_the_old_state_answers(tmp_path: Path) -> None:
    wrong, summary = fail(tmp_path.resolve() / "faults", most=9, seed=2024)
    assert wrong == [], summary


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    assert with_limits(tmp_path.resolve() / "limits", sizes=(1000,)).wrong == []


def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    if not may_mount():
        pytest.skip("this process may not mount a small disk")
    path = {"PYTHONPATH": str(ROOT / ".src")}
    ended = alone(tmp_path.resolve() / "small", 45, capture_output=True, env=os.environ | path)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
