"""Proximity: the share of a query's words that one passage of a document holds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.postings import Docs, Occurrences
from svodka.indexer.engines.whoosh.read.sets import distinct

PASSAGE = 40  # words; passages overlap by half
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


def _passages(docs: Docs, row: Occurrences) -> NDArray[np.uint64]:
    """The passages that hold an occurrence, each once: index of the document << 33 | first half."""
    row_docs = (row >> np.uint64(32)).astype(np.int64)
    indexes = np.minimum(np.searchsorted(docs, row_docs), len(docs) - 1)
    known = docs[indexes] == row_docs
    half = (row[known] & np.uint64(0xFFFFFFFF)) // _HALF + np.uint64(1)
    first = indexes[known].astype(np.uint64) << _HALVES | half
    return distinct(np.concatenate([first, first - np.uint64(1)]))
