"""The words of articles in hits, read from their texts by the one analysis of the index."""

import threading
from collections.abc import Callable

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.engines.records import ArticleWords


class StoredWords:
    """Reads texts with a lexicon that remembers the words of earlier ones. Thread-safe.

    The texts are in the index, and its stamp says that they were analysed as they are here. So
    their words are the same as those that are indexed, and need not be sent over the network.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lexicon = new_lexicon()

    def of(self, article: Article) -> ArticleWords:
        """The words of an article, read when they are asked for."""
        return ArticleWords(self._reader(article.title), self._reader(article.text))

    def _reader(self, text: str) -> Callable[[], Tokens]:
        def read() -> Tokens:
            with self._lock:
                if self._lexicon.is_full:
                    self._lexicon = self._lexicon.successor()
                return self._lexicon.read(text)

        return read
