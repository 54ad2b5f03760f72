"""Saturated frequencies: the more often a word stands in a document, the less one more counts."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.weights import K1, TITLE_WEIGHT
from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope

Scores = NDArray[np.floating[Any]]


class Norms(NamedTuple):
    """Of some documents: the divisors of frequencies in title and text, the weight of the lead."""

    title: Scores
    text: Scores
    lead: Scores


def saturated(
    norms: Norms,
    title: NDArray[Any],
    both: NDArray[Any],
    lead: NDArray[Any] | None = None,
    scope: Scope = TEXTS,
) -> Scores:
    """The saturated frequency of a word; ``both`` is its frequency in title and text together."""
    text = np.zeros(len(title)) if scope.title_only else both - title
    if lead is not None and not scope.title_only:
        text = text + norms.lead * lead
    frequency = TITLE_WEIGHT * title / norms.title + text / norms.text
    saturated: Scores = frequency * (K1 + 1) / (frequency + K1)
    return saturated
