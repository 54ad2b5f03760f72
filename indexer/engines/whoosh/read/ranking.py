"""Ranking by BM25 over title and text (BM25F); a word scores the maximum of its lemmas."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.weights import (
    FORM_WEIGHT,
    K1,
    LEAD_WEIGHT,
    LONG,
    PAIR_WEIGHT,
    PASSAGE_WEIGHT,
    SHORT,
    SPELT_PAIR_WEIGHT,
    SPELT_WEIGHT,
    TITLE_B,
)
from svodka.indexer.engines.whoosh.format.postings import TEXT_BIT, Docs
from svodka.indexer.engines.whoosh.read.matcher import MANY, Matcher
from svodka.indexer.engines.whoosh.read.nearness import coverage, near, pairs
from svodka.indexer.engines.whoosh.read.posting_lists import Term
from svodka.indexer.engines.whoosh.read.saturation import Norms, Scores, saturated
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope, Terms
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Form,
    Fuzzy,
    Hint,
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


class Ranking:
    """Scores the matching documents of one segment."""

    def __init__(
        self, snapshot: Snapshot, segment: OpenSegment, terms: Terms, matcher: Matcher
    ) -> None:
        self._segment = segment
        self._means = snapshot.mean_length
        self._terms = terms
        self._matcher = matcher
        self._docs: Docs = np.empty(0, np.int64)
        self._norms = self._norms_of(self._docs)

    def scores(self, node: Node, docs: Docs) -> Scores:
        """A score for each of ``docs`` (ascending); 0 if the node does not rank."""
        self._take(docs)
        return self._scores(node, TEXTS)

    def bounds(self, node: Node, docs: Docs) -> Scores:
        """No less than the score of each of ``docs``, found without reading positions."""
        self._take(docs)
        return self._bounds(node, TEXTS)

    def _take(self, docs: Docs) -> None:
        if docs is not self._docs:
            self._docs, self._norms = docs, self._norms_of(docs)

    def _norms_of(self, docs: Docs) -> Norms:
        texts = self._segment.numbers["text_length"][docs]
        titles = self._segment.numbers["title_length"][docs]
        return Norms(
            1 - TITLE_B + TITLE_B * titles / self._means["title_length"],
            np.sqrt(np.maximum(texts, 1) / self._means["text_length"]),
            LEAD_WEIGHT * np.clip((texts - float(SHORT)) / (LONG - SHORT), 0, 1),
        )

    def _scores(self, node: Node, scope: Scope) -> Scores:
        self._matcher.check_time()
        match node:
            case And(children) | SameSentence(children) | AtLeast(children):
                return self._sum(children, scope) + self._nearness(children, scope)
            case Or(children):
                best: Scores = np.maximum.reduce([self._scores(child, scope) for child in children])
                return best
            case Named():
                names = [self._scores(name, scope) for name in node.alternatives]
                return self._named(node, scope, [self._said(node.said, scope), *names])
            case Phrase():
                return self._phrase(node, scope)
            case Word() | Form() | Prefix() | Fuzzy():
                return self._word(node, scope, exact=True)
            case Hint():
                return self._hint(node, scope, exact=True)
            case InField("title", child):
                return self._scores(child, scope.within("title"))
        return self._zeros()  # exclusions, dates and metadata filter, and do not rank

    def _bounds(self, node: Node, scope: Scope) -> Scores:
        """As ``_scores``: each word all in the lead, and all words as near as can be."""
        self._matcher.check_time()
        match node:
            case And(children) | SameSentence(children) | AtLeast(children):
                most = self._most_nearness(children, scope)
                return self._most_sum(children, scope) + most
            case Or(children):
                best: Scores = np.maximum.reduce([self._bounds(child, scope) for child in children])
                return best
            case Named():
                names = [self._bounds(name, scope) for name in node.alternatives]
                return self._named(node, scope, [self._most_said(node.said, scope), *names])
            case Phrase():
                rows = [self._having(_words(row), scope) for row in (node.slots, *node.variants)]
                row: Scores = self._weight(node, scope) * (K1 + 1) * np.logical_or.reduce(rows)
                return row
            case Word() | Form() | Prefix() | Fuzzy():
                return self._word(node, scope, exact=False)
            case Hint():
                return self._hint(node, scope, exact=False)
            case InField("title", child):
                return self._bounds(child, scope.within("title"))
        return self._zeros()

    def _sum(self, children: Sequence[Node], scope: Scope) -> Scores:
        return sum((self._scores(child, scope) for child in children), start=self._zeros())

    def _most_sum(self, children: Sequence[Node], scope: Scope) -> Scores:
        return sum((self._bounds(child, scope) for child in children), start=self._zeros())

    def _said(self, said: Slot | Phrase | And, scope: Scope) -> Scores:
        """The scores of a typed name."""
        if not isinstance(said, And):
            return self._scores(said, scope)
        row = SPELT_PAIR_WEIGHT * self._neighbours(near(said.children)[0], scope)
        return SPELT_WEIGHT * self._sum(said.children, scope) + row

    def _most_said(self, said: Slot | Phrase | And, scope: Scope) -> Scores:
        if not isinstance(said, And):
            return self._bounds(said, scope)
        items, words = near(said.children)
        having = {word: self._having([word], scope) for word in words}
        row = SPELT_PAIR_WEIGHT * self._most_neighbours(items, scope, having)
        return SPELT_WEIGHT * self._most_sum(said.children, scope) + row

    def _zeros(self) -> Scores:
        return np.zeros(len(self._docs))

    def _nearness(self, children: Sequence[Node], scope: Scope) -> Scores:
        """Additional scores for words of a query that stand near each other in a document."""
        items, words = near(children)
        if len(words) < 2:
            return self._zeros()
        rows = [self._matcher.ends(word, scope, self._docs) for word in words]
        weights = [self._weight(word, scope) for word in words]
        passage: Scores = PASSAGE_WEIGHT * coverage(self._docs, rows, weights)
        return passage + PAIR_WEIGHT * self._neighbours(items, scope)

    def _neighbours(self, items: Sequence[Node], scope: Scope) -> Scores:
        """The scores of all neighbours among the items as phrases."""
        phrases = (Phrase("", pair) for pair in pairs(items))
        return sum((self._phrase(one, scope) for one in phrases), start=self._zeros())

    def _most_nearness(self, children: Sequence[Node], scope: Scope) -> Scores:
        items, words = near(children)
        total = self._zeros()
        if len(words) < 2:
            return total
        having = {word: self._having([word], scope) for word in words}
        for word in words:
            total += PASSAGE_WEIGHT * self._weight(word, scope) * having[word]
        return total + PAIR_WEIGHT * self._most_neighbours(items, scope, having)

    def _most_neighbours(
        self, items: Sequence[Node], scope: Scope, having: Mapping[Word, NDArray[np.bool_]]
    ) -> Scores:
        total = self._zeros()
        for first, second in pairs(items):
            weight = (K1 + 1) * self._weight(Phrase("", (first, second)), scope)
            total += weight * (having[first] & having[second])
        return total

    def _having(self, slots: Sequence[Slot], scope: Scope) -> NDArray[np.bool_]:
        """True for the documents that have all of these words."""
        every = np.ones(len(self._docs), bool)
        for slot in slots:
            having = np.zeros(len(self._docs), bool)
            for term in self._terms.of(slot, scope):
                having[self._matcher.shared(self._docs, term)[0]] = True
            every &= having
        return every

    def _named(self, named: Named, scope: Scope, scores: Sequence[Scores]) -> Scores:
        """Other names score less than the name that was typed, however rare they are."""
        best, *others = scores
        full = self._weight(named.said, scope)
        for name, score in zip(named.alternatives, others, strict=True):
            weight = named.weight if name in named.others else named.cognate_weight
            share = weight * min(1.0, full / (self._weight(name, scope) or 1.0))
            best = np.maximum(best, share * score)
        return best

    def _weight(self, node: Slot | Phrase | And, scope: Scope) -> float:
        """The rarity of a slot, or the sum over the slots of a phrase or conjunction."""
        match node:
            case Phrase():
                return sum(self._weight(slot, scope) for slot in _words(node.slots))
            case And(children):
                said = [child.said if isinstance(child, Named) else child for child in children]
                parts = [part for part in said if isinstance(part, Word | Form | Phrase)]
                return sum(self._weight(part, scope) for part in parts)
        return max(map(self._terms.rarity, self._terms.of(node, scope)), default=0.0)

    def _word(self, slot: Slot, scope: Scope, *, exact: bool) -> Scores:
        best = self._best(self._terms.of(slot, scope), scope, exact=exact)
        if isinstance(slot, Word):
            typed = self._terms.typed(slot, scope)
            best += FORM_WEIGHT * self._best(typed, scope, exact=exact)
        return best

    def _hint(self, hint: Hint, scope: Scope, *, exact: bool) -> Scores:
        total = self._zeros()
        for word, weight in zip(hint.words, hint.weights, strict=True):
            if isinstance(word, DateRange):
                within = self._matcher.docs(word, scope, self._docs)
                total[self._docs.searchsorted(within)] += weight
            elif isinstance(word, Phrase):
                total += weight * (self._scores if exact else self._bounds)(word, scope)
            else:
                total += weight * self._best(self._terms.of(word, scope), scope, exact=exact)
        return total

    def _best(self, terms: list[Term], scope: Scope, *, exact: bool) -> Scores:
        """The best score for one of some terms; a bound of it if not ``exact``."""
        best = self._zeros()
        if len(terms) > MANY:
            return self._best_of_many(terms, scope, exact=exact)
        for term in terms if len(self._docs) else ():
            found = self._matcher.posting_list(term)
            here, places = self._matcher.shared(self._docs, term)
            norms = self._norms
            if len(here) < len(self._docs):
                norms = Norms(*(values[here] for values in norms))
            leads = found.lead_frequencies if exact else found.frequencies
            scores = self._terms.rarity(term) * saturated(
                norms,
                found.title_frequencies[places],
                found.frequencies[places],
                leads[places],
                scope,
            )
            best[here] = np.maximum(best[here], scores)
        return best

    def _best_of_many(self, terms: list[Term], scope: Scope, *, exact: bool) -> Scores:
        """As ``_best``, for the words that a prefix stands for: all lists are one table."""
        best = self._zeros()
        lists = [self._matcher.posting_list(term) for term in terms]
        docs = np.concatenate([found.docs for found in lists])
        places = np.minimum(self._docs.searchsorted(docs), len(best) - 1)
        rows = (self._docs[places] == docs).nonzero()[0] if len(best) else places[:0]
        places = places[rows]
        leads = [found.lead_frequencies if exact else found.frequencies for found in lists]
        rarities = np.repeat(list(map(self._terms.rarity, terms)), [len(one.docs) for one in lists])
        scores = rarities[rows] * saturated(
            Norms(*(values[places] for values in self._norms)),
            np.concatenate([found.title_frequencies for found in lists])[rows],
            np.concatenate([found.frequencies for found in lists])[rows],
            np.concatenate(leads)[rows],
            scope,
        )
        np.maximum.at(best, places, scores)
        return best

    def _phrase(self, phrase: Phrase, scope: Scope) -> Scores:
        docs = self._docs
        ends = self._matcher.ends(phrase, scope, docs)
        end_docs = (ends >> np.uint64(32)).astype(np.int64)
        in_title = ends & np.uint64(TEXT_BIT) == 0
        if not len(ends):
            return self._zeros()
        indexes = docs.searchsorted(end_docs)
        known = indexes < len(docs)
        known[known] = docs[indexes[known]] == end_docs[known]
        title = np.bincount(indexes[known & in_title], minlength=len(docs))
        text = np.bincount(indexes[known & ~in_title], minlength=len(docs))
        return self._weight(phrase, scope) * saturated(self._norms, title, title + text)


def _words(row: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in row if not isinstance(slot, AnyWord)]
