"""Article → document: ``prepare`` reads its words once, for all that needs them."""

import numpy as np

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.entities import entities, new_lexicon
from svodka.indexer.documents.signature import signature

_lexicon = new_lexicon()


def prepare(
    article: Article,
    digest: str,
    former: tuple[str, ...] = (),
    lexicon: Lexicon | None = None,
) -> Document:
    """Analyse an article into a document for engines.

    It is for one thread of a process, whose lexicon is used unless another ``new_lexicon`` is
    given.
    """
    words = lexicon or _current_lexicon()
    title, text = words.read(article.title), words.read(article.text)
    named = entities((article.title, title), (article.text, text))
    marked = signature(article, title, text)
    firsts = _firsts(article.text, text)
    return Document(
        article, digest, title, text, firsts, named.people, named.places, marked, former
    )


def _firsts(text: str, words: Tokens) -> list[int]:
    """Return the position of the first word of each sentence; the last ones may have none."""
    begun = [start for start, _ in sentences(text)]
    at = np.searchsorted(words.starts, np.array(begun, np.uint32))
    firsts: list[int] = words.positions[at[at < len(words.ids)]].tolist()
    return firsts


def _current_lexicon() -> Lexicon:
    """Return this process's lexicon, its successor once it is full."""
    global _lexicon
    if _lexicon.is_full:
        _lexicon = _lexicon.successor()
    return _lexicon
