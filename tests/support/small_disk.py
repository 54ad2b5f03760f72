"""Builds on disks that are too small, and on a read-only disk, with the system's own errors.

    python tests/support/small_disk.py [--step 1]

First the length of files is limited (RLIMIT_FSIZE). Then builds run on a tmpfs with room for the
existing index and a few more pages, until they succeed. Then they run on a read-only tmpfs. The
mounts are in a separate mount namespace, which ends with its process. Without the permission to
mount, the script says so. The conditions are those of `tests/support/disk_faults.py`. Exit code 0
if all is well, else 1.
"""

import argparse
import errno
import gc
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from disk_faults import BUILDS, Trial
from power_loss import small
from running import TIMEOUT, Ended, Svodka

# Bytes; every build has a file longer than each of these.
SIZES = (
    0,
    40,
    100,
    300,
    1000,
    3000,
    10_000,
)
PAGE = 4096  # bytes; the unit of a tmpfs
ROOMY = "64m"
ALONE = ("unshare", "--mount", "--propagation", "private")


def limit_files(trial: Trial, sizes: Sequence[int]) -> None:
    """Build under a limit of the length of files."""
    for size in sizes:
        for options in BUILDS:
            name = f"{' '.join(options)}: files of {size} bytes at most"
            limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
            with trial.from_old_state(name):
                process = trial.svodka.start(*trial.arguments(options), preexec_fn=limit)
                out, err = process.communicate(timeout=TIMEOUT)
                trial.expect_refusal(name, Ended(process.returncode, out, err), errno.EFBIG)


def fill_disk(trial: Trial, mount: Path, step: int) -> None:
    """Build on a full disk, and with more free pages each time until the build succeeds."""
    for options in BUILDS:
        ended, pages = Ended(2, "", ""), 0
        while ended.code and pages < 1000:
            name = f"{' '.join(options)}: {pages} free pages"
            with trial.from_old_state(name):
                used = shutil.disk_usage(mount).used
                with remounted(mount, f"size={used + pages * PAGE}"):
                    ended = trial.index(options)
                    if ended.code:
                        trial.expect_refusal(name, ended, errno.ENOSPC)
            pages += step
        trial.expect(pages > step, f"{' '.join(options)}: needs no room")


def read_only(trial: Trial, mount: Path) -> None:
    """Build on a read-only disk."""
    for options in BUILDS:
        name = f"{' '.join(options)}: read-only"
        with trial.from_old_state(name), remounted(mount, "ro"):
            trial.expect_refusal(name, trial.index(options), errno.EROFS)


@contextmanager
def remounted(mount: Path, how: str) -> Iterator[None]:
    """Remount a disk with other options for a while."""
    # A deleted file that is still mapped keeps a disk from being remounted read-only.
    gc.collect()
    subprocess.run(["mount", "-o", f"remount,{how}", mount], check=True)
    yield
    subprocess.run(["mount", "-o", f"remount,rw,size={ROOMY}", mount], check=True)


def may_mount() -> bool:
    """True if this process may mount in a private namespace."""
    if not shutil.which("unshare"):
        return False
    trial = (*ALONE, "mount", "-t", "tmpfs", "svodka", tempfile.gettempdir())
    return subprocess.run(trial, capture_output=True).returncode == 0


def on_small_disk(folder: Path, step: int) -> Trial:
    """Test a small disk; the process must be in its own mount namespace."""
    trial, mount = Trial(folder), folder / "disk"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "svodka", mount], check=True)
    trial.svodka = Svodka(mount / "index")
    with small():
        fill_disk(trial, mount, step)
        read_only(trial, mount)
    subprocess.run(["umount", mount], check=True)
    return trial


def with_limits(folder: Path, sizes: Sequence[int] = SIZES) -> Trial:
    """Test limits of the length of files."""
    trial = Trial(folder)
    limit_files(trial, sizes)
    return trial


def alone(folder: Path, step: int, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Test a small disk in a separate process, whose mounts end with it."""
    command = (*ALONE, sys.executable, __file__, "--step", str(step), "--mounts-in", str(folder))
    return subprocess.run(command, text=True, **options)


def report(trial: Trial) -> int:
    """Print the mistakes and a summary; return the exit code."""
    for mistake in trial.wrong[:20]:
        print(mistake, file=sys.stderr)
    print(f"{trial.tried} builds, {len(trial.wrong)} mistakes")
    return 1 if trial.wrong else 0


def main() -> int:
    """Read the command line, and run the tests."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--step", type=int, default=1, help="how many pages the disk grows each time"
    )
    parser.add_argument("--mounts-in", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.mounts_in:
        return report(on_small_disk(options.mounts_in, options.step))
    with tempfile.TemporaryDirectory(prefix="svodka-small-") as name:
        folder = Path(name).resolve()
        code = report(with_limits(folder / "limits"))
        if not may_mount():
            print("A small disk was not tried: this process may not mount one.")
            return code
        return alone(folder / "small", options.step).returncode or code


if __name__ == "__main__":
    sys.exit(main())
