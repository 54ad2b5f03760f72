"""The words of articles in hits, read from their texts by the one analysis of the index.

The texts are in the index, and its stamp says that they were analysed as they are here. So their
words are those that are indexed, and need not be sent over the network.
"""

from functools import partial

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.engines.records import ArticleWords


def words_of(article: Article) -> ArticleWords:
    """The words of an article, read when they are asked for."""
    return ArticleWords(partial(_read, article.title), partial(_read, article.text))


def _read(text: str) -> Tokens:
    """The words of a text, in a vocabulary that does not grow afterwards.

    What a form means is remembered by the process, so reading them again is fast.
    """
    return new_lexicon().read(text)
