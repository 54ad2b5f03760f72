"""Write segments from documents."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from svodka.indexer.analysis.tokens import Token, analyze
from svodka.indexer.article import ExactField
from svodka.indexer.documents import signature
from svodka.indexer.documents.document import Document, day, hosts, seconds, values_of
from svodka.indexer.engines.records import Sealed
from svodka.indexer.engines.whoosh.format import value_columns
from svodka.indexer.engines.whoosh.format.codec import Codec, Storage
from svodka.indexer.engines.whoosh.format.postings import TEXT, TITLE, Occurrences, encode
from svodka.indexer.engines.whoosh.format.schema import (
    COLUMNS,
    EXACT,
    FORM,
    FORMER,
    ID,
    INDEX_NAME,
    LEMMA,
    METADATA,
    SITE,
    TERMS,
    VALUE,
    VALUE_FIELDS,
    pack_article,
    pack_entry,
    value_term,
)
from svodka.indexer.engines.whoosh.storage.checksums import store_checksums

# A segment is written at this many occurrences, about 130 MB with their dictionaries. A token of a
# text has two or three: its form and its lemmas.
MAX_OCCURRENCES = 4_000_000

Terms = defaultdict[str, array]  # type: ignore[type-arg]


class SegmentSink:
    """Collects documents in memory and writes them as segments.

    Several processes may each use one in the same folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: list[Any] = []
        self._written = 0
        self._building: _Building | None = None

    def add(self, document: Document) -> None:
        """Add a document; writes a segment first if memory is full."""
        if self._building is not None and self._building.occurrences > MAX_OCCURRENCES:
            self._flush()
        if self._building is None:
            self._building = _Building(self._folder)
        self._building.add(document)

    def sealed(self) -> Sealed:
        """Return the segments written since the last call."""
        sealed = Sealed(self._written, self._segments)
        self._segments, self._written = [], 0
        return sealed

    def close(self) -> Sealed:
        """Write the remaining documents, and return the last segments."""
        self._flush()
        return self.sealed()

    def abandon(self) -> None:
        """Discard what is not written yet."""
        if self._building is not None:
            self._building.files.abandon()

    def _flush(self) -> None:
        if self._building is None:
            return
        building, self._building = self._building, None
        self._segments.append(building.write())
        self._written += building.files.size


class SegmentFiles:
    """The files of a segment that is being written: rows of columns first, then terms in order."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(str(folder))
        self._codec = Codec()
        self._segment = self._codec.new_segment(self._storage, INDEX_NAME)
        self._rows = self._codec.per_document_writer(self._storage, self._segment)
        self.size = 0

    def add_row(self, value_columns: Mapping[str, Any]) -> None:
        """Write the next document's value in each column."""
        self._rows.start_doc(self.size)
        for name, column in COLUMNS.items():
            self._rows.add_column_value(name, column, value_columns[name])
        self._rows.finish_doc()
        self.size += 1

    def write_values(self, columns: Mapping[str, value_columns.Column]) -> None:
        """Write the columns of exact values of all documents."""
        value_columns.write(
            Path(self._storage.folder) / self._segment.make_filename(value_columns.EXTENSION),
            columns,
        )

    def abandon(self) -> None:
        """Close the files as they are."""
        self._storage.abandon()

    def write_terms(self, terms: Iterator[tuple[str, bytes, Occurrences]]) -> Any:
        """Write (field, term, occurrences) in ascending order, and return the finished segment."""
        self._rows.close()
        writer = self._codec.field_writer(self._storage, self._segment)
        for field, group in groupby(terms, key=itemgetter(0)):
            writer.start_field(field, TERMS)
            for _, term, occurrences in group:
                packed, documents = encode(occurrences)
                writer.add_term(term, packed, documents, len(occurrences))
            writer.finish_field()
        writer.close()
        self._segment.set_doc_count(self.size)
        store_checksums(self._segment, Path(self._storage.folder))
        return self._segment


class _Building:
    """Documents in memory: columns already written, and terms not yet written."""

    def __init__(self, folder: Path) -> None:
        self.files = SegmentFiles(folder)
        self._fields: dict[str, Terms] = defaultdict(_new_terms)
        self._values = {name: value_columns.ColumnBuilder() for name in VALUE_FIELDS}
        self._analyzed: dict[str, list[Token]] = {}
        self.occurrences = 0

    def add(self, document: Document) -> None:
        """Add a document. If that fails, nothing of it remains."""
        row, values = _row(document), values_of(document)
        doc = self.files.size << 32
        before = self.occurrences
        try:
            self._add_terms(document, values, doc)
        except BaseException:
            self._take_out(doc)
            self.occurrences = before
            raise
        for name, builder in self._values.items():
            builder.add(values[name])
        self.files.add_row(row)

    def write(self) -> Any:
        self._analyzed.clear()
        self.files.write_values({name: builder.column() for name, builder in self._values.items()})
        return self.files.write_terms(self._in_order())

    def _add_terms(
        self, document: Document, values: Mapping[ExactField, Sequence[str]], doc: int
    ) -> None:
        article = document.article
        self._add_tokens(document.title.tokens(), doc | TITLE << 31)
        self._add_tokens(document.text.tokens(), doc | TEXT << 31)
        self._fields[ID][article.id].append(doc)
        for id in document.former:
            self._fields[FORMER][id].append(doc)
        for name in METADATA:
            self._add_metadata(name, getattr(article, name), doc)
        for field, known in values.items():
            for value in known:
                self._fields[VALUE][value_term(field, value)].append(doc)
        for host in hosts(article.url):
            self._fields[SITE][host].append(doc)

    def _take_out(self, doc: int) -> None:
        """Remove the last document's occurrences again; they end their lists."""
        for terms in self._fields.values():
            for term, occurrences in list(terms.items()):
                while occurrences and occurrences[-1] >= doc:
                    occurrences.pop()
                if not occurrences:
                    del terms[term]

    def _add_tokens(self, tokens: Sequence[Token], key: int) -> None:
        forms, lemmas = self._fields[FORM], self._fields[LEMMA]
        for token in tokens:
            occurrence = key | token.position
            forms[token.form].append(occurrence)
            for lemma in token.lemmas:
                lemmas[lemma].append(occurrence)
        self.occurrences += 2 * len(tokens)

    def _add_metadata(self, field: str, value: str, doc: int) -> None:
        if not value:
            return
        if value not in self._analyzed:
            self._analyzed[value] = analyze(value)
        terms = self._fields[field]
        for token in self._analyzed[value]:
            terms[EXACT + token.form].append(doc | token.position)
            for lemma in token.lemmas:
                terms[lemma].append(doc | token.position)

    def _in_order(self) -> Iterator[tuple[str, bytes, Occurrences]]:
        for field in sorted(self._fields):
            terms = self._fields.pop(field)
            for term in sorted(terms):  # code points sort like their UTF-8 bytes
                yield field, term.encode(), np.frombuffer(terms.pop(term), np.uint64)


def _new_terms() -> Terms:
    return defaultdict(_new_array)


def _new_array() -> "array[int]":
    return array("Q")


def _row(document: Document) -> dict[str, Any]:
    """A document's values in the columns."""
    article, entry = document.article, document.entry
    return {
        "article": pack_article(article),
        "date": seconds(article.date),
        "day": day(article.date),
        "entry": pack_entry(entry),
        "rank": int.from_bytes(hashlib.blake2b(article.id.encode(), digest_size=8).digest()),
        "sentences": np.array(document.sentences, "<u4").tobytes(),
        "signature": document.signature or bytes(signature.SIZE),
        "text_length": document.text.length,
        "title_length": document.title.length,
    }
