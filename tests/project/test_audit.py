"""The audit of pinned versions never passes if it could not check."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT

CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {
    "name": "numpy",
    "skip_reason": "Dependency not found on PyPI and could not be audited: numpy (2.4.6)",
}
VULNERABLE = {
    "name": "lxml",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}],
}


def audit(tmp_path: Path, answer: str) -> tuple[int, str]:
    """The exit code and output of the audit for an ``answer`` of pip-audit."""
    (tmp_path / "answer").write_text(answer, "utf-8")
    instead = [sys.executable, "-c", f"print(open({str(tmp_path / 'answer')!r}).read())"]
    ended = subprocess.run(
        [sys.executable, ROOT / ".ci/audit.py", ROOT / ".ci/constraints.txt", *instead],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([CLEAN], 0, "1 pinned packages have no known vulnerability.\n"),
        ([CLEAN, SKIPPED], 3, "NOT AUDITED: advisories of 1 of 2 packages are out of reach"),
        ([SKIPPED], 3, "NOT AUDITED: advisories of 1 of 1 packages"),
        ([], 3, "NOT AUDITED"),
        ([CLEAN, VULNERABLE], 1, "VULNERABLE: lxml 1.0: PYSEC-1, mended in 1.1\n"),
        ([SKIPPED, VULNERABLE], 1, "VULNERABLE: lxml 1.0: PYSEC-1, mended in 1.1\nNOT AUDITED"),
    ],
)
def test_it_says_what_it_found(
    tmp_path: Path, packages: list[object], code: int, said: str
) -> None:
    ended, out = audit(tmp_path, json.dumps({"dependencies": packages, "fixes": []}))
    assert (ended, out[: len(said)]) == (code, said)
    assert ("NOT AUDITED" in out) == ("NOT AUDITED" in said)


def test_no_report_is_not_green(tmp_path: Path) -> None:
    assert audit(tmp_path, "Usage: pip-audit") == (
        3,
        "NOT AUDITED: pip-audit gave no report (JSONDecodeError).\n",
    )


def test_all_that_is_installed_is_pinned() -> None:
    lines = [
        line.strip() for line in (ROOT / ".ci/constraints.txt").read_text("utf-8").splitlines()
    ]
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert len(pinned) > 50
    assert all(line.count("==") == 1 for line in pinned)
    assert len({line.partition("==")[0].lower() for line in pinned}) == len(pinned)
