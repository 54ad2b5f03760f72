"""The codec of the index: Whoosh 3's segments, terms and columns, with our own posting lists.

Whoosh writes and reads postings one by one in Python; ours are stored as whole arrays. Whoosh
itself can still open, inspect and search the index: ``postings_reader`` returns its own kind of
matcher.
"""

import mmap
from contextlib import suppress
from io import BufferedRandom
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.matching import ListMatcher
from whoosh.system import pack_ushort

from svodka.indexer.engines.whoosh.format import pickles
from svodka.indexer.engines.whoosh.format.postings import decode
from svodka.indexer.engines.whoosh.storage.checksums import append_checksum
from svodka.indexer.engines.whoosh.storage.generations import sync_entry


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh 3's codec with posting lists packed by ``postings.encode``."""

    def field_writer(self, storage: Any, segment: Any) -> "TermsWriter":
        """A writer of the terms of a segment."""
        return TermsWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """A term's documents and frequencies for Whoosh's own queries."""
        postings = decode(packed_list(dbfile, terminfo))
        return ListMatcher(
            postings.docs.tolist(),
            postings.frequencies.astype(float).tolist(),
            format=format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


def packed_list(posts: Any, info: Any) -> bytes:
    """The packed posting list of a term, from the file of posting lists."""
    offset, (length,) = info.extent()  # Whoosh reads the length back as a tuple of one
    data: bytes = posts.get(offset, length)
    return data


class TermsWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes each term with its complete posting list."""

    def add_term(self, term: bytes, packed: bytes, documents: int, occurrences: int) -> None:
        """Write the next term of the field; terms come in ascending order of bytes."""
        info = W3TermInfo(weight=occurrences, df=documents, minlength=0, minid=0, maxid=0)
        info.set_extent(self._postfile.tell(), len(packed))
        self._postfile.write(packed)
        self._tindex.add(pack_ushort(self._fieldid) + term, info.to_bytes())


class Storage(FileStorage):  # type: ignore[misc]
    """A folder of memory-mapped files that threads can share; syncs each table of contents."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._unfinished: list[UnfinishedFile] = []

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **_: Any) -> StructFile:  # noqa: ARG002
        """Create a file. Whoosh asks only for modes that write, or write and read back."""
        file = UnfinishedFile((Path(self.folder) / name).open("w+b", buffering=0))
        self._unfinished.append(file)
        return StructFile(file, name=name)

    def abandon(self) -> None:
        """Close the files that were created here and not finished."""
        for file in self._unfinished:
            file.abandon()

    def temp_storage(self, name: str | None = None) -> "Storage":
        """A folder for temporary files."""
        storage = Storage(super().temp_storage(name).folder)
        storage._unfinished = self._unfinished
        return storage

    def delete_file(self, name: str) -> None:
        """Remove a file if possible. Otherwise the next change removes it."""
        with suppress(OSError):
            super().delete_file(name)

    def open_file(self, name: str, **_: Any) -> "MappedFile":
        """Map a file for reading."""
        return MappedFile(Path(self.folder) / name)

    def rename_file(self, frm: str, to: str, safe: bool = False) -> None:  # noqa: ARG002 - Whoosh says safe=True
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
