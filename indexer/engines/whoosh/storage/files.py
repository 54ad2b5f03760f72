"""The folder of a generation: Whoosh's storage, with files that close without an error."""

import mmap
from contextlib import suppress
from io import BufferedRandom
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from svodka.indexer.engines.whoosh.format import pickles
from svodka.indexer.engines.whoosh.storage.checksums import append_checksum
from svodka.indexer.engines.whoosh.storage.generations import sync_entry


class Storage(FileStorage):  # type: ignore[misc]
    """A folder of memory-mapped files that threads can share; syncs each table of contents."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._unfinished: list[UnfinishedFile] = []

    def create_file(
        self,
        name: str,
        excl: bool = False,  # noqa: ARG002
        mode: str = "wb",  # noqa: ARG002
        **_: Any,
    ) -> StructFile:
        """Create a file. Whoosh asks only for modes that write, or write and read back."""
        return StructFile(self.create(name), name=name)

    def create(self, name: str) -> "UnfinishedFile":
        """Create a file of ours."""
        file = UnfinishedFile((Path(self.folder) / name).open("w+b", buffering=0))
        self._unfinished.append(file)
        return file

    def abandon(self) -> None:
        """Close the files that were created here and not finished."""
        for file in self._unfinished:
            file.abandon()

    def delete_file(self, name: str) -> None:
        """Remove a file if possible. Otherwise the next change removes it."""
        with suppress(OSError):
            super().delete_file(name)

    def open_file(self, name: str, **_: Any) -> "MappedFile":
        """Map a file for reading."""
        return MappedFile(Path(self.folder) / name)

    def rename_file(
        self,
        frm: str,
        to: str,
        safe: bool = False,  # noqa: ARG002 - Whoosh says True
    ) -> None:
        """Give a table of contents its final name, which commits the change."""
        folder = Path(self.folder)
        append_checksum(folder / frm)
        sync_entry(folder / frm)
        (folder / frm).replace(folder / to)
        sync_entry(folder)


class UnfinishedFile(BufferedRandom):
    """A file that is still being written.

    It is closed without an error, even if the disk has no room for its last bytes.
    """

    def abandon(self) -> None:
        """Close the file; ignores errors of the disk."""
        with suppress(OSError):
            self.close()

    __del__ = abandon


class MappedFile(BufferFile):  # type: ignore[misc]
    """A mapped file. ``get`` keeps no state, so threads can share it."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = path.stat().st_size
            self._buf = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self._name = path.name
        self.file = self._buf
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    def read_pickle(self) -> Any:
        """Read a pickle of allowed classes and plain data only; see ``pickles``."""
        return pickles.load(self.file)

    def close(self) -> None:
        """Unmap the file."""
        if not self.is_closed and isinstance(self._buf, mmap.mmap):
            self._buf.close()
        self.is_closed = True
