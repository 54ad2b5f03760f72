"""The documents of a segment in memory, until they are written."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents import signature
from svodka.indexer.documents.document import Document, day, hosts, seconds, values_of
from svodka.indexer.documents.sections import searched
from svodka.indexer.engines.whoosh.format import columns, token_records, value_columns, words
from svodka.indexer.engines.whoosh.format.schema import (
    EXACT,
    FIELDS,
    FORM,
    FORMER,
    ID,
    LEMMA,
    METADATA,
    SITE,
    TITLE_FORM,
    VALUE,
    VALUE_FIELDS,
    pack_entry,
    value_term,
)
from svodka.indexer.engines.whoosh.format.terms import Block
from svodka.indexer.engines.whoosh.format.words import Words
from svodka.indexer.engines.whoosh.write.inversion import (
    forms_of,
    inverted,
    laid_out,
    lemmas_of,
    lengths_in_words,
    listed,
    of_titles,
)
from svodka.indexer.engines.whoosh.write.segment_files import SegmentFiles
from svodka.indexer.engines.whoosh.write.texts import Numbered, Texts

_CACHED = 10_000  # terms of values

Terms = defaultdict[str, array]  # type: ignore[type-arg]


class Collection:
    """The documents of one segment: articles already in their file, all else in memory."""

    def __init__(self, folder: Path) -> None:
        self.files = SegmentFiles(folder)
        self.size = 0
        self._columns = columns.ColumnsBuilder(self.files.create(columns.ARTICLES))
        self._values = {name: value_columns.ColumnBuilder() for name in VALUE_FIELDS}
        self._terms: dict[str, Terms] = defaultdict(_new_terms)
        self._analyzed: dict[str, list[tuple[str, int]]] = {}
        self._value_term = lru_cache(_CACHED)(value_term)
        self._texts = Texts()

    @property
    def words(self) -> int:
        """The number of words; a hyphenated one counts once."""
        return len(self._texts)

    def add(self, document: Document) -> None:
        """Add a document. If that fails, nothing of it remains, except after OSError."""
        row, values = _row(document), values_of(document)
        terms = [*self._terms_of(document, values)]
        self._texts.follow(document.title.words)
        if document.text.words is not document.title.words:
            raise ValueError("a title and its text are numbered by different lexicons")
        self._columns.add(row)
        for name, builder in self._values.items():
            builder.add(values[name])
        for field, term, position in terms:
            self._terms[field][term].append(self.size << 32 | position)
        self._texts.add(document.title, document.text)
        self.size += 1

    def write(self) -> Any:
        """Write the segment, and return it. The collection is used up."""
        numbered = self._texts.numbered()
        self._write_columns(numbered.words)
        words.write_words(self.files.create(words.EXTENSION), numbered.words)
        token_records.write_records(
            self.files.create(token_records.EXTENSION),
            self._texts.lengths,
            partial(self._texts.rows, numbered.words),
        )
        self._texts.forget_starts()
        self._write_terms(numbered)
        return self.files.finish(self.size)

    def _write_columns(self, known: Words) -> None:
        self._analyzed.clear()
        lengths = lengths_in_words(known, self._texts.ids, self._texts.lengths)
        built = self._columns.columns(lengths[::2], lengths[1::2])
        columns.write_columns(self.files.create(columns.COLUMNS), [(built, np.arange(self.size))])
        del self._columns
        values: dict[str, value_columns.Column] = {
            name: builder.column() for name, builder in self._values.items()
        }
        value_columns.write(self.files.create(value_columns.EXTENSION), values)
        self._values.clear()

    def _write_terms(self, numbered: Numbered) -> None:
        """Write the terms of all fields in the order of their names."""
        writer = self.files.terms_writer()
        ids, occurrences = laid_out(numbered.words, self._texts.ids, self._texts.lengths)
        of_texts = {
            FORM: (numbered.forms, forms_of(numbered.words, ids)),
            LEMMA: (numbered.lemmas, lemmas_of(numbered.words, ids)),
        }
        for field in FIELDS:
            blocks: Iterator[Block]
            if field in of_texts:
                names, terms = of_texts[field]
                blocks = inverted(names, len(ids), terms, occurrences)
            elif field == TITLE_FORM:
                blocks = of_titles(numbered.words, numbered.forms, ids, occurrences)
            else:
                blocks = listed(self._terms.pop(field, {}))
            writer.write_field(field, blocks)
        writer.finish()

    def _terms_of(
        self, document: Document, values: Mapping[ExactField, Sequence[str]]
    ) -> Iterator[tuple[str, str, int]]:
        """The fields, terms and positions of a document, but for the words of its texts."""
        article = document.article
        yield ID, article.id, 0
        for id in document.former:
            yield FORMER, id, 0
        for name in METADATA:
            for term, position in self._metadata(searched(name, getattr(article, name))):
                yield name, term, position
        for field, known in values.items():
            for value in known:
                yield VALUE, self._value_term(field, value), 0
        for host in hosts(article.url):
            yield SITE, host, 0

    def _metadata(self, value: str) -> list[tuple[str, int]]:
        """The terms of a value, as it is searched, and their positions."""
        from svodka.indexer.analysis.tokens import analyze

        terms = self._analyzed.get(value)
        if terms is None:
            terms = self._analyzed[value] = [
                (term, token.position)
                for token in analyze(value)
                for term in (EXACT + token.form, *token.lemmas)
            ]
        return terms


def _new_terms() -> Terms:
    return defaultdict(_new_array)


def _new_array() -> "array[int]":
    return array("Q")


def _digest(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    )


def _row(document: Document) -> columns.Row:
    """A document's values in the columns."""
    article: Article = document.article
    return columns.Row(
        {
            "date": seconds(article.date),
            "day": day(article.date),
            "added": document.added,
            "rank": _digest(article.id),
            "title_key": _digest(article.title.casefold()),
        },
        document.signature or bytes(signature.SIZE),
        pack_entry(document.entry),
        document.sentences,
        columns.packed_article(article),
    )
