"""Small files beside the generations of an index: the folders that it was made from, and the end of its last run.

    index/FOLDERS     the remembered folders, with a checksum
    index/LAST_RUN    when the index was last compared with them, and how that ended
    index/FAULTS      the tracebacks of faults of Svodka in the last run, if there were any

FOLDERS belongs to no generation, so that a damaged index and a change of format leave it. It is replaced before the change
that it belongs to counts. A process killed between the two leaves a folder without articles, or articles without a folder;
the next run reads the former and removes the latter.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from svodka.indexer.engines.remembered import Folder, Run, run_of
from svodka.indexer.engines.whoosh.storage.generations import sync_entry, write_synced
from svodka.indexer.engines.whoosh.storage.ownership import ours_alone
from svodka.indexer.errors import IndexCorrupt, UnusableIndexError

FOLDERS, LAST_RUN, FAULTS = "FOLDERS", "LAST_RUN", "FAULTS"
PARTS = frozenset((FOLDERS, LAST_RUN, FAULTS))
NEW = ".new"  # ends the name of a file that is being written


class Memory:
    """Reads and replaces FOLDERS and LAST_RUN in the folder of an index, which need not exist yet."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._before: bytes | None = None
        self._replaced = False

    def folders(self) -> list[Folder]:
        """The remembered folders; none where there is no such file. Raises IndexCorrupt, UnusableIndexError."""
        path = self._root / FOLDERS
        try:
            written = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return []
        except PermissionError as error:
            raise UnusableIndexError(f"{path} cannot be read: you lack the permission") from error
        try:
            data: dict[str, Any] = json.loads(written)
            folders = [Folder(**folder) for folder in data["folders"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise IndexCorrupt(f"{path} is damaged ({error}): {_NAME_AGAIN}") from error
        if written != _packed(data["folders"]):
            raise IndexCorrupt(f"{path} is damaged (its checksum is wrong): {_NAME_AGAIN}")
        return folders

    def exists(self) -> bool:
        """True if there is a file of folders, whole or not."""
        return (self._root / FOLDERS).exists()

    def remember(self, folders: Sequence[Folder]) -> None:
        """Replace the remembered folders, on disk before this returns. For the holder of the lock only."""
        packed = _packed([asdict(folder) for folder in folders])
        self._before = self._said()
        if packed == self._before:
            return
        self._replaced = True
        self._replace(packed)

    def keep(self) -> None:
        """Let what was remembered stay: its change counts."""
        self._replaced = False

    def take_back(self) -> None:
        """Put back what ``remember`` replaced, as far as the disk takes it."""
        if not self._replaced:
            return
        self._replaced = False
        with suppress(OSError):
            if self._before is None:
                (self._root / FOLDERS).unlink(missing_ok=True)
            else:
                self._replace(self._before)

    def sweep(self) -> None:
        """Remove what a killed process was writing."""
        for name in PARTS:
            with suppress(OSError):
                (self._root / (name + NEW)).unlink(missing_ok=True)

    def last_run(self) -> Run | None:
        """The end of the last run; None where none is known."""
        try:
            return run_of(json.loads((self._root / LAST_RUN).read_bytes()))
        except (OSError, ValueError, TypeError, RecursionError):  # it is only a note
            return None

    def note_run(self, run: Run) -> None:
        """Replace the note of the last run, if there is an index folder that takes it."""
        if not self._root.is_dir():
            return
        new = self._root / (LAST_RUN + NEW)
        with ours_alone():
            try:
                new.write_text(json.dumps(asdict(run), ensure_ascii=False), encoding="utf-8")
                new.replace(self._root / LAST_RUN)
            except OSError:
                self.sweep()

    def keep_traces(self, traces: str) -> str | None:
        """Keep tracebacks, or remove the last ones where there are none; give the path of their file."""
        path = self._root / FAULTS
        with suppress(OSError), ours_alone():
            if traces:
                path.write_text(traces, encoding="utf-8", errors="backslashreplace")
                return str(path)
            path.unlink(missing_ok=True)
        return None

    def _said(self) -> bytes | None:
        try:
            return (self._root / FOLDERS).read_bytes()
        except FileNotFoundError:
            return None

    def _replace(self, packed: bytes) -> None:
        new = self._root / (FOLDERS + NEW)
        write_synced(new, packed)
        new.replace(self._root / FOLDERS)
        sync_entry(self._root)


_NAME_AGAIN = "name all folders again, svodka index FOLDER…"


def _packed(folders: Sequence[Mapping[str, Any]]) -> bytes:
    record = {"folders": folders}
    checksum = zlib.crc32(json.dumps(record).encode())
    return json.dumps(record | {"crc32": checksum}).encode()
