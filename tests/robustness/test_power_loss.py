"""Builds that lose power at any moment; a short form of `tests/support/power_loss.py`."""

from pathlib import Path

from power_loss import lose_power


def test_after_a_loss_of_power_the_last_state_answers_and_the_next_build_mends(
    tmp_path: Path,
) -> None:
    wrong, summary = lose_power(tmp_path.resolve(), points=8, seed=2024, glances=2)
    assert wrong == [], summary
