"""Collocates: the words that stand beside the hits of a query more often than by chance.

All is counted in articles, so that a reprint or a long text cannot make a word typical by itself.
Of n articles in the archive, b have the query, c have the word, and a have it beside a hit.
"""

import math
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.capitals import Writings, capitals
from svodka.indexer.analysis.token_arrays import DIGIT, FUNCTION, Vocabulary
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hit
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.occurrences import is_marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.filters import narrow
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.failure_notices import TOO_COMPLEX
from svodka.indexer.results.lines import Singles, found_in
from svodka.indexer.results.request import SearchRequest

By = Literal["likelihood", "dice", "articles"]

MOST_WINDOW = 10  # words on either side
MOST_LEAST = 1_000
SHOWN = 100  # collocates
_CANDIDATES = 2_000  # the words beside most hits, whose frequency in the archive is asked for
_CACHED = 8


@dataclass(frozen=True, slots=True)
class Measure:
    """The collocates that are wanted: within ``window`` words, in ``least`` articles or more.

    ``by`` is their order: log-likelihood (Dunning 1993), logDice (Rychlý 2008), or frequency.
    """

    window: int = 5
    least: int = 3
    by: By = "likelihood"

    def check(self) -> None:
        """Raise RequestError if there is no such measure."""
        if not 1 <= self.window <= MOST_WINDOW:
            raise RequestError(f"window must be from 1 to {MOST_WINDOW}")
        if not 1 <= self.least <= MOST_LEAST:
            raise RequestError(f"least must be from 1 to {MOST_LEAST}")
        if self.by not in get_args(By):
            raise RequestError(f"by must be one of {', '.join(get_args(By))}")


MEASURE = Measure()


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word, by its lemma, that stands beside hits in ``articles`` articles, ``times`` in all.

    ``everywhere`` is the number of all articles with it. ``written`` is the lemma with the capitals
    that it mostly has beside hits: «ООН».
    """

    lemma: str
    articles: int
    times: int
    everywhere: int
    likelihood: float
    dice: float
    written: str


@dataclass(frozen=True, slots=True)
class Collocates:
    """The collocates of a query, the strongest first. ``total`` articles match.

    ``articles`` of them were read; all, unless ``cut``. ``hits`` are those in them. ``meaning`` is
    the tree of the query.
    """

    query: str
    understood: str
    total: int
    articles: int
    hits: int
    cut: bool
    measure: Measure
    words: Sequence[Collocate]
    notices: Sequence[str] = ()
    failures: Sequence[PartFailure] = ()
    meaning: Node | None = None


# The lemma of a word beside a hit, and its capitals; None if a sentence begins with it.
_Near = tuple[str, int | None]


@dataclass(slots=True)
class _Words:
    """The words beside hits: how many articles have each, how often, and how it is written."""

    had: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    writings: Writings = field(default_factory=Writings)

    def add(self, near: Sequence[_Near]) -> None:
        """Count the words of one article."""
        lemmas = [lemma for lemma, _ in near]
        self.had.update(set(lemmas))
        self.times.update(lemmas)
        self.writings.update(near)

    def prune(self) -> None:
        """Keep the words that stand beside hits in most articles."""
        for word, _ in self.had.most_common()[_CANDIDATES:]:
            del self.had[word], self.times[word]


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words beside the hits of all articles read."""

    total: int
    articles: int
    hits: int
    words: _Words
    cut: bool
    partial: bool
    failures: Sequence[PartFailure]


