"""How much of a query stands together somewhere in a document: in its best passage, and next to each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.postings import Docs, Occurrences

PASSAGE = 40  # words of a passage; passages overlap by half
_HALF = np.uint64(PASSAGE // 2)
_HALVES = np.uint64(
    33
)  # bits for the number of a half within a document, zone and position together


def coverage(
    docs: Docs, rows: Sequence[Occurrences], weights: Sequence[float]
) -> NDArray[np.float64]:
    """For each of ``docs`` (ascending), the greatest sum of ``weights`` of the words that one passage of it holds.

    ``rows`` has the occurrences of each word; a word counts once in a passage, however often it stands there.
    """
    best = np.zeros(len(docs))
    if not len(docs):
        return best
    passages = [_passages(docs, row) for row in rows]
    together, place = np.unique(np.concatenate(passages), return_inverse=True)
    sums = np.bincount(place, np.repeat(weights, [len(row) for row in passages]), len(together))
    np.maximum.at(best, (together >> _HALVES).astype(np.int64), sums)
    return best


def _passages(docs: Docs, row: Occurrences) -> NDArray[np.uint64]:
    """The passages that hold an occurrence, each once, as place of the document << 33 | number of its first half."""
    found = (row >> np.uint64(32)).astype(np.int64)
    places = np.minimum(np.searchsorted(docs, found), len(docs) - 1)
    known = docs[places] == found
    half = (row[known] & np.uint64(0xFFFFFFFF)) // _HALF + np.uint64(1)
    first = places[known].astype(np.uint64) << _HALVES | half
    return np.unique(np.concatenate([first, first - np.uint64(1)]))
