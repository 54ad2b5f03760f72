"""Generations of an index in a folder, switched atomically.

    index/LOCK           held (flock) by the one writer; names it
    index/CURRENT        the name of the live generation, and its checksum
    index/gen-000007/    its files

A full rebuild writes a new generation aside, syncs it and replaces CURRENT. A process killed at any point leaves the old
CURRENT in place, and what it left behind is swept by the next writer.
"""

import fcntl
import json
import os
import re
import shutil
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from indexer.engines.trust import ours_alone
from indexer.errors import IndexCorrupt, IndexLocked, IndexStale, UnusableIndexError
from indexer.sources.terminal import printable

# A lock belongs to all who have its file open: workers that are forked let go of it, so that it ends with the writer alone.
_held: set[int] = set()

_NAME = re.compile(r"gen-(\d{6,})")


class Generations:
    """The generations of one index folder, which need not exist yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._current = root / "CURRENT"

    def current(self) -> Path | None:
        """The folder of the live generation; None where nothing was published yet. Raises IndexCorrupt, IndexStale."""
        try:
            written = self._current.read_bytes().decode("ascii")
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise UnusableIndexError(f"{self._current} cannot be read: you lack the permission") from error
        except (OSError, UnicodeDecodeError) as error:
            raise IndexCorrupt(f"{self._current} cannot be read ({error}): rebuild with svodka index --full") from error
        name = written.partition(" ")[0]
        if _NAME.fullmatch(name.removesuffix("\n")) and name == written:
            raise IndexStale(f"{self._current} is that of another version of Svodka: rebuild with svodka index")
        if not _NAME.fullmatch(name) or written != _pointer(name):
            raise IndexCorrupt(f"{self._current} is damaged (its checksum is wrong): rebuild with svodka index --full")
        return self.root / name

    def fresh(self) -> Path:
        """Make the folder of the next generation. For the holder of the lock only."""
        numbers = [int(match[1]) for path in self.root.iterdir() if (match := _NAME.fullmatch(path.name))]
        folder = self.root / f"gen-{max(numbers, default=0) + 1:06}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make a complete generation the live one: sync it to disk, then switch CURRENT to it in one step."""
        sync_folder(folder)
        temporary = self._current.with_suffix(".new")
        with temporary.open("w", encoding="ascii") as file:
            file.write(_pointer(folder.name))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._current)
        sync_entry(self.root)

    def sweep(self) -> None:
        """Remove all generations but the live one. Readers that have an old one open keep its files until they close them."""
        try:
            live = self.current()
        except (IndexCorrupt, IndexStale):
            return
        for path in self.root.iterdir():
            if _NAME.fullmatch(path.name) and path != live:
                shutil.rmtree(path, ignore_errors=True)
        self._current.with_suffix(".new").unlink(missing_ok=True)

    @contextmanager
    def lock(self, wait: float = 0) -> Iterator[None]:
        """Be the one writer; the system takes the lock back when the process ends, however it ends.

        What its holder makes meanwhile, others cannot write to. Raises IndexLocked, with the holder's pid and host, when it
        is not free within ``wait`` seconds.
        """
        with ours_alone(), self._lock_file() as file:
            deadline = time.monotonic() + wait
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    raise IndexLocked(
                        f"{self.root} is being written by {_holder(self.root / 'LOCK')}: wait for it to end"
                    )
                time.sleep(0.05)
            file.truncate(0)
            file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
            file.flush()
            _held.add(file.fileno())
            try:
                yield
            finally:
                _held.discard(file.fileno())
                file.truncate(0)

    def _lock_file(self) -> TextIO:
        self.root.mkdir(parents=True, exist_ok=True)
        return (self.root / "LOCK").open("a+", encoding="utf-8")


def _let_go() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


def sync_folder(folder: Path) -> None:
    """Have all files of a folder, and the folder itself, reach the disk."""
    for path in folder.iterdir():
        sync_entry(path)
    sync_entry(folder)


def sync_entry(path: Path) -> None:
    """Have one file's bytes, or a folder's names, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pointer(name: str) -> str:
    return f"{name} {zlib.crc32(name.encode()):08x}\n"


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # as network file systems have none
        reason = error.strerror or str(error)
        raise UnusableIndexError(
            f"The index's file system cannot lock files ({reason}): put the index on another"
        ) from error
    return True


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {int(holder['pid'])} on {printable(str(holder['host']))}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