class Neighbours:
    """Finds collocates in an index, and remembers the last ones. Thread-safe."""

    def __init__(self, engine: Engine, limits: Limits = LIMITS) -> None:
        self._engine = engine
        self._limits = limits
        self._cache: dict[tuple[object, ...], _Beside] = {}
        self._lock = threading.Lock()

    def find(self, request: SearchRequest, parsed: Parsed, measure: Measure) -> Collocates:
        """The collocates of a parsed query. Raises RequestError if the measure is impossible."""
        measure.check()
        beside = self._beside(narrow(parsed.tree, request.filters), request.fold, measure.window)
        bulkhead = Bulkhead(beside.failures)
        return Collocates(
            request.query,
            bulkhead.run("understood", lambda: say(parsed.tree), ""),
            beside.total,
            beside.articles,
            beside.hits,
            beside.cut,
            measure,
            self._rated(beside, measure),
            (*parsed.notices, *([TOO_COMPLEX] if beside.partial else [])),
            bulkhead.failures,
            parsed.tree,
        )

    def _beside(self, tree: Node, fold: bool, window: int) -> _Beside:
        key = self._engine.version(), tree, fold, window
        with self._lock:
            known = self._cache.pop(key, None)
        beside = known or self._read(tree, fold, window)
        with self._lock:
            if not (beside.partial or beside.failures):
                self._cache[key] = beside
            while len(self._cache) > _CACHED:
                del self._cache[next(iter(self._cache))]
        return beside

    def _read(self, tree: Node, fold: bool, window: int) -> _Beside:
        """Read the words beside the hits, as long as a page may."""
        words, bulkhead = _Words(), Bulkhead()
        if not is_marked(tree):
            return _Beside(0, 0, 0, words, cut=False, partial=False, failures=())
        stream = self._engine.stream(tree, limit=self._engine.count(), fold=fold)
        articles = hits = 0
        cut, budget, lemmas = False, Budget(self._limits.reading_seconds), _Lemmas()
        for hit in stream.hits:
            if not budget.left():
                cut = True
                break
            read = partial(_words_beside, tree, hit, window, budget, lemmas)
            number, near = bulkhead.run("line", read, (0, []), hit.article)
            articles += number > 0
            hits += number
            words.add(near)
        words.prune()
        return _Beside(stream.total, articles, hits, words, cut, stream.partial, bulkhead.failures)

    def _rated(self, beside: _Beside, measure: Measure) -> list[Collocate]:
        """The words that stand beside hits in more articles than by chance, the strongest first."""
        had = beside.words.had
        words = [word for word, count in had.items() if count >= measure.least]
        everywhere = self._engine.frequencies(words)
        total = self._engine.count()
        rated = [
            _rated(word, beside, max(number, had[word]), total)
            for word, number in zip(words, everywhere, strict=True)
        ]
        typical = [one for one in rated if one.articles * total > beside.articles * one.everywhere]
        return sorted(typical, key=lambda one: (-getattr(one, measure.by), one.lemma))[:SHOWN]


def likelihood(a: int, b: int, c: int, n: int) -> float:
    """The log-likelihood ratio of a pair that ``a`` of ``n`` articles have.

    One of its words is in ``b`` articles, the other in ``c``.
    """
    table = (
        (a, b * c),
        (b - a, b * (n - c)),
        (c - a, (n - b) * c),
        (n - b - c + a, (n - b) * (n - c)),
    )
    return 2 * sum(seen * math.log(seen * n / product) for seen, product in table if seen > 0)


def log_dice(a: int, b: int, c: int) -> float:
    """The logarithm of Dice's coefficient, 14 at most; one less is half as strong."""
    return 14 + math.log2(2 * a / (b + c))


def _rated(word: str, beside: _Beside, everywhere: int, total: int) -> Collocate:
    a, b = beside.words.had[word], beside.articles
    return Collocate(
        word,
        a,
        beside.words.times[word],
        everywhere,
        likelihood(a, b, everywhere, max(total, b + everywhere - a)),
        log_dice(a, b, everywhere),
        beside.words.writings.of(word),
    )


class _Lemmas:
    """The best lemma of each surface form, None for function words and numbers."""

    def __init__(self) -> None:
        self._vocabulary: Vocabulary | None = None
        self._known: dict[int, str | None] = {}

    def of(self, vocabulary: Vocabulary, surfaces: Sequence[int]) -> list[str | None]:
        """The lemmas of surfaces."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._known = vocabulary, {}
        known = self._known
        for surface in surfaces:
            if surface not in known:
                known[surface] = _lemma(vocabulary, surface)
        return [known[surface] for surface in surfaces]


def _lemma(vocabulary: Vocabulary, surface: int) -> str | None:
    if int(vocabulary.flags[surface]) & (FUNCTION | DIGIT):
        return None
    first = int(vocabulary.lemma_bounds[int(vocabulary.readings[surface])])
    lemma = vocabulary.lemma(int(vocabulary.lemmas[first]))
    return lemma if len(lemma) > 1 else None


def _words_beside(
    tree: Node, hit: Hit, window: int, budget: Budget, lemmas: _Lemmas
) -> tuple[int, list[_Near]]:
    """The number of hits in an article, and the words beside them, each word of the text once."""
    found = found_in(tree, hit, budget)
    if not found.spans:
        return 0, []
    singles = Singles(found.tokens)
    near = _near(singles, *singles.within(found.spans), window)
    surfaces = singles.surfaces[near]
    kinds = capitals(found.text, singles.words.flags[surfaces], singles.starts[near])
    words = zip(lemmas.of(singles.words, surfaces.tolist()), kinds, strict=True)
    return len(found.spans), [(lemma, kind) for lemma, kind in words if lemma]


def _near(
    singles: Singles, first: NDArray[np.intp], after: NDArray[np.intp], window: int
) -> NDArray[np.bool_]:
    """The words within ``window`` words of a hit, without the hits themselves."""
    near = np.zeros(len(singles), bool)
    for start, stop in zip(first.tolist(), after.tolist(), strict=True):
        near[max(0, start - window) : stop + window] = True
    for start, stop in zip(first.tolist(), after.tolist(), strict=True):
        near[start:stop] = False
    return near
