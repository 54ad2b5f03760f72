"""Tantivy as one would use it for Russian from Python.

The lemmas of title and text are indexed with positions, split at blanks; each lemma is the first
normal form of pymorphy3. Title and text are stored as they are written. One process,
``writer(128 MB)`` with its default threads, one commit; BM25. Articles are read as Svodka reads
them. ``pip install '.[benchmarks]'`` gets the library.

    python tests/benchmarks/plain_tantivy.py FOLDER_OR_FILE INDEX_FOLDER
"""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import tantivy
from plain_whoosh import articles, lemmas, normalizer

HEAP = 128 << 20  # bytes
FIELDS = ("title", "text")
_SHOWN = tuple(f"shown_{field}" for field in FIELDS)


def schema() -> Any:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in _SHOWN:  # bytes: a text field would be indexed too
        builder.add_bytes_field(field, stored=True)
    return builder.build()


def build(place: Path, folder: Path) -> None:
    """Write an index of the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    normal = normalizer()
    writer = tantivy.Index(schema(), path=str(folder)).writer(HEAP)
    for article in articles(place):
        texts = dict(zip(FIELDS, (article.title, article.text), strict=True))
        record = {field: " ".join(lemmas(text, normal)) for field, text in texts.items()}
        shown = dict(zip(_SHOWN, map(str.encode, texts.values()), strict=True))
        writer.add_document(tantivy.Document(id=article.id, **record, **shown))
    writer.commit()
    writer.wait_merging_threads()


class TantivySearch:
    """Searches such an index: all words in the title or the text, or a phrase in either."""

    def __init__(self, folder: Path) -> None:
        self._normal = normalizer()
        self._schema = schema()
        self._searcher = tantivy.Index.open(str(folder)).searcher()

    def parse(self, query: str) -> Any:
        """A query as Tantivy's own tree; one in quotes is a phrase."""
        words = lemmas(query, self._normal)
        if '"' in query and len(words) > 1:
            return self._in_either(lambda field: self._phrase(field, words))
        required = [
            (tantivy.Occur.Must, self._in_either(partial(self._term, word=word))) for word in words
        ]
        return tantivy.Query.boolean_query(required)

    def hits(self, tree: Any) -> list[dict[str, Any]]:
        """The ten best articles for a parsed query, with their stored fields."""
        found = self._searcher.search(tree, 10).hits
        return [self._searcher.doc(address).to_dict() for _score, address in found]

    def close(self) -> None:
        """Do nothing: the library closes its files itself."""

    def _in_either(self, query: Any) -> Any:
        should = [(tantivy.Occur.Should, query(field)) for field in FIELDS]
        return tantivy.Query.boolean_query(should)

    def _term(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, word)

    def _phrase(self, field: str, words: list[str]) -> Any:
        return tantivy.Query.phrase_query(self._schema, field, words)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
