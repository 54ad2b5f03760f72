"""Builds on disks that are too small, and on one that takes no writes.

What the system itself then says.

    python tests/support/small_disk.py [--step 1]

Files longer than some sizes are forbidden (RLIMIT_FSIZE); then builds run on a tmpfs that has room
for the index that is there and for some pages more, until they succeed; then on one that is mounted
for reading only. Mounting happens in a mount namespace of its own, of which nothing is left; where
that is not permitted, it is said. The same must hold as in `tests/support/disk_faults.py`. Exit
code 0 if all is well, else 1.
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

SIZES = (
    0,
    40,
    100,
    300,
    1000,
    3000,
    10_000,
)  # bytes; some file of every build is longer than each of them
PAGE = 4096  # bytes, by which a tmpfs counts
ROOMY = "64m"
ALONE = ("unshare", "--mount", "--propagation", "private")


def limit_files(trial: Trial, sizes: Sequence[int]) -> None:
    """Build while long files are forbidden."""
    for size in sizes:
        for options in BUILDS:
            name = f"{' '.join(options)}: files of {size} bytes at most"
            limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
            with trial.from_old_state(name):
                process = trial.svodka.start(*trial.arguments(options), preexec_fn=limit)
                out, err = process.communicate(timeout=TIMEOUT)
                trial.expect_refusal(name, Ended(process.returncode, out, err), errno.EFBIG)


def fill_disk(trial: Trial, mount: Path, step: int) -> None:
    """Build on a disk that has room for what is there, and a page more each time until builds
    succeed.
    """
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
    """Build on a disk that takes no writes."""
    for options in BUILDS:
        name = f"{' '.join(options)}: read-only"
        with trial.from_old_state(name), remounted(mount, "ro"):
            trial.expect_refusal(name, trial.index(options), errno.EROFS)


@contextmanager
def remounted(mount: Path, how: str) -> Iterator[None]:
    """Have a disk be otherwise for a while."""
    # files that were removed and are still mapped keep a disk from being mounted for reading only
    gc.collect()
    subprocess.run(["mount", "-o", f"remount,{how}", mount], check=True)
    yield
    subprocess.run(["mount", "-o", f"remount,rw,size={ROOMY}", mount], check=True)


def may_mount() -> bool:
    """Whether this process may mount something where nobody else sees it."""
    if not shutil.which("unshare"):
        return False
    trial = (*ALONE, "mount", "-t", "tmpfs", "svodka", tempfile.gettempdir())
    return subprocess.run(trial, capture_output=True).returncode == 0


def on_small_disk(folder: Path, step: int) -> Trial:
    """Try a small disk; for a process that is alone with its mounts."""
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
    """Try limits on the size of files."""
    trial = Trial(folder)
    limit_files(trial, sizes)
    return trial


def alone(folder: Path, step: int, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Try a small disk in a process of its own, of whose mounts nothing is left."""
    command = (*ALONE, sys.executable, __file__, "--step", str(step), "--mounts-in", str(folder))
    return subprocess.run(command, text=True, **options)


def said(trial: Trial) -> int:
    """Print what went wrong and a summary; give the exit code."""
    for mistake in trial.wrong[:20]:
        print(mistake, file=sys.stderr)
    print(f"{trial.tried} builds, {len(trial.wrong)} mistakes")
    return 1 if trial.wrong else 0


def main() -> int:
    """Read the command line, and run what it says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--step", type=int, default=1, help="how many pages the disk grows each time"
    )
    parser.add_argument("--mounts-in", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.mounts_in:
        return said(on_small_disk(options.mounts_in, options.step))
    with tempfile.TemporaryDirectory(prefix="svodka-small-") as name:
        folder = Path(name).resolve()
        code = said(with_limits(folder / "limits"))
        if not may_mount():
            print("A small disk was not tried: this process may not mount one.")
            return code
        return alone(folder / "small", options.step).returncode or code


if __name__ == "__main__":
    sys.exit(main())
