"""A segment open for reading: terms, columns, and which documents are alive."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import TermNotFound

from svodka.indexer.article import Article
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.whoosh.format import value_columns
from svodka.indexer.engines.whoosh.format.codec import Storage, packed_list
from svodka.indexer.engines.whoosh.format.postings import Docs, Postings, decode
from svodka.indexer.engines.whoosh.format.schema import COLUMNS, ID, unpack_article, unpack_entry
from svodka.indexer.errors import IndexCorrupt

Kinds = type[Exception] | tuple[type[Exception], ...]
# The errors of Whoosh and our own code on damaged bytes.
_DAMAGE = (ValueError, struct.error, zlib.error, LookupError, TypeError, EOFError, FileFormatError)


@contextmanager
def reading(name: str = "The index", damage: Kinds = _DAMAGE) -> Iterator[None]:
    """Raise IndexCorrupt for errors of damaged bytes; errors of the system pass through."""
    try:
        yield
    except (OSError, MemoryError):
        raise  # a writer may have just removed the file
    except damage as error:
        raise IndexCorrupt(f"{name} is damaged ({error})") from error


def missing(error: FileNotFoundError) -> IndexCorrupt:
    """The error for a missing file that no writer has replaced."""
    return IndexCorrupt(f"A file of the index is missing ({error})")


class OpenSegment:
    """The files of a segment, all opened at once, so that writers may remove them meanwhile.

    Documents are numbered from 0 to ``size`` - 1. ``alive[n]`` is False if document n is deleted.
    Raises IndexCorrupt if a file cannot be parsed. ``Checksums`` compares the bytes.
    """

    def __init__(self, storage: Storage, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._folder = Path(storage.folder)
        self._live_by(segment)
        with reading(self.name, Exception):  # Whoosh does not validate, and may raise anything
            self._open(storage, segment)

    def _open(self, storage: Storage, segment: Any) -> None:
        codec = segment.codec()
        self.files = object()  # a key for caches: the same for all lists of deletions
        self._posts = segment.open_file(storage, codec.POSTS_EXT)
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)
        self._columns = {
            name: self._documents.column_reader(name, column) for name, column in COLUMNS.items()
        }
        numbers = ("date", "day", "rank", "text_length", "title_length")
        self.numbers: dict[str, NDArray[Any]] = {
            name: np.array(self._columns[name].load()) for name in numbers
        }
        self.values = value_columns.read(
            self._folder / segment.make_filename(value_columns.EXTENSION)
        )

    def with_deletions_of(self, segment: Any) -> "OpenSegment":
        """The same open files with a newer list of deletions; the files never change."""
        again = object.__new__(OpenSegment)
        again.__dict__.update(self.__dict__)
        again._live_by(segment)
        return again

    def _live_by(self, segment: Any) -> None:
        self.alive = np.ones(self.size, dtype=bool)
        self.alive[list(segment.deleted_docs())] = False
        self._has_no_deletions = bool(self.alive.all())

    def postings(self, field: str, term: str) -> Postings | None:
        """A term's occurrences, in deleted documents too; None if it has none."""
        try:
            info = self._terms.term_info(field, term.encode())
        except TermNotFound:
            return None
        return decode(packed_list(self._posts, info))

    def document_frequency(self, field: str, term: str) -> int:
        """The number of living documents that contain a term."""
        if not self._has_no_deletions:
            postings = self.postings(field, term)
            return 0 if postings is None else int(self.alive[postings.docs].sum())
        try:
            return int(self._terms.doc_frequency(field, term.encode()))
        except KeyError:
            return 0

    def without_deleted(self, docs: Docs) -> Docs:
        """The documents of ``docs`` that are not deleted."""
        return docs if self._has_no_deletions else docs[self.alive[docs]]

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin with ``prefix``, in order, with their document counts."""
        start = prefix.encode()
        if field not in self._terms.indexed_field_names():
            return
        for (name, term), info in self._terms.items_from(field, start):
            if name != field or not term.startswith(start):
                return
            yield term.decode(), info.doc_frequency()

    def items(self) -> Iterator[tuple[str, bytes, bytes]]:
        """All (field, term, packed posting list), in ascending order of field number and term."""
        for (field, term), info in self._terms.items():
            yield field, term, packed_list(self._posts, info)

    def column(self, name: str, doc: int) -> Any:
        """A document's value in a column."""
        return self._columns[name][doc]

    def article(self, doc: int) -> Article:
        """The stored article of a document."""
        return unpack_article(self._columns["article"][doc])

    def sentences(self, doc: int) -> NDArray[np.int64]:
        """The positions of the first words of a text's sentences, ascending."""
        return np.frombuffer(self._columns["sentences"][doc], "<u4").astype(np.int64)

    def signatures(self) -> bytes:
        """The signatures of all documents, including deleted ones, concatenated."""
        return b"".join(self._columns["signature"])

    def entry(self, doc: int) -> Entry:
        """A document's entry in the catalog."""
        return unpack_entry(self._columns["entry"][doc])

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """The catalog entries of the living documents."""
        alive = self.alive.tolist()
        for doc, data in enumerate(self._columns["entry"]):
            if alive[doc]:
                yield doc, unpack_entry(data)

    def find(self, id: str, field: str = ID) -> list[int]:
        """The living documents with this id in a field.

        For ID at most one, except two inside an unfinished change.
        """
        postings = self.postings(field, id)
        return (
            [] if postings is None else [doc for doc in postings.docs.tolist() if self.alive[doc]]
        )

    def check(self) -> None:
        """Read all posting lists, values and articles. Raises IndexCorrupt if one is invalid."""
        with reading(self.name):
            self._check()

    def _check(self) -> None:
        for _, _, packed in self.items():
            if (
                not len(postings := decode(packed).occurrences)
                or int(postings[-1] >> np.uint64(32)) >= self.size
            ):
                raise ValueError("a posting list names documents that are not there")
        for column in self.values.values():
            column.check(self.size)
        for doc in range(self.size):
            self.sentences(doc)
            if self.article(doc).id != self.entry(doc).id:
                raise ValueError("an article and its entry in the catalog differ")

    def close(self) -> None:
        """Close the files."""
        self._terms.close()
        self._posts.close()
        self._documents.close()
