"""The query tree as a filter in OpenSearch's query language: which articles match."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from svodka.indexer.engines.opensearch.encoding import stored_value, term
from svodka.indexer.engines.opensearch.mapping import (
    ALONE,
    BETWEEN,
    EXACT,
    FIRST,
    HOLE,
    IN,
    LAST,
)
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Everything,
    Exactly,
    Form,
    Fuzzy,
    Hint,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Slot,
    Word,
)

Query = dict[str, Any]

NONE: Query = {"match_none": {}}
ALL: Query = {"match_all": {}}


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields that are searched, and the prefix of exact forms in them."""

    fields: tuple[str, ...] = ("title", "text")
    exact: str = EXACT

    def within(self, field: str) -> "Scope":
        """The scope inside ``InField(field, …)``."""
        if field in ("title", "site"):
            return Scope((field,), "" if field == "site" else EXACT)
        return Scope((IN + field,))

    @property
    def title_only(self) -> bool:
        """True if only titles are searched."""
        return self.fields == ("title",)


TEXTS = Scope()
# Gives the terms that a prefix or a fuzzy word stands for in a scope, the most frequent first.
Expand = Callable[[Prefix | Fuzzy, Scope], Sequence[str]]


class Matching:
    """Compiles trees to filters."""

    def __init__(self, expand: Expand) -> None:
        self._expand = expand

    def terms(self, slot: Slot, scope: Scope) -> Sequence[str]:
        """The terms of a slot."""
        match slot:
            case Word(lemmas=lemmas):
                return list(map(term, lemmas))
            case Form(form=form):
                return [form if scope.fields == ("site",) else scope.exact + term(form)]
            case AnyWord():
                return []
        return self._expand(slot, scope)

    def query(self, node: Node, scope: Scope = TEXTS) -> Query:
        """The filter of a tree."""
        match node:
            case And() | AtLeast() | Or() | Not() | Named():
                return self._combined(node, scope)
            case InField(field, child):
                return self.query(child, scope.within(field))
            case Phrase():
                return any_of(self._phrase(node, field, scope) for field in scope.fields)
            case SameSentence(children):
                return any_of(self._sentence(children, field, scope) for field in scope.fields)
            case DateRange(first, last):
                bounds = {"gte": first, "lte": last}
                given = {name: day for name, day in bounds.items() if day}
                return {"range": {"day": given}} if given else {"exists": {"field": "day"}}
            case Exactly(field, value):
                return {"term": {field: stored_value(value)}}
            case Everything() | AnyWord() | Hint():
                return ALL
            case Nothing():
                return NONE
        terms = self.terms(node, scope)
        return any_of({"terms": {field: terms}} for field in scope.fields) if terms else NONE

    def _combined(self, node: And | AtLeast | Or | Not | Named, scope: Scope) -> Query:
        match node:
            case And(children):
                must = [
                    self.query(child, scope) for child in children if not isinstance(child, Not)
                ]
                never = [self.query(one.child, scope) for one in children if isinstance(one, Not)]
                return {"bool": {"filter": must or [ALL], "must_not": never}}
            case AtLeast(children, number, weights):
                queries = [self.query(child, scope) for child in children]
                return _weighted(queries, weights, number) if weights else _some(queries, number)
            case Or(children):
                return self._any(children, scope)
            case Not(child):
                return {"bool": {"filter": [ALL], "must_not": [self.query(child, scope)]}}
            case Named(said):
                return self._any((said, *node.alternatives), scope)

    def _any(self, nodes: Sequence[Node], scope: Scope) -> Query:
        """The filter of one of some nodes; their single words are one filter together."""
        words = [node for node in nodes if isinstance(node, Word | Form | Prefix | Fuzzy)]
        terms = dict.fromkeys(one for word in words for one in self.terms(word, scope))
        together = [{"terms": {field: list(terms)}} for field in scope.fields] if terms else []
        others = [self.query(node, scope) for node in nodes if node not in words]
        return any_of([*together, *others])

    def row(self, slots: Sequence[Slot], scope: Scope) -> str | None:
        """Slots as successive positions; None if one of them stands for no term."""
        rows = [
            HOLE if isinstance(slot, AnyWord) else BETWEEN.join(self.terms(slot, scope))
            for slot in slots
        ]
        return " ".join(rows) if all(rows) else None

    def _phrase(self, phrase: Phrase, field: str, scope: Scope) -> Query:
        if phrase.slop:
            interval = self._interval(phrase, scope)
            return {"intervals": {field: interval}} if interval else NONE
        rows = [self.row(slots, scope) for slots in phrase.orders()]
        return any_of({"match_phrase": {field: row}} for row in rows if row)

    def _interval(self, node: Slot | Phrase | Named | And, scope: Scope) -> Query | None:
        """A slot, a phrase or a name as intervals; None if it stands for no term."""
        match node:
            case Phrase(slop=slop):
                chains = [self._chain(row, slop, scope) for row in node.orders()]
                return _any_interval(chains)
            case Named(said):
                names = (said, *node.alternatives)
                return _any_interval([self._interval(name, scope) for name in names])
            case And():
                return None  # a conjunction has no place in a text
        terms = self.terms(node, scope)
        return {"match": {"query": BETWEEN.join(terms)}} if terms else None

    def _chain(self, slots: Sequence[Slot], slop: int, scope: Scope) -> Query | None:
        """Slots in a row, each at most ``slop`` positions after the one before.

        They are nested, so that gaps are counted between neighbours.
        """
        if not slop or any(isinstance(slot, AnyWord) for slot in slots):
            row = self.row(slots, scope)
            return {"match": {"query": row, "mode": "ordered", "max_gaps": 0}} if row else None
        chain: Query | None = None
        for slot in slots:
            part = self._interval(slot, scope)
            if part is None:
                return None
            near = {"mode": "ordered", "max_gaps": slop - 1, "intervals": [chain, part]}
            chain = {"all_of": near} if chain else part
        return chain

    def _sentence(
        self, children: Sequence[Slot | Phrase | Named], field: str, scope: Scope
    ) -> Query:
        intervals = [self._interval(child, scope) for child in children]
        if None in intervals:
            return NONE
        if field == "title":
            return {"bool": {"filter": [{"intervals": {field: one}} for one in intervals]}}
        together = {
            "mode": "unordered",
            "intervals": intervals,
            "filter": {"contained_by": _IN_ONE},
        }
        return {"intervals": {field: {"all_of": together}}}


