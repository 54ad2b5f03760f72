"""The values of the documents of a segment: numbers, signatures, entries, sentences, articles."""

import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, NamedTuple

import numpy as np

from svodka.indexer.article import Article
from svodka.indexer.documents import signature
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.whoosh.format.flat import Array, FlatWriter, narrow
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.schema import (
    pack_article,
    unpack_article,
    unpack_entry,
)
from svodka.indexer.engines.whoosh.format.stretches import Stretches, bounds_of

COLUMNS, ARTICLES = ".col", ".art"  # the extensions of the files
# The types of the numbers, as arrays and NumPy name them.
NUMBERS = {
    "date": "q",
    "day": "i",
    "added": "q",
    "rank": "Q",
    "title_key": "Q",
    "text_length": "I",
    "title_length": "I",
}
ADDED = ("date", "day", "added", "rank", "title_key")  # the numbers known when a document is added
_LARGEST = 100_000_000  # bytes of an unpacked article: 2 million characters, each escaped
_LEVEL = 3  # of compression
_SIGNED = signature.SIZE // signature.TYPE.itemsize  # numbers of a signature


class Row(NamedTuple):
    """The values of a document; the entry and the article are packed.

    ``numbers`` are those of ADDED. The lengths of its texts come later.
    """

    numbers: Mapping[str, int]
    signature: bytes
    entry: bytes
    sentences: Sequence[int]
    article: bytes


def packed_article(article: Article) -> bytes:
    """A compressed article."""
    return zlib.compress(pack_article(article), _LEVEL)


class Columns:
    """The values of all documents of a segment, in memory or mapped from its files."""

    def __init__(self, arrays: Mapping[str, Array], articles: Array) -> None:
        """Raises KeyError or ValueError if the arrays do not fit each other."""
        self.numbers: dict[str, Array] = {name: arrays[name] for name in NUMBERS}
        self.signatures = arrays["signature"].reshape(-1, _SIGNED)
        self.entries = Stretches(arrays["entry"], arrays["entry.bounds"])
        self.sentences = Stretches(arrays["sentences"], arrays["sentences.bounds"])
        self.articles = Stretches(articles, arrays["article.bounds"])
        self.size = len(self.signatures)
        lists = (self.entries, self.sentences, self.articles)
        sizes = {len(numbers) for numbers in self.numbers.values()} | {one.size for one in lists}
        if sizes != {self.size}:
            raise ValueError("the columns of the segment do not fit each other")

    def article(self, doc: int) -> Article:
        """The stored article of a document. Damage raises zlib.error or ValueError."""
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(self.articles[doc].data, _LARGEST)
        if not unpacking.eof:
            raise ValueError("an article is cut off, or larger than any can be")
        return unpack_article(data)

    def entry(self, doc: int) -> Entry:
        """A document's entry in the catalog."""
        return unpack_entry(self.entries[doc].tobytes())

    def check(self) -> None:
        """Raise ValueError if a list is not whole."""
        for lists in (self.entries, self.sentences, self.articles):
            lists.check(self.size)


def write_columns(file: BinaryIO, parts: Sequence[tuple[Columns, Numbers]]) -> None:
    """Write the values of ascending documents of several segments, but not their articles."""
    flat = FlatWriter(file)
    for name, code in NUMBERS.items():
        flat.stream(name, code, (columns.numbers[name][docs] for columns, docs in parts))
    flat.stream("signature", np.uint16, (columns.signatures[docs] for columns, docs in parts))
    lists: dict[str, list[Stretches]] = {
        "entry": [columns.entries for columns, _ in parts],
        "sentences": [columns.sentences for columns, _ in parts],
    }
    docs_of = [docs for _, docs in parts]
    for name, own in lists.items():
        kind = max((one.values.dtype for one in own), key=lambda dtype: dtype.itemsize)
        pairs = list(zip(own, docs_of, strict=True))
        flat.stream(name, kind, (block for one, docs in pairs for block in one.blocks(docs)))
        flat.add(f"{name}.bounds", _joined_bounds(pairs))
    flat.add(
        "article.bounds", _joined_bounds([(columns.articles, docs) for columns, docs in parts])
    )
    flat.finish()


def write_articles(file: BinaryIO, parts: Iterable[tuple[Columns, Numbers]]) -> None:
    """Write the packed articles of ascending documents of several segments."""
    for columns, docs in parts:
        for block in columns.articles.blocks(docs):
            file.write(block.data)


def _joined_bounds(parts: Iterable[tuple[Stretches, Numbers]]) -> Array:
    return bounds_of(np.concatenate([stretches.lengths(docs) for stretches, docs in parts]))


class ColumnsBuilder:
    """Collects the values of documents; their articles go into a file at once."""

    def __init__(self, articles: BinaryIO) -> None:
        self._articles = articles
        self._numbers = {name: array(NUMBERS[name]) for name in ADDED}
        self._signatures, self._entries, self._sentences = bytearray(), bytearray(), array("I")
        self._lengths = {name: array("I") for name in ("entry", "sentences", "article")}

    @property
    def size(self) -> int:
        """The number of documents."""
        return len(self._lengths["entry"])

    def add(self, row: Row) -> None:
        """Add the values of the next document. Raises OSError."""
        self._articles.write(row.article)
        for name, numbers in self._numbers.items():
            numbers.append(row.numbers[name])
        self._signatures += row.signature
        self._entries += row.entry
        self._sentences.extend(row.sentences)
        for name, values in (("entry", row.entry), ("sentences", row.sentences)):
            self._lengths[name].append(len(values))
        self._lengths["article"].append(len(row.article))

    def columns(self, title_lengths: Array, text_lengths: Array) -> Columns:
        """The values of all documents added, without the articles themselves.

        The lengths are in words.
        """
        sentences = np.frombuffer(self._sentences, np.uint32)
        arrays: dict[str, Array] = {
            **{name: np.frombuffer(own, NUMBERS[name]) for name, own in self._numbers.items()},
            "title_length": title_lengths,
            "text_length": text_lengths,
            "signature": np.frombuffer(self._signatures, signature.TYPE),
            "entry": np.frombuffer(self._entries, np.uint8),
            "sentences": narrow(sentences),
        }
        for name, lengths in self._lengths.items():
            arrays[f"{name}.bounds"] = bounds_of(np.frombuffer(lengths, np.uint32))
        return Columns(arrays, np.empty(0, np.uint8))
