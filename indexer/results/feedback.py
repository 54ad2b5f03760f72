"""Feedback: the words of the best articles rank those that have only some words of the query.

Words that are frequent in the best articles and rare in others speak of the same subject. They
count less than the words of the query, and admit no article.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from math import log

import numpy as np

from svodka.indexer.analysis.token_arrays import DIGIT, FUNCTION, Tokens
from svodka.indexer.engines.records import ArticleWords, Hit
from svodka.indexer.query.builders import conjunction, disjunction
from svodka.indexer.query.rarity import SCALE
from svodka.indexer.query.relaxation import Relaxed, lemmas
from svodka.indexer.query.tree import Hint, Node, Word
from svodka.indexer.results.lookup import Lookup

ARTICLES = 5  # that are read: the best
LEAD = 300  # words of each that are read: news names its subject at the beginning
TERMS = 20  # words in the hint
WEIGHED = 60  # words whose rarity is asked for
SHARE = 0.3  # of the score of the whole query, for an article with all words of the hint
LEAST_LETTERS = 3

# The number of articles with each lemma.
Frequencies = Callable[[Sequence[str]], Sequence[int]]

_Word = tuple[str, ...]


def with_feedback(weaker: Relaxed, better: Node | None, lookup: Lookup) -> Node:
    """The weaker query; the words of the best articles rank those that it finds.

    The articles that match ``better`` are the best, if there is such a query. The next best have
    the subject, if the query has one: others lead away from it.
    """
    best = list(lookup.first(better, ARTICLES)) if better else []
    if len(best) < ARTICLES:
        subject = [disjunction(weaker.subject)] if weaker.subject else []
        best += lookup.first(conjunction([weaker.tree, *subject]), ARTICLES - len(best))
    whole = sum(map(lookup.rarity, weaker.parts)) / SCALE
    fed = hint(best, lemmas(weaker.parts), whole, lookup.frequencies, lookup.articles)
    return conjunction([weaker.tree, fed]) if fed else weaker.tree


def hint(
    best: Sequence[Hit],
    known: frozenset[str],
    whole: float,
    frequencies: Frequencies,
    articles: int,
) -> Hint | None:
    """Return the hint of the ``best`` articles, of which the first are read.

    ``known`` are the lemmas of the query. ``whole`` is the rarity of all its words, as a natural
    logarithm; ``articles`` is the number of articles in the collection. None if there are no words.
    """
    counted = _counted(best[:ARTICLES], known)
    lemmas = list(dict.fromkeys(lemma for word in counted for lemma in word))
    having = dict(zip(lemmas, frequencies(lemmas), strict=True))
    weighed: dict[str, float] = {}
    rarities: dict[str, float] = {}
    for word, count in counted.items():
        lemma = max(word, key=lambda one: (having[one], one))
        rarities[lemma] = log(1 + articles / max(1, having[lemma]))
        weighed[lemma] = weighed.get(lemma, 0.0) + count
    chosen = sorted(weighed, key=lambda one: (-weighed[one] * rarities[one], one))[:TERMS]
    total = sum(weighed[lemma] * rarities[lemma] for lemma in chosen)
    if not total:
        return None
    return Hint(
        tuple(Word("", (lemma,)) for lemma in chosen),
        tuple(SHARE * whole * weighed[lemma] / total for lemma in chosen),
    )


def _counted(best: Sequence[Hit], known: frozenset[str]) -> Counter[_Word]:
    """Return the words of articles by their lemmas; an article counts by its score."""
    counts: Counter[_Word] = Counter()
    top = max((hit.score for hit in best), default=0.0) or 1.0
    for hit in best:
        if hit.words:
            for word, share in _shares(hit.words).items():
                if known.isdisjoint(word):
                    counts[word] += hit.score / top * share  # type: ignore[assignment]
    return Counter(dict(counts.most_common(WEIGHED)))


def _shares(words: ArticleWords) -> dict[_Word, float]:
    """Return the share of each word among those of the lead."""
    tokens = words.text
    surfaces = tokens.singles()[0][:LEAD]
    plain = surfaces[tokens.words.flags[surfaces] & (FUNCTION | DIGIT) == 0]
    readings, numbers = np.unique(tokens.words.readings[plain], return_counts=True)
    shares: dict[_Word, float] = {}
    for reading, number in zip(readings.tolist(), numbers.tolist(), strict=True):
        word = _lemmas(tokens, reading)
        if len(word[0]) >= LEAST_LETTERS:
            shares[word] = shares.get(word, 0.0) + number / len(surfaces)
    return shares


def _lemmas(tokens: Tokens, reading: int) -> _Word:
    first, last = tokens.words.lemma_bounds[reading : reading + 2].tolist()
    return tuple(map(tokens.words.lemma, tokens.words.lemmas[first:last].tolist()))
