"""Ranking by BM25 over title and text (BM25F); a word scores the maximum of its lemmas."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.folding import fold
from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.engines.records import Sort
from svodka.indexer.engines.whoosh.format.postings import TEXT_BIT, Docs
from svodka.indexer.engines.whoosh.read.matcher import Matcher
from svodka.indexer.engines.whoosh.read.nearness import coverage
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.engines.whoosh.read.stories import Stories
from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope, Terms
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    Form,
    Fuzzy,
    InField,
    Named,
    Node,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Slot,
    Word,
)

Scores = NDArray[np.floating[Any]]

# Saturation. These values were chosen together on judged collections of names, headlines and
# questions, each alone and the headlines also among 23,000 other, mostly shorter texts (svodka
# eval, tests/benchmarks/mixed_headlines.py). Lengths are normalised by their square root, not by
# the usual b .75. That b punishes articles of 1,000 words too much beside posts of 20 words. A
# small b serves collections of articles alone worse.
K1 = 0.9
TITLE_WEIGHT = 2.0  # weight of a word in the title; in the text it is 1
TITLE_B = 0.4
LEAD_WEIGHT = 1.0  # additional weight of a word in the lead of a long text
SHORT, LONG = 120, 180  # words: a shorter text has no lead, a longer one has
FORM_WEIGHT = 0.1  # additional weight of the exact form that was typed
# Share of their rarity that neighbours in the query earn as neighbours in the text, in any form.
PAIR_WEIGHT = 0.3
PASSAGE_WEIGHT = 0.5  # share of their rarity that words earn in one passage
NEAR_WORDS = 16  # words of the query that count for proximity


class Ranking:
    """Scores the matching documents of one segment."""

    def __init__(
        self, snapshot: Snapshot, segment: OpenSegment, terms: Terms, matcher: Matcher
    ) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._matcher = matcher
        lengths, means = segment.numbers, snapshot.mean_length
        self._title_norm = 1 - TITLE_B + TITLE_B * lengths["title_length"] / means["title_length"]
        self._text_norm = np.sqrt(np.maximum(lengths["text_length"], 1) / means["text_length"])
        self._lead_weight = LEAD_WEIGHT * np.clip(
            (lengths["text_length"] - float(SHORT)) / (LONG - SHORT), 0, 1
        )

    def scores(self, node: Node, docs: Docs, scope: Scope = TEXTS) -> Scores:
        """A score for each of ``docs`` (ascending); 0 if the node does not rank."""
        self._matcher.check_time()
        match node:
            case And(children) | SameSentence(children) | AtLeast(children):
                total: Scores = sum(
                    (self.scores(child, docs, scope) for child in children),
                    start=np.zeros(len(docs)),
                )
                return total + self._nearness(children, docs, scope)
            case Or(children):
                best: Scores = np.maximum.reduce(
                    [self.scores(child, docs, scope) for child in children]
                )
                return best
            case Named():
                return self._named(node, docs, scope)
            case Phrase():
                return self._phrase(node, docs, scope)
            case Word() | Form() | Prefix() | Fuzzy():
                return self._word(node, docs, scope)
            case InField("title", child):
                return self.scores(child, docs, scope.within("title"))
        return np.zeros(len(docs))  # exclusions, dates and metadata filter, and do not rank

    def _nearness(self, children: Sequence[Node], docs: Docs, scope: Scope) -> Scores:
        """Additional scores for words of a query that stand near each other in a document."""
        items = [child.said if isinstance(child, Named) else child for child in children][
            :NEAR_WORDS
        ]
        words = [child for child in items if isinstance(child, Word)]
        if len(words) < 2:
            return np.zeros(len(docs))
        rows = [self._matcher.ends(word, scope) for word in words]
        weights = [self._weight(word, scope) for word in words]
        total: Scores = PASSAGE_WEIGHT * coverage(docs, rows, weights)
        for first, second in pairwise(items):
            if isinstance(first, Word) and isinstance(second, Word):
                total += PAIR_WEIGHT * self._phrase(Phrase("", (first, second)), docs, scope)
        return total

    def _named(self, named: Named, docs: Docs, scope: Scope) -> Scores:
        """Other names score less than the name that was typed, however rare they are."""
        best = self.scores(named.said, docs, scope)
        full = self._weight(named.said, scope)
        for name in named.alternatives:
            weight = named.weight if name in named.others else named.cognate_weight
            share = weight * min(1.0, full / (self._weight(name, scope) or 1.0))
            best = np.maximum(best, share * self.scores(name, docs, scope))
        return best

    def _weight(self, node: Slot | Phrase | And, scope: Scope) -> float:
        """The rarity of a slot, or the sum over the slots of a phrase or conjunction."""
        match node:
            case Phrase():
                return sum(self._weight(slot, scope) for slot in _words(node))
            case And(children):
                return sum(
                    self._weight(child, scope)
                    for child in children
                    if isinstance(child, Word | Form)
                )
        return max(map(self._rarity, self._terms.of(node, scope)), default=0.0)

    def _word(self, slot: Slot, docs: Docs, scope: Scope) -> Scores:
        best = self._best(self._terms.of(slot, scope), docs, scope)
        if isinstance(slot, Word):
            typed = self._terms.of(Form(slot.text, fold(slot.text)), scope)
            best += FORM_WEIGHT * self._best(typed, docs, scope)
        return best

    def _best(self, terms: list[tuple[str, str]], docs: Docs, scope: Scope) -> Scores:
        best = np.zeros(len(docs))
        for term in terms:
            self._matcher.check_time()
            postings = self._matcher.postings(term)
            if postings is None or not len(docs):
                continue
            indexes = np.minimum(np.searchsorted(postings.docs, docs), len(postings.docs) - 1)
            here = postings.docs[indexes] == docs
            title = np.where(here, postings.title_frequencies[indexes], 0)
            text = np.zeros(len(docs))
            if not scope.title_only:
                text = np.where(
                    here, postings.frequencies[indexes] - postings.title_frequencies[indexes], 0
                )
                text = text + self._lead_weight[docs] * np.where(
                    here, postings.lead_frequencies[indexes], 0
                )
            np.maximum(best, self._rarity(term) * self._saturated(docs, title, text), out=best)
        return best

    def _phrase(self, phrase: Phrase, docs: Docs, scope: Scope) -> Scores:
        ends = self._matcher.ends(phrase, scope)
        end_docs = (ends >> np.uint64(32)).astype(np.int64)
        in_title = ends & np.uint64(TEXT_BIT) == 0
        indexes = np.searchsorted(docs, end_docs)
        known = indexes < len(docs)
        known[known] = docs[indexes[known]] == end_docs[known]
        title = np.bincount(indexes[known & in_title], minlength=len(docs))
        text = np.bincount(indexes[known & ~in_title], minlength=len(docs))
        return self._weight(phrase, scope) * self._saturated(docs, title, text)

    def _saturated(
        self, docs: Docs, title: NDArray[np.int64], text: Scores | NDArray[np.int64]
    ) -> Scores:
        frequency = TITLE_WEIGHT * title / self._title_norm[docs] + text / self._text_norm[docs]
        saturated: Scores = frequency * (K1 + 1) / (frequency + K1)
        return saturated

    def _rarity(self, term: tuple[str, str]) -> float:
        """Inverse document frequency, never negative (as in Lucene's BM25Similarity)."""
        total = self._snapshot.documents
        having = min(self._terms.frequency(term), total)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))


