"""A segment open for reading: terms, columns, words, and which documents are alive."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.whoosh.format import token_records, value_columns, words
from svodka.indexer.engines.whoosh.format.columns import ARTICLES, COLUMNS, Columns
from svodka.indexer.engines.whoosh.format.flat import read_bytes, read_flat
from svodka.indexer.engines.whoosh.format.postings import TEXT, TITLE, Docs, Postings
from svodka.indexer.engines.whoosh.format.schema import FORM, ID, LEMMA
from svodka.indexer.engines.whoosh.format.terms import POSTINGS, TERMS, FieldTerms, read_terms
from svodka.indexer.engines.whoosh.format.token_records import TokenRecords
from svodka.indexer.engines.whoosh.format.words import SegmentWords, words_of
from svodka.indexer.engines.whoosh.storage.files import Storage
from svodka.indexer.errors import IndexCorrupt

Kinds = type[Exception] | tuple[type[Exception], ...]
# The errors of our own code on damaged bytes.
_DAMAGE = (ValueError, struct.error, zlib.error, LookupError, TypeError, EOFError)


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
    """The files of a segment, all mapped at once, so that writers may remove them meanwhile.

    Documents are numbered from 0 to ``size`` - 1. ``alive[n]`` is False if document n is deleted.
    Raises IndexCorrupt if a file cannot be parsed. ``Checksums`` compares the bytes.
    """

    def __init__(self, storage: Storage, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._folder = Path(storage.folder)
        self._live_by(segment)
        with reading(self.name, Exception):  # a table of arrays may hold anything
            self._open()

    def _open(self) -> None:
        self.files = object()  # a key for caches: the same for all lists of deletions
        self.fields = read_terms(self._path(TERMS), self._path(POSTINGS))
        self.columns = Columns(read_flat(self._path(COLUMNS)), read_bytes(self._path(ARTICLES)))
        self.numbers: dict[str, NDArray[Any]] = self.columns.numbers
        self.values = value_columns.read(self._path(value_columns.EXTENSION))
        self.records = TokenRecords(read_flat(self._path(token_records.EXTENSION)))
        self.words = SegmentWords(
            words_of(read_flat(self._path(words.EXTENSION))),
            self.fields.get(FORM) or FieldTerms.none(),
            self.fields.get(LEMMA) or FieldTerms.none(),
        )
        if self.columns.size != self.size or len(self.records.bounds) != 2 * self.size + 1:
            raise ValueError("the files of the segment do not fit each other")

    def _path(self, extension: str) -> Path:
        return self._folder / f"{self.name}{extension}"

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

    def title(self, doc: int) -> Tokens:
        """The words of a document's title."""
        return self.records.tokens(self.words, doc, TITLE)

    def text(self, doc: int) -> Tokens:
        """The words of a document's text."""
        return self.records.tokens(self.words, doc, TEXT)

    def postings(self, field: str, term: str) -> Postings | None:
        """A term's occurrences, in deleted documents too; None if it has none."""
        terms = self.fields.get(field)
        number = None if terms is None else terms.find(term.encode())
        return None if terms is None or number is None else terms.postings(number)

    def document_frequency(self, field: str, term: str) -> int:
        """The number of living documents that contain a term."""
        terms = self.fields.get(field)
        number = None if terms is None else terms.find(term.encode())
        return 0 if terms is None or number is None else self.living(terms, number)

    def living(self, terms: FieldTerms, number: int) -> int:
        """The number of living documents that contain a term of one of the fields."""
        if self._has_no_deletions:
            return int(terms.documents[number])
        return int(self.alive[terms.postings(number).docs].sum())

    def without_deleted(self, docs: Docs) -> Docs:
        """The documents of ``docs`` that are not deleted."""
        return docs if self._has_no_deletions else docs[self.alive[docs]]

    def terms(self, field: str, prefix: str) -> dict[bytes, int]:
        """The terms of a field that begin with ``prefix``, in order, with their document counts."""
        terms = self.fields.get(field)
        if terms is None:
            return {}
        first, last = terms.beginning(prefix.encode())
        counts = terms.documents[first:last].tolist()
        return dict(zip(terms.names(first, last), counts, strict=True))

    def article(self, doc: int) -> Article:
        """The stored article of a document."""
        return self.columns.article(doc)

    def sentences(self, doc: int) -> NDArray[np.int64]:
        """The positions of the first words of a text's sentences, ascending."""
        return self.columns.sentences[doc].astype(np.int64)

    def signatures(self) -> bytes:
        """The signatures of all documents, including deleted ones, concatenated."""
        return self.columns.signatures.tobytes()

    def entry(self, doc: int) -> Entry:
        """A document's entry in the catalog."""
        return self.columns.entry(doc)

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """The catalog entries of the living documents."""
        for doc in np.flatnonzero(self.alive).tolist():
            yield doc, self.columns.entry(doc)

    def find(self, id: str, field: str = ID) -> list[int]:
        """The living documents with this id in a field.

        For ID at most one, except two inside an unfinished change.
        """
        postings = self.postings(field, id)
        return (
            [] if postings is None else [doc for doc in postings.docs.tolist() if self.alive[doc]]
        )

    def check(self) -> None:
        """Read all lists, values, words and articles. Raises IndexCorrupt if one is invalid."""
        with reading(self.name):
            self._check()

    def _check(self) -> None:
        for terms in self.fields.values():
            terms.check(self.size)
        self.words.check()
        self.records.check(self.size, self.words.arrays.size)
        self.columns.check()
        for column in self.values.values():
            column.check(self.size)
        for doc in range(self.size):
            if self.article(doc).id != self.entry(doc).id:
                raise ValueError("an article and its entry in the catalog differ")
