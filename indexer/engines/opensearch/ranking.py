"""The query tree as a sum of scores: BM25F as in the Whoosh engine, from weights in the index.

Rarities come from exact counts of the present state. So scores depend neither on shards and
replicas nor on articles that are deleted but still there.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, product

from svodka.indexer.analysis.folding import fold
from svodka.indexer.engines.opensearch.encoding import feature, term
from svodka.indexer.engines.opensearch.mapping import EXACT, HOLE
from svodka.indexer.engines.opensearch.matching import TEXTS, Matching, Query, Scope
from svodka.indexer.engines.weights import (
    FORM_WEIGHT,
    K1,
    NEAR_WORDS,
    PAIR_WEIGHT,
    PASSAGE_WEIGHT,
    SPELT_PAIR_WEIGHT,
    SPELT_WEIGHT,
)
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

# The share of the worse of title and text in the score of a phrase. Whoosh adds the frequencies.
_TIE = 0.3
_LEAST = 1e-6  # a boost must not be 0

Term = tuple[str, Scope]
# Gives for each term, in how many articles it is.
Count = Callable[[Iterable[Term]], Mapping[Term, int]]


class Ranking:
    """Compiles trees to scores. Without ``near``, the nearness of words is worth nothing.

    A phrase that becomes ``rows`` rows or fewer is scored as in Whoosh, others nearly so.
    """

    def __init__(
        self,
        matching: Matching,
        count: Count,
        total: int,
        most: int,
        *,
        near: bool = True,
        rows: int = 1,
    ) -> None:
        self._matching = matching
        self._count = count
        self._total = total
        self._most = most  # terms of a prefix that are scored
        self._near = near
        self._rows = rows  # of single terms at fixed distances that a phrase may become
        self._counts: Mapping[Term, int] = {}

    def query(self, node: Node) -> Query | None:
        """The scores of a tree; None if nothing in it ranks. Asks once for the counts of terms."""
        self._counts = self._count(self._wanted(node, TEXTS))
        return self._score(node, TEXTS)

    def _terms(self, slot: Slot, scope: Scope) -> Sequence[str]:
        terms = self._matching.terms(slot, scope)
        return terms[: self._most] if isinstance(slot, Prefix | Fuzzy) else terms

    def _wanted(self, node: Node, scope: Scope) -> set[Term]:
        """The terms whose rarity a tree needs."""
        match node:
            case And(children) | SameSentence(children) | AtLeast(children) | Or(children):
                return set().union(*(self._wanted(child, scope) for child in children))
            case Hint(words):
                return set().union(*(self._wanted(word, scope) for word in words))
            case Named(said):
                names = (said, *node.alternatives)
                return set().union(*(self._wanted(name, scope) for name in names))
            case Phrase():
                return set().union(*(self._wanted(slot, scope) for slot in node.every_slot()))
            case InField("title", child):
                return self._wanted(child, scope.within("title"))
            case Word(text=text, lemmas=lemmas):
                return {(one, scope) for one in (*map(term, lemmas), EXACT + term(fold(text)))}
            case Form() | Prefix() | Fuzzy():
                return {(one, scope) for one in self._terms(node, scope)}
        return set()

    def _rarity(self, term: str, scope: Scope) -> float:
        """Inverse document frequency, never negative (as in Lucene's BM25Similarity)."""
        having = min(self._counts.get((term, scope), 0), self._total)
        return math.log(1 + (self._total - having + 0.5) / (having + 0.5))

    def _weight(self, node: Slot | Phrase | And, scope: Scope) -> float:
        match node:
            case Phrase(slots=slots):
                words = [slot for slot in slots if not isinstance(slot, AnyWord)]
                return sum(self._weight(slot, scope) for slot in words)
            case And(children):
                said = [child.said if isinstance(child, Named) else child for child in children]
                parts = [part for part in said if isinstance(part, Word | Form | Phrase)]
                return sum(self._weight(part, scope) for part in parts)
        return max((self._rarity(one, scope) for one in self._terms(node, scope)), default=0.0)

    def _score(self, node: Node, scope: Scope) -> Query | None:
        match node:
            case And(children) | SameSentence(children) | AtLeast(children):
                parts = [self._score(child, scope) for child in children]
                return _sum([*parts, *self._nearness(children, scope)])
            case Or(children):
                return _best([self._score(child, scope) for child in children])
            case Named():
                return self._named(node, scope)
            case Phrase():
                return self._phrase(node, scope)
            case Word() | Form() | Prefix() | Fuzzy():
                return self._word(node, scope)
            case Hint():
                return self._hint(node, scope)
            case InField("title", child):
                return self._score(child, scope.within("title"))
        return None  # exclusions, dates and metadata filter, and do not rank

    def _named(self, named: Named, scope: Scope) -> Query | None:
        """Other names score less than the name that was typed, however rare they are."""
        full = self._weight(named.said, scope)
        parts = [self._said(named.said, scope)]
        for name in named.alternatives:
            weight = named.weight if name in named.others else named.cognate_weight
            share = weight * min(1.0, full / (self._weight(name, scope) or 1.0))
            part = self._score(name, scope)
            if part and share > 0:
                parts.append({"bool": {"should": [part], "boost": share}})
        return _best(parts)

    def _said(self, said: Slot | Phrase | And, scope: Scope) -> Query | None:
        """The scores of a typed name: where its words stand apart, they hardly are one."""
        if not isinstance(said, And):
            return self._score(said, scope)
        words = _sum(self._score(child, scope) for child in said.children)
        apart = words and {"bool": {"should": [words], "boost": SPELT_WEIGHT}}
        said_words = [one.said if isinstance(one, Named) else one for one in said.children]
        return _sum([apart, *self._pairs(said_words, scope, SPELT_PAIR_WEIGHT)])

    def _word(self, slot: Slot, scope: Scope) -> Query | None:
        best = _best([self._feature(one, scope, 1.0) for one in self._terms(slot, scope)])
        if best and isinstance(slot, Word):
            typed = self._feature(EXACT + term(fold(slot.text)), scope, FORM_WEIGHT)
            return _sum([best, typed])
        return best

    def _hint(self, hint: Hint, scope: Scope) -> Query | None:
        return _sum(
            self._dated(word, weight)
            if isinstance(word, DateRange)
            else self._phrase(word, scope, weight)
            if isinstance(word, Phrase)
            else _best([self._feature(one, scope, weight) for one in self._terms(word, scope)])
            for word, weight in zip(hint.words, hint.weights, strict=True)
        )

    def _dated(self, period: DateRange, weight: float) -> Query:
        return {"constant_score": {"filter": self._matching.query(period), "boost": weight}}

    def _feature(self, term: str, scope: Scope, share: float) -> Query:
        field = "rank_title" if scope.title_only else "rank"
        boost = max(share * (K1 + 1) * self._rarity(term, scope), _LEAST)
        weight = {"field": f"{field}.{feature(term)}", "saturation": {"pivot": K1}, "boost": boost}
        return {"rank_feature": weight}

    def _phrase(self, phrase: Phrase, scope: Scope, share: float = 1.0) -> Query | None:
        boost = share * self._weight(phrase, scope)
        if boost <= 0:
            return None
        laid = _laid_out(phrase, self._rows)
        single = [self._single(slots, scope) for slots in laid]
        if laid and sum(map(len, single)) <= self._rows:
            return _best(
                (
                    _best((_best(_asked(rows, field, boost)) for rows in single), _TIE)
                    for field in scope.fields
                ),
                _TIE,
            )
        return self._nearly(phrase, scope, boost)

    def _single(self, slots: Sequence[Slot], scope: Scope) -> list[tuple[str, int]]:
        """Rows of one term for each slot, each with its number of words."""
        choices = [
            [HOLE] if isinstance(slot, AnyWord) else self._matching.terms(slot, scope)
            for slot in slots
        ]
        if math.prod(map(len, choices)) > self._rows:
            return [("", 1)] * (self._rows + 1)
        words = sum(not isinstance(slot, AnyWord) for slot in slots)
        return [(" ".join(row), words) for row in product(*choices)]

    def _nearly(self, phrase: Phrase, scope: Scope, boost: float) -> Query | None:
        """The score of a phrase of many rows: rows of several terms, whose distances count."""
        parts = []
        for slots in (phrase.slots, *phrase.variants):
            row = self._matching.row(slots, scope)
            if not row:
                continue
            # The similarity is asked for each term of a phrase that a shard has, and summed.
            terms = [one for slot in slots for one in self._matching.terms(slot, scope)]
            had = sum(self._counts.get((one, scope), 1) > 0 for one in terms)
            # What matches is filtered apart. Words in the other order are two places farther.
            slop = phrase.slop and phrase.slop - 1 + (0 if phrase.ordered else 2)
            asked = {"query": row, "boost": boost / max(had, 1), "slop": slop}
            parts += [{"match_phrase": {field: asked}} for field in scope.fields]
        return _best(parts, _TIE)

    def _nearness(self, children: Sequence[Node], scope: Scope) -> list[Query | None]:
        """Additional scores for words that stand near each other."""
        items = [child.said if isinstance(child, Named) else child for child in children]
        words = [item for item in items[:NEAR_WORDS] if isinstance(item, Word)]
        if len(words) < 2 or not self._near:
            return []
        field = "title" if scope.title_only else "passage.words"
        held: list[Query | None] = [
            {
                "constant_score": {
                    "filter": {"terms": {field: self._terms(word, scope)}},
                    "boost": max(PASSAGE_WEIGHT * self._weight(word, scope), _LEAST),
                }
            }
            for word in words
        ]
        together = _sum(held)
        if not scope.title_only:
            nested = {"path": "passage", "score_mode": "max", "query": together}
            together = {"nested": nested}
        return [together, *self._pairs(items[:NEAR_WORDS], scope, PAIR_WEIGHT)]

    def _pairs(self, items: Sequence[Node], scope: Scope, neighbours: float) -> list[Query | None]:
        return [
            self._phrase(Phrase("", (first, second)), scope, neighbours)
            for first, second in pairwise(items)
            if isinstance(first, Word) and isinstance(second, Word)
        ]


def _laid_out(phrase: Phrase, most: int) -> list[Sequence[Slot]]:
    """The rows of a phrase at all its distances; [] if they are more than ``most``."""
    laid: list[Sequence[Slot]] = []
    for slots in phrase.orders():
        steps = len(slots) - 1
        fixed = any(isinstance(slot, AnyWord) for slot in slots)
        reach = 1 if fixed else max(phrase.slop, 1)
        if reach**steps > most:
            return []
        for gaps in product(range(reach), repeat=steps):
            row: list[Slot] = [slots[0]]
            for gap, slot in zip(gaps, slots[1:], strict=True):
                row += [*[AnyWord()] * gap, slot]
            laid.append(row)
    return laid if len(laid) <= most else []


def _asked(rows: Sequence[tuple[str, int]], field: str, boost: float) -> list[Query]:
    """Rows as phrases of a field. The similarity is asked for each word of one, and summed."""
    return [
        {"match_phrase": {field: {"query": row, "boost": boost / words}}} for row, words in rows
    ]


def _sum(parts: Iterable[Query | None]) -> Query | None:
    some = [part for part in parts if part]
    return {"bool": {"should": some}} if some else None


def _best(parts: Iterable[Query | None], tie: float = 0.0) -> Query | None:
    some = [part for part in parts if part]
    return {"dis_max": {"queries": some, "tie_breaker": tie}} if some else None
