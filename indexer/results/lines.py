"""Lines of a concordance: the hits of an article, and each of them with its context."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import readable
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.engines.records import Hit
from svodka.indexer.highlight.excerpts import around
from svodka.indexer.highlight.marks import Range, marked
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.query.tree import Node
from svodka.indexer.results.lookup import words_in


@dataclass(frozen=True, slots=True)
class Line:
    """One hit with its context: ``hit`` is ``field[start:stop]`` of the article, in code points.

    ``left + hit + right`` reads as in the article, with «¶» between paragraphs and «…» at cuts.
    ``lemma`` is the dictionary form of the hit, word by word.
    """

    id: str
    title: str
    date: str | None
    source: str
    field: TextField
    start: int
    stop: int
    left: str
    hit: str
    right: str
    lemma: str = ""


class Found(NamedTuple):
    """The hits in one field of an article; ``whole`` is false if the time ran out before its end.

    ``tokens`` are the words of the ``text`` of the field.
    """

    article: Article
    field: TextField
    text: str
    tokens: Tokens
    spans: Sequence[Range]
    whole: bool


class Singles:
    """The words of a text one by one: a hyphenated one gives its parts."""

    def __init__(self, tokens: Tokens) -> None:
        surfaces, starts = tokens.singles()
        self.words = tokens.words
        self.surfaces = surfaces.astype(np.int64)
        self.starts = starts.astype(np.int64)

    def __len__(self) -> int:
        return len(self.surfaces)

    def within(self, spans: Sequence[Range]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each range, its first word and the first word after it, by their numbers."""
        bounds = np.array(spans, np.int64).reshape(-1, 2)
        ends = np.searchsorted(self.starts, bounds)
        return ends[:, 0], ends[:, 1]


def found_in(tree: Node, hit: Hit, budget: Budget) -> Found:
    """The hits in the text of an article; if only its title has any, those of the title.

    The words are those that the index stores. Raises the error of an unread article.
    """
    article = readable(hit.article)
    found = _found(tree, hit, "text", article.text, budget)
    return found if found.spans else _found(tree, hit, "title", article.title, budget)


def line_of(found: Found, span: Range, tree: Node) -> Line:
    """The line of one hit."""
    article, (start, stop) = found.article, span
    left, right = around(found.text, span)
    return Line(
        article.id,
        article.title,
        article.date,
        article.source,
        found.field,
        start,
        stop,
        left,
        " ".join(found.text[start:stop].split()),
        right,
        " ".join(_lemmas(found.tokens, span, _asked(tree))),
    )


def field_of(hit: Hit, field: TextField, budget: Budget) -> Found:
    """A field of an article without its hits."""
    article = readable(hit.article)
    text = article.text if field == "text" else article.title
    return Found(article, field, text, _tokens(hit, field, text), (), bool(budget.left()))


def _found(tree: Node, hit: Hit, field: TextField, text: str, budget: Budget) -> Found:
    tokens = _tokens(hit, field, text)
    shown = marked(tree, text, field, budget, tokens)
    return Found(hit.article, field, text, tokens, shown.marks, shown.whole)


def _tokens(hit: Hit, field: TextField, text: str) -> Tokens:
    if hit.words is None:
        return new_lexicon().read(text)
    return hit.words.text if field == "text" else hit.words.title


@lru_cache(64)
def _asked(tree: Node) -> frozenset[str]:
    """The lemmas of the words of a query."""
    return frozenset(lemma for word in words_in(tree) for lemma in word.lemmas)


def _lemmas(tokens: Tokens, span: Range, asked: Iterable[str]) -> Iterator[str]:
    """The lemma of each word in a range: one that was asked for, else the best."""
    inside = (tokens.starts >= span[0]) & (tokens.stops <= span[1])
    surfaces = tokens.ids[inside].astype(np.int64)
    if not len(surfaces):  # a part of a hyphenated word
        singles = Singles(tokens)
        first, last = singles.within([span])
        surfaces = singles.surfaces[first[0] : last[0]]
    words = tokens.words
    for reading in words.readings[surfaces].tolist():
        bounds = words.lemma_bounds[reading : reading + 2].tolist()
        lemmas = [words.lemma(number) for number in words.lemmas[slice(*bounds)].tolist()]
        yield next((lemma for lemma in lemmas if lemma in asked), lemmas[0])
