"""The yardstick of an evaluation: plain BM25 over the lemmas of Svodka's analysis.

Whole documents, any word of the query, Lucene's rarity, the classic parameters, nothing else.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.slots import single

K1, B = 1.2, 0.75


class PlainRanking:
    """Documents in memory, ranked by BM25."""

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        """Takes the id and the text of each document; a title is a part of the text."""
        self._ids: list[str] = []
        lengths: list[int] = []
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (id, text) in enumerate(documents):
            counts = Counter(_lemmas(text))
            self._ids.append(id)
            lengths.append(counts.total())
            for lemma, count in counts.items():
                found[lemma].append((number, count))
        self._found = {lemma: np.array(pairs) for lemma, pairs in found.items()}
        mean = sum(lengths) / len(lengths) if any(lengths) else 1.0
        self._norms = K1 * (1 - B + B * np.array(lengths, float) / mean)

    def best(self, query: str, number: int) -> list[str]:
        """Return the ids of the best documents, of equal ones the earlier first."""
        scores = np.zeros(len(self._ids))
        for lemma in dict.fromkeys(_lemmas(query)):
            if (pairs := self._found.get(lemma)) is not None:
                docs, counts = pairs[:, 0], pairs[:, 1]
                rarity = math.log(1 + (len(scores) - len(docs) + 0.5) / (len(docs) + 0.5))
                scores[docs] += rarity * counts * (K1 + 1) / (counts + self._norms[docs])
        order = np.argsort(-scores, kind="stable")[:number]
        return [self._ids[doc] for doc in order.tolist() if scores[doc] > 0]


def _lemmas(text: str) -> list[str]:
    """Return the lemmas of all words; a word with several readings gives each."""
    return [lemma for token in single(analyze(text)) for lemma in token.lemmas]
