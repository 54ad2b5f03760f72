"""Proximity: the share of a query's words that one passage of a document holds."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.weights import NEAR_WORDS, PASSAGE
from svodka.indexer.engines.whoosh.format.postings import Docs, Occurrences
from svodka.indexer.engines.whoosh.read.sets import distinct
from svodka.indexer.query.tree import Named, Node, Word

_HALF = np.uint64(PASSAGE // 2)
# Bits for the number of a half within a document: zone and position together.
_HALVES = np.uint64(33)


def coverage(
    docs: Docs, rows: Sequence[Occurrences], weights: Sequence[float]
) -> NDArray[np.float64]:
    """For each of ``docs`` (ascending), the greatest sum of weights of words in one passage.

    ``rows`` has the occurrences of each word. A word counts once in a passage.
    """
    best = np.zeros(len(docs))
    if not len(docs):
        return best
    passages = [_passages(docs, row) for row in rows]
    together, inverse = np.unique(np.concatenate(passages), return_inverse=True)
    sums = np.bincount(inverse, np.repeat(weights, [len(row) for row in passages]), len(together))
    np.maximum.at(best, (together >> _HALVES).astype(np.int64), sums)
    return best


def near(children: Sequence[Node]) -> tuple[list[Node], list[Word]]:
    """The members of a conjunction that count for proximity, and the words among them."""
    items: list[Node] = [child.said if isinstance(child, Named) else child for child in children]
    items = items[:NEAR_WORDS]
    return items, [child for child in items if isinstance(child, Word)]


def pairs(items: Sequence[Node]) -> list[tuple[Word, Word]]:
    """The words that are neighbours among the members of a conjunction."""
    return [
        (one, two)
        for one, two in pairwise(items)
        if isinstance(one, Word) and isinstance(two, Word)
    ]


def _passages(docs: Docs, row: Occurrences) -> NDArray[np.uint64]:
    """The passages that hold an occurrence, each once: index of the document << 33 | first half."""
    row_docs = (row >> np.uint64(32)).astype(np.int64)
    indexes = np.minimum(np.searchsorted(docs, row_docs), len(docs) - 1)
    known = docs[indexes] == row_docs
    half = (row[known] & np.uint64(0xFFFFFFFF)) // _HALF + np.uint64(1)
    first = indexes[known].astype(np.uint64) << _HALVES | half
    return distinct(np.concatenate([first, first - np.uint64(1)]))
