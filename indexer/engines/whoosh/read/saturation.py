"""Saturated frequencies: the more often a word stands in a document, the less one more counts."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope

Scores = NDArray[np.floating[Any]]

# These values were chosen together on judged collections of names, headlines and
# questions, each alone and the headlines also among 23,000 other, mostly shorter texts (svodka
# eval, tests/benchmarks/tools/mixed_headlines.py). Lengths are normalised by their root, not by
# the usual b .75. That b punishes articles of 1,000 words too much beside posts of 20 words. A
# small b serves collections of articles alone worse.
K1 = 0.9
TITLE_WEIGHT = 2.0  # weight of a word in the title; in the text it is 1
TITLE_B = 0.4
LEAD_WEIGHT = 1.0  # additional weight of a word in the lead of a long text
SHORT, LONG = 120, 180  # words: a shorter text has no lead, a longer one has


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