class Matches:
    """The matching documents of all segments with their scores, in ranked order.

    With ``fold``, documents of one story count once: the best ranked of them represents all.
    """

    def __init__(self, snapshot: Snapshot, fold: bool = False) -> None:
        self._segments = snapshot.segments
        self._stories = snapshot.stories if fold else None
        self._parts: list[tuple[int, Docs, Scores]] = []

    def add(self, segment: OpenSegment, docs: Docs, scores: Scores) -> None:
        """Add the matching documents of a segment."""
        self._parts.append((self._segments.index(segment), docs, scores))

    @property
    def total(self) -> int:
        """The number of matching documents, or of stories with ``fold``."""
        if self._stories is None:
            return sum(len(docs) for _, docs in self.parts)
        return int(np.count_nonzero(self._story_numbers(self._stories)[1]))

    @property
    def parts(self) -> list[tuple[OpenSegment, Docs]]:
        """The matching documents of each segment."""
        return [(self._segments[number], docs) for number, docs, _ in self._parts]

    def stretch(
        self, offset: int, limit: int, sort: Sort
    ) -> Iterator[tuple[OpenSegment, int, float, int]]:
        """The documents at positions ``offset`` to ``offset + limit``, with scores and story sizes.

        The fourth item is the number of other matching documents in the story. Equal scores are
        ordered by date, the newest first, then by a digest of the id. So the order depends on the
        content of the index, not on its history. Undated articles come last in either order of
        dates.
        """
        if not self._parts:
            return
        number = np.concatenate([np.full(len(docs), number) for number, docs, _ in self._parts])
        doc = np.concatenate([docs for _, docs, _ in self._parts])
        score = np.concatenate([scores for _, _, scores in self._parts])
        date = self._column("date")
        newest, oldest = -date, np.where(date == NO_DATE, -NO_DATE, date)
        keys = {"relevance": (newest, -score), "newest": (newest,), "oldest": (oldest,)}[sort]
        order, others = self._folded(np.lexsort((self._column("rank"), *keys)))
        for index in order[offset : offset + limit]:
            yield (
                self._segments[number[index]],
                int(doc[index]),
                float(score[index]),
                int(others[index]),
            )

    def _folded(self, order: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The ranking with one document per story, and the number of others in each story."""
        if self._stories is None:
            return order, np.zeros(len(order), np.int64)
        numbers, counts = self._story_numbers(self._stories)
        ranked = numbers[order]
        first = np.empty(len(counts), np.int64)
        # Of several values for a story, the last assignment wins.
        first[ranked[::-1]] = np.arange(len(ranked))[::-1]
        return order[np.sort(first[counts > 0])], counts[numbers] - 1

    def _story_numbers(self, stories: Stories) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The story of each matching document, and the number of documents of each story."""
        none = np.empty(0, np.int64)
        numbers = np.concatenate(
            [none, *(stories.of(segment, docs) for segment, docs in self.parts)]
        )
        return numbers, np.bincount(numbers)

    def _column(self, name: str) -> NDArray[Any]:
        return np.concatenate(
            [self._segments[number].numbers[name][docs] for number, docs, _ in self._parts]
        )


def _words(phrase: Phrase) -> list[Slot]:
    return [slot for slot in phrase.slots if not isinstance(slot, AnyWord)]
