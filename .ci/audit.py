"""Ask pip-audit for known vulnerabilities of the pinned versions, and say if it cannot find out.

pip-audit alone ends in peace when the advisories of every package are out of reach. Exit codes: 0
all were looked up, and none has a vulnerability; 1 some have, and are named; 3 not all could be
looked up.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

VULNERABLE, UNKNOWN = 1, 3


def main(command: Sequence[str], pinned: str) -> int:
    """Run pip-audit, and give the exit code."""
    asked = [*command, "--requirement", pinned, "--no-deps", "--disable-pip", "--format", "json"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300)
        packages: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        print(f"NOT AUDITED: pip-audit gave no report ({type(error).__name__}).")
        return UNKNOWN
    found = [(package, one) for package in packages for one in package.get("vulns", ())]
    for package, one in found:
        mended = ", ".join(one["fix_versions"]) or "no version"
        print(
            f"VULNERABLE: {package['name']} {package['version']}: {one['id']}, mended in {mended}"
        )
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if unknown or not packages:
        print(
            f"NOT AUDITED: advisories of {len(unknown)} of {len(packages)} packages "
            "are out of reach from here."
        )
        print("Run this where they are in reach, or look by hand as .github/CONTRIBUTING.md says.")
    if not found and not unknown and packages:
        print(f"{len(packages)} pinned packages have no known vulnerability.")
    return VULNERABLE if found else UNKNOWN if unknown or not packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], sys.argv[1]))
