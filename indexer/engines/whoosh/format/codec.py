"""The codec of the index: Whoosh's segments and tables of contents, with our own files.

Whoosh writes and reads terms and postings one by one in Python; ours are whole arrays. Whoosh
itself can still open, inspect and search the index through the readers of this module.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3TermInfo
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from svodka.indexer.article import Article
from svodka.indexer.engines.whoosh.format.columns import ARTICLES, COLUMNS, Columns
from svodka.indexer.engines.whoosh.format.flat import read_bytes, read_flat
from svodka.indexer.engines.whoosh.format.terms import POSTINGS, TERMS, read_terms

_FILES = (TERMS, POSTINGS)


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh 3's codec with our own files of terms, posting lists and documents."""

    def terms_reader(self, storage: Any, segment: Any) -> "TermsReader":
        """A reader of the terms of a segment."""
        return TermsReader(*(Path(storage.folder) / segment.make_filename(e) for e in _FILES))

    def per_document_reader(self, storage: Any, segment: Any) -> "DocumentReader":
        """A reader of what is stored for each document of a segment."""
        return DocumentReader(storage, segment)


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment as Whoosh's own queries and tools read them."""

    def __init__(self, terms: Path, postings: Path) -> None:
        self._fields = read_terms(terms, postings)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> Iterator[str]:
        """The fields that have terms."""
        return iter(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All (field, term) in order."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """All (field, term) in order, from a term on."""
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """All terms in order, with their statistics."""
        return self._items(self._fields, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """All terms in order, from a term on, with their statistics."""
        return self._items([field for field in self._fields if field >= fieldname], prefix)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """The statistics of a term. Raises TermNotFound."""
        return self._info(fieldname, self._number(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> int:
        """The number of occurrences of a term; 0 if there is none."""
        number = self._find(fieldname, text)
        return 0 if number is None else int(self._fields[fieldname].occurrences[number])

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """The number of documents with a term; 0 if there is none."""
        number = self._find(fieldname, text)
        return 0 if number is None else int(self._fields[fieldname].documents[number])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        """A term's documents and frequencies for Whoosh's own queries. Raises TermNotFound."""
        number = self._number(fieldname, text)
        postings = self._fields[fieldname].postings(number)
        return ListMatcher(
            postings.docs.tolist(),
            postings.frequencies.astype(float).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self._info(fieldname, number),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> "Cursor":
        """A cursor over the terms of a field."""
        return Cursor(self, fieldname, fieldobj)

    def close(self) -> None:
        """Let the files go."""
        self._fields = {}

    def _find(self, field: str, name: bytes) -> int | None:
        return self._fields[field].find(name) if field in self._fields else None

    def _number(self, field: str, name: bytes) -> int:
        number = self._find(field, name)
        if number is None:
            raise TermNotFound(f"No term {field}:{name!r}")
        return number

    def _items(
        self, fields: Iterable[str], first: bytes
    ) -> Iterator[tuple[tuple[str, bytes], Any]]:
        for field in fields:
            terms = self._fields[field]
            for number in range(terms.lower(first), len(terms)):
                yield (field, terms.name(number)), self._info(field, number)
            first = b""

    def _info(self, field: str, number: int) -> Any:
        terms = self._fields[field]
        return W3TermInfo(
            weight=int(terms.occurrences[number]),
            df=int(terms.documents[number]),
            minlength=0,
            minid=0,
            maxid=0,
        )


class Cursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field, for Whoosh's own tools."""

    def __init__(self, reader: TermsReader, field: str, kind: Any) -> None:
        self._reader, self._field, self._kind = reader, field, kind
        self._info: Any = None
        self.first()

    def first(self) -> str | None:
        """Go to the first term, and return it."""
        return self.find(b"")

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not less, and return it."""
        name = term if isinstance(term, bytes) else self._kind.to_bytes(term)
        self._items = self._reader.items_from(self._field, name)
        return self.next()

    def next(self) -> str | None:
        """Go to the next term, and return it; None after the last one."""
        (field, name), self._info = next(self._items, (("", b""), None))
        if field != self._field:
            self._info = None
        self._text = self._kind.from_bytes(name) if self._info else None
        return self._text

    def text(self) -> str | None:
        """The term at this place; None after the last one."""
        return self._text

    def term_info(self) -> Any:
        """The statistics of the term at this place."""
        return self._info

    def is_valid(self) -> bool:
        """True unless the cursor is after the last term."""
        return self._info is not None


class DocumentReader(W3PerDocReader):  # type: ignore[misc]
    """The documents of a segment as Whoosh's own queries and tools read them."""

    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        columns, articles = (
            Path(storage.folder) / segment.make_filename(e) for e in (COLUMNS, ARTICLES)
        )
        self._columns = Columns(read_flat(columns), read_bytes(articles))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The fields of a document's article; Whoosh shows those that its schema has."""
        article = self._columns.article(docnum)
        return {name: getattr(article, name) for name in Article.__slots__}
