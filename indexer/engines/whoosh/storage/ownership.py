"""Whose an index may be: what others could have written is not read, for it decides what readers are told.

An index is trusted where its folder, and all that is in it, belongs to the user of this process or to root and can be
written by nobody else. Folders above it do not count: whoever can put another folder in its place owns that one. Root is no
exception when it runs over another user's index: that user would decide what root reads.
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
    """Whether the indexes of others are refused, as they are unless the variable is 1. Raises SettingError."""
    written = os.environ.get(VARIABLE, "")
    if written not in ("", "0", "1"):
        raise SettingError(
            f"{VARIABLE}: «{written}» is neither 1 (read any index) nor 0 (refuse what others can write to)"
        )
    return written != "1"


def refuse_others(root: Path) -> None:
    """Raise IndexUntrusted where the folder of an index, or something in it, is not ours alone."""
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
def ours_alone() -> Iterator[None]:
    """Have all that this process makes be writable by its user alone, whatever the umask allows besides."""
    before = os.umask(0o077)
    os.umask(before | OTHERS_WRITE)
    try:
        yield
    finally:
        os.umask(before)


def _user(number: int) -> str:
    try:
        return f"the user {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"the user with the number {number}"