# What lies between the first and the last word of a sentence.
_IN_ONE: Query = {
    "any_of": {
        "intervals": [
            {
                "all_of": {
                    "mode": "ordered",
                    "intervals": [{"match": {"query": FIRST}}, {"match": {"query": LAST}}],
                }
            },
            {"match": {"query": ALONE}},
        ]
    }
}


def _some(queries: Sequence[Query], number: int) -> Query:
    return {"bool": {"should": list(queries), "minimum_should_match": number}}


def _weighted(queries: Sequence[Query], weights: Sequence[int], number: int) -> Query:
    """What matches filters whose weights add up to a number."""
    should = [
        {"constant_score": {"filter": query, "boost": weight}}
        for query, weight in zip(queries, weights, strict=True)
        if weight > 0
    ]
    if number <= 0 or not should:
        return ALL if number <= 0 else NONE
    return {"function_score": {"query": {"bool": {"should": should}}, "min_score": number - 0.5}}


def any_of(queries: Iterable[Query]) -> Query:
    """A filter of what matches one of some filters."""
    some = [query for query in queries if query != NONE]
    if len(some) < 2:
        return some[0] if some else NONE
    return {"bool": {"should": some, "minimum_should_match": 1}}


def _any_interval(intervals: Iterable[Query | None]) -> Query | None:
    some = [one for one in intervals if one]
    return {"any_of": {"intervals": some}} if some else None
