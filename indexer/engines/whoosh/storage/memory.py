"""Small files beside the generations: the indexed folders, and the result of the last run.

    index/FOLDERS     the remembered folders, with a checksum
    index/FILES       notes on the files that were read, with a checksum; they may be lost
    index/LAST_RUN    time and result of the last comparison with the folders
    index/FAULTS      tracebacks of Svodka's own faults in the last run, if any

FOLDERS belongs to no generation, so it survives a damaged index and a change of format. It is
replaced before its change is committed. A process killed in between leaves a folder without
articles, or articles without a folder. The next run reads the former and removes the latter.

FILES names the state of the index that it belongs to. It is replaced after the commit of that
state. A process killed in between leaves the notes of an earlier state, which nobody reads.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from svodka.indexer.engines.remembered import Folder, Run, run_of
from svodka.indexer.engines.whoosh.storage.checksums import WRONG
from svodka.indexer.engines.whoosh.storage.generations import sync_entry, write_synced
from svodka.indexer.engines.whoosh.storage.ownership import ours_alone
from svodka.indexer.engines.whoosh.storage.progress import PROGRESS
from svodka.indexer.engines.whoosh.storage.verified import VERIFIED
from svodka.indexer.errors import IndexCorrupt, UnusableIndexError

FOLDERS, FILES, LAST_RUN, FAULTS = "FOLDERS", "FILES", "LAST_RUN", "FAULTS"
PARTS = frozenset((FOLDERS, FILES, LAST_RUN, FAULTS, VERIFIED, PROGRESS))
NEW = ".new"  # suffix of a file that is being written
OLD = ".old"  # suffix of what a change that is not committed replaced


class Memory:
    """Reads and replaces FOLDERS and LAST_RUN of an index folder, which need not exist yet."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._before: bytes | None = None
        self._replaced = False

    def folders(self) -> list[Folder]:
        """The remembered folders, empty if there is no file.

        Raises IndexCorrupt, UnusableIndexError.
        """
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
            raise IndexCorrupt(f"{path} is damaged ({error})", _NAME_AGAIN) from error
        if written != _packed(data["folders"]):
            raise IndexCorrupt(f"{path} is {WRONG}", _NAME_AGAIN)
        return folders

    def exists(self) -> bool:
        """True if there is a file of folders, damaged or not."""
        return (self._root / FOLDERS).exists()

    def remember(self, folders: Sequence[Folder]) -> None:
        """Replace the remembered folders and sync them to disk. Requires the lock."""
        packed = _packed([asdict(folder) for folder in folders])
        self._before = self._stored()
        if packed == self._before:
            return
        if self._before is not None:  # taking it back must need no space
            _write_or_remove(self._root / (FOLDERS + OLD), self._before)
        self._replaced = True
        try:
            self._replace(packed)
        except OSError:
            self.take_back()
            raise

    def keep(self) -> None:
        """Make the replacement final: its change is committed."""
        self._replaced = False
        with suppress(OSError):
            (self._root / (FOLDERS + OLD)).unlink(missing_ok=True)

    def take_back(self) -> None:
        """Restore the folders that ``remember`` replaced, if the disk allows."""
        if not self._replaced:
            return
        self._replaced = False
        with suppress(OSError):
            if self._before is None:
                (self._root / FOLDERS).unlink(missing_ok=True)
            else:
                (self._root / (FOLDERS + OLD)).replace(self._root / FOLDERS)
                sync_entry(self._root)

    def file_notes(self, state: str) -> bytes:
        """The notes on files that were kept with a state of the index; b"" if there are none."""
        try:
            head, _, notes = (self._root / FILES).read_bytes().partition(b"\n")
        except OSError:
            return b""
        return notes if head == _head(state, notes) else b""

    def note_files(self, state: str, notes: bytes) -> None:
        """Keep notes on files with a state of the index that is committed, if the disk allows."""
        new = self._root / (FILES + NEW)
        try:
            with new.open("wb") as file:
                file.write(_head(state, notes) + b"\n")
                file.write(notes)
            new.replace(self._root / FILES)
        except OSError:
            self.sweep()

    def sweep(self) -> None:
        """Remove the unfinished files of a killed process."""
        left = [name + NEW for name in PARTS]
        for name in left if self._replaced else [*left, FOLDERS + OLD]:
            with suppress(OSError):
                (self._root / name).unlink(missing_ok=True)

    def last_run(self) -> Run | None:
        """The result of the last run; None if there is none."""
        try:
            return run_of(json.loads((self._root / LAST_RUN).read_bytes()))
        except (OSError, ValueError, TypeError, RecursionError):  # a damaged note is no error
            return None

    def note_run(self, run: Run) -> None:
        """Store the result of the last run, if the index folder exists and can be written."""
        if not self._root.is_dir():
            return
        new = self._root / (LAST_RUN + NEW)
        with ours_alone(self._root):
            try:
                new.write_text(json.dumps(asdict(run), ensure_ascii=False), encoding="utf-8")
                new.replace(self._root / LAST_RUN)
            except OSError:
                self.sweep()

    def keep_traces(self, traces: str) -> str | None:
        """Store tracebacks and return the path of their file; remove the file if there are none."""
        path = self._root / FAULTS
        with suppress(OSError), ours_alone(self._root):
            if traces:
                path.write_text(traces, encoding="utf-8", errors="backslashreplace")
                return str(path)
            path.unlink(missing_ok=True)
        return None

    def _stored(self) -> bytes | None:
        try:
            return (self._root / FOLDERS).read_bytes()
        except FileNotFoundError:
            return None

    def _replace(self, packed: bytes) -> None:
        new = self._root / (FOLDERS + NEW)
        _write_or_remove(new, packed)
        new.replace(self._root / FOLDERS)
        sync_entry(self._root)


def _write_or_remove(path: Path, content: bytes) -> None:
    """Write and sync a file, or leave none."""
    try:
        write_synced(path, content)
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


_NAME_AGAIN = "name all folders again, svodka index FOLDER…"


def _head(state: str, notes: bytes) -> bytes:
    return f"{state} {len(notes)} {zlib.crc32(notes):08x}".encode()


def _packed(folders: Sequence[Mapping[str, Any]]) -> bytes:
    record = {"folders": folders}
    checksum = zlib.crc32(json.dumps(record).encode())
    return json.dumps(record | {"crc32": checksum}).encode()
