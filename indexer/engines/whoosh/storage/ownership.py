"""Check who could have written an index: readers are told what it contains.

An index is trusted if only root or the user of this process owns and can write its folder and all
files in it. Parent folders do not matter: a user who puts another folder in its place owns that
folder. Root gets no exception: the owner of another user's index would decide what root reads.
"""

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from svodka.indexer.errors import IndexUntrusted, SettingError

VARIABLE = "SVODKA_TRUST_INDEX"
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def refuses_others() -> bool:
    """True if indexes of other users are refused: the default, unless the variable is 1.

    Raises SettingError.
    """
    written = os.environ.get(VARIABLE, "")
    if written not in ("", "0", "1"):
        raise SettingError(
            f"{VARIABLE}: «{written}» is neither 1 (read any index) "
            "nor 0 (refuse what others can write to)"
        )
    return written != "1"


def refuse_others(root: Path) -> None:
    """Raise IndexUntrusted if others own or can write the index folder or a file in it."""
    for path in (root, *_inside(root)):
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue  # a writer has just removed it, or there is no index
        if status.st_uid not in (0, os.geteuid()):
            mend = f"run svodka as that user, or chown -R the folder {root}"
            raise IndexUntrusted(f"{path} belongs to {_user(status.st_uid)}: {mend}, {_OR_TRUST}")
        if status.st_mode & OTHERS_WRITE:
            raise IndexUntrusted(
                f"{path} can be written to by others: run chmod -R go-w {root}, {_OR_TRUST}"
            )


def _inside(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        yield from (Path(folder, name) for name in (*folders, *files))


_OR_TRUST = f"or set {VARIABLE}=1 if you trust all who can write there"


@contextmanager
def ours_alone(root: Path) -> Iterator[None]:
    """Let only its user read and write the files that this process creates in an index folder.

    Those who may read the folder may read its files too. A umask may forbid more.
    """
    try:
        readable = stat.S_IMODE(root.stat().st_mode)
    except OSError:
        readable = 0
    before = os.umask(0o077)
    os.umask(before | 0o077 & ~readable | OTHERS_WRITE)
    try:
        yield
    finally:
        os.umask(before)


def _user(number: int) -> str:
    try:
        return f"the user {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"the user with the number {number}"
