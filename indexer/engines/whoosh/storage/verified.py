"""The files that a run has compared with their checksums, remembered from one run to the next.

    index/VERIFIED    how these files looked then; it may be lost

A run compares only files that are new since, or that look different. What it merges it compares
again in any case, and so does a server from time to time. A file that was changed shortly before it
was compared is not remembered: it may change again within one tick of its file system's clock, and
look the same.
"""

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VERIFIED = "VERIFIED"

#: How each file looked, by its path below the folder of the index: inode, size, time of change.
Accounts = Mapping[str, tuple[int, ...]]


def read_verified(root: Path) -> dict[str, tuple[int, ...]]:
    """The files that are remembered; none if what is remembered is lost or damaged."""
    try:
        written = (root / VERIFIED).read_bytes()
        accounts: dict[str, list[int]] = json.loads(written)["files"]
        found = {name: tuple(account) for name, account in accounts.items()}
        return found if written == _packed(found) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def keep_verified(root: Path, accounts: Accounts) -> None:
    """Remember files, if the disk allows."""
    path, new = root / VERIFIED, root / f"{VERIFIED}.new"
    packed = _packed(accounts)
    try:
        if not path.exists() or path.read_bytes() != packed:
            new.write_bytes(packed)
            new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _packed(accounts: Accounts) -> bytes:
    record = {"files": {name: list(account) for name, account in sorted(accounts.items())}}
    return json.dumps(record | {"crc32": zlib.crc32(json.dumps(record).encode())}).encode()
