"""Generations of an index in a folder, switched atomically.

    index/LOCK           locked (flock) by the one writer; names it
    index/CURRENT        the name of the live generation, and its checksum; see ``pointers``
    index/FOLDERS, index/LAST_RUN    see ``memory``
    index/gen-000007/    its files

A full rebuild writes a new generation, syncs it and replaces CURRENT. A process killed at any point
leaves the old CURRENT in place; the next writer removes its other files. The same holds at a loss
of power. Nothing is named before it is on disk. Nothing is removed before its replacement is on
disk, including its name.
"""

import errno
import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from svodka.indexer.engines.whoosh.storage.ownership import ours_alone
from svodka.indexer.engines.whoosh.storage.pointers import (
    CURRENT,
    GENERATION,
    Judge,
    Pointers,
    not_a_folder,
    packed,
    read_pointer,
)
from svodka.indexer.errors import IndexLocked, IndexMissing, UnusableIndexError
from svodka.indexer.printable import printable

# flock is shared across fork: children close it, so that only the writer holds it.
_held: set[int] = set()

# Errors of file systems, mostly on a network, that cannot sync folders.
_UNSYNCABLE = frozenset((errno.EINVAL, errno.ENOTSUP, errno.ENOSYS))


class Generations:
    """The generations of one index folder, which need not exist yet.

    ``key`` and ``is_ours`` are those of ``Pointers``.
    """

    def __init__(self, root: Path, key: str = "", is_ours: Judge = lambda _folder: True) -> None:
        self.root = root
        self.pointers = Pointers(root, key, is_ours)
        self._new, self._old = (root / name for name in ("CURRENT.new", "CURRENT.old"))
        self._settled = False  # True if CURRENT on the disk is known to be what is read

    def current(self) -> Path | None:
        """The folder of the live generation; None if nothing was published yet.

        Raises IndexCorrupt, IndexStale.
        """
        return self.pointers.live()

    def none_yet(self) -> IndexMissing:
        """The error to raise if there is no live generation."""
        return IndexMissing(f"There is no index in {self.root} yet: run svodka index FOLDER")

    def fresh(self) -> Path:
        """Create the folder of the next generation. Requires the lock."""
        numbers = [
            int(match[1])
            for path in self.root.iterdir()
            if (match := GENERATION.fullmatch(path.name))
        ]
        folder = self.root / f"gen-{max(numbers, default=0) + 1:06}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make a complete generation the live one: sync it, then switch a pointer in one step.

        If the switch cannot be synced, it is undone: it must not take effect later, after a loss of
        power.
        """
        sync_folder(folder)
        sync_entry(self.root)  # also the name of the folder
        self._switch(self.pointers.to_write(), folder.name)

    def settle(self) -> None:
        """End an upgrade that needs no way back: CURRENT is ours again. Requires the lock."""
        pointers = self.pointers
        if not self._settled or not pointers.is_settled():
            return
        with suppress(UnusableIndexError):
            own = pointers.read
            live = read_pointer(own)
            if live is not None:
                self._switch(self.root / CURRENT, live.name)
                for path in (own, *pointers.others()):
                    path.unlink(missing_ok=True)
                sync_entry(self.root)

    def _switch(self, pointer: Path, name: str) -> None:
        """Let a pointer name a generation that is on disk."""
        before = _bytes_of(pointer)
        if before is None:
            _sync_above(self.root)
        else:
            write_synced(self._old, before)  # now: undoing must not need room on the disk
        write_synced(self._new, packed(name))
        try:
            self._new.replace(pointer)
            sync_entry(self.root)
        except BaseException:
            self._take_back(pointer, before)
            raise

    def sweep(self, keep: Path | None = None) -> None:
        """Remove all generations except those that pointers name, and one to ``keep``.

        Readers keep open files of old ones. Files that cannot be removed now are left to the next
        writer.
        """
        if not self._settled:
            return
        with suppress(OSError, UnusableIndexError):
            self.current()  # if it is damaged, nothing is known
            named = self.pointers.named()
            for path in self.root.iterdir():
                is_generation = GENERATION.fullmatch(path.name)
                if is_generation and path.name not in named and path != keep:
                    shutil.rmtree(path, ignore_errors=True)
            self._new.unlink(missing_ok=True)
            self._old.unlink(missing_ok=True)

    @contextmanager
    def lock(self, wait: float = 0) -> Iterator[None]:
        """Be the only writer. The system releases the lock whenever the process ends.

        Nobody else can write to files made under the lock. Raises IndexLocked, with the holder's
        pid and host, if the lock is not free within ``wait`` seconds.
        """
        with ours_alone(self.root), self._lock_file() as file:
            deadline = time.monotonic() + wait
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    holder = _holder(self.root / "LOCK")
                    raise IndexLocked(
                        f"{self.root} is being written by {holder}: wait for it to end"
                    )
                time.sleep(0.05)
            file.truncate(0)
            file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())
            _held.add(file.fileno())
            try:
                # The previous writer may have been killed after a switch that is not on disk yet.
                sync_entry(self.root)
                self._settled = True
                yield
            finally:
                _held.discard(file.fileno())
                with suppress(OSError):  # without the lock the name means nothing
                    file.truncate(0)

    def _take_back(self, pointer: Path, before: bytes | None) -> None:
        self._settled = _bytes_of(pointer) == before
        if self._settled:
            return
        if before is None:
            pointer.unlink()
        else:
            self._old.replace(pointer)
        sync_entry(self.root)
        self._settled = True

    def _lock_file(self) -> BinaryIO:
        if self.root.exists() and not self.root.is_dir():
            raise UnusableIndexError(not_a_folder(self.root))
        self.root.mkdir(parents=True, exist_ok=True)
        return (self.root / "LOCK").open("ab+", buffering=0)


def _close_locks() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_locks)


def sync_folder(folder: Path) -> None:
    """Sync all files of a folder, and the folder itself, to disk."""
    for path in folder.iterdir():
        sync_entry(path)
    sync_entry(folder)


def sync_entry(path: Path) -> None:
    """Sync the bytes of a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSYNCABLE or not path.is_dir():
            raise
    finally:
        os.close(descriptor)


def _bytes_of(pointer: Path) -> bytes | None:
    """The bytes of a pointer, valid or not; None if there is no such file."""
    try:
        return pointer.read_bytes()
    except OSError:
        return None


def write_synced(path: Path, content: bytes) -> None:
    """Write a small file and sync it to disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_above(folder: Path) -> None:
    """Sync the names of a folder and of its parents to disk: some may be new."""
    for parent in folder.absolute().parents:
        with suppress(PermissionError):  # then this process did not create it
            sync_entry(parent)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # some network file systems have no locks
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
