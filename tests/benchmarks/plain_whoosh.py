"""The yardstick of the benchmarks: Whoosh as one would use it for Russian without Svodka.

Two ``TEXT`` fields with the library's defaults (phrase positions, BM25F), stored, and a unique id.
The analyzer is the library's own ``RegexTokenizer`` and ``LowercaseFilter``, then the first normal
form that pymorphy3 gives, remembered for 2¹⁷ forms. One process, ``writer(limitmb=128)``,
``add_document`` for each article, one ``commit``. Articles are read as Svodka reads them, so that
reading is a part of both times.

    python tests/benchmarks/plain_whoosh.py FOLDER_OR_FILE INDEX_FOLDER
"""

import pickle
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pymorphy3
from whoosh.analysis import Filter, LowercaseFilter, RegexTokenizer
from whoosh.codec import whoosh3
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Root, read, walk

REMEMBERED = 1 << 17  # forms

_WORD = re.compile(r"\w+")


class NormalForms(Filter):  # type: ignore[misc]
    """Puts the first normal form of each word in its place."""

    def __init__(self) -> None:
        self._normal = normalizer()

    def __getstate__(self) -> dict[str, Any]:
        """Whoosh keeps the analyzer with the index; the dictionary and the cache stay out of it."""
        return {}

    def __setstate__(self, _state: dict[str, Any]) -> None:
        """Start with an empty cache."""
        self._normal = normalizer()

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        """Pass the tokens on, each with its text replaced."""
        normal = self._normal
        for token in tokens:
            token.text = normal(token.text)
            yield token


def normalizer() -> Callable[[str], str]:
    """A function from a form to its first normal form, which remembers 2¹⁷ forms."""
    morphology = pymorphy3.MorphAnalyzer(lang="ru")
    return lru_cache(REMEMBERED)(lambda form: morphology.parse(form)[0].normal_form)


def lemmas(text: str, normal: Callable[[str], str]) -> list[str]:
    """The normal forms of the words of a text, in its order."""
    return [normal(word) for word in _WORD.findall(text.lower())]


def schema() -> Schema:
    """The fields of the plain index."""
    analyzer = RegexTokenizer() | LowercaseFilter() | NormalForms()
    text = TEXT(analyzer=analyzer, stored=True)
    return Schema(id=ID(unique=True, stored=True), title=text, text=text)


def articles(place: Path) -> Iterator[Article]:
    """Read the articles of a folder or a file, one after another.

    Those that cannot be read are passed over.
    """
    for candidate in walk([Root.at(place)], lambda _path, _reason: None):
        try:
            yield read(candidate)
        except SourceError:
            continue


def build(place: Path, folder: Path) -> None:
    """Write a plain index of the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = create_in(folder, schema()).writer(limitmb=128)
    for article in articles(place):
        writer.add_document(id=article.id, title=article.title, text=article.text)
    writer.commit()


class PlainSearch:
    """Searches a plain index for all words in title or text; ten best, with Whoosh's highlights."""

    def __init__(self, folder: Path) -> None:
        whoosh3.loads = (
            pickle.loads
        )  # as Whoosh has it; where Svodka is in the process too, it is more careful
        index = open_dir(folder, schema=schema())
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "text"], index.schema)

    def parse(self, query: str) -> Any:
        """A query as Whoosh's own tree."""
        return self._parser.parse(query)

    def hits(self, tree: Any) -> Any:
        """The ten best articles for a parsed query, with their stored fields in memory."""
        found = self._searcher.search(tree, limit=10)
        for hit in found:
            hit.fields()
        return found

    def page(self, query: str) -> int:
        """Answer a query whole, with highlights; give the number of articles on the page."""
        found = self.hits(self.parse(query))
        for hit in found:
            hit.highlights("title")
            hit.highlights("text")
        return int(found.scored_length())

    def close(self) -> None:
        """Close the files."""
        self._searcher.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
