"""Match a query tree against a segment, by set operations on documents and occurrences."""

import time
from functools import reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.whoosh.format.postings import TEXT_BIT, Docs, Occurrences, Postings
from svodka.indexer.engines.whoosh.format.schema import VALUE, value_term
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope, Terms
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Everything,
    Exactly,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    SameSentence,
    Slot,
)

Number = TypeVar("Number", np.int64, np.uint64)

_SHIFT = np.uint64(32)
_NO_DOCS: Docs = np.empty(0, np.int64)
_NO_OCCURRENCES: Occurrences = np.empty(0, np.uint64)


class OutOfTimeError(Exception):
    """The time budget of the query is used up."""


class Matcher:
    """Finds the documents of one segment that match a tree.

    Raises OutOfTimeError at ``deadline`` (``time.thread_time``).
    """

    def __init__(self, segment: OpenSegment, terms: Terms, deadline: float) -> None:
        self._segment = segment
        self._terms = terms
        self._deadline = deadline
        self._postings: dict[tuple[str, str], Postings | None] = {}

    def living(self, node: Node) -> Docs:
        """The matching documents that are not deleted, ascending."""
        docs = self.docs(node, TEXTS)
        return docs[self._segment.alive[docs]]

    def docs(self, node: Node, scope: Scope) -> Docs:
        """The matching documents, ascending, including deleted ones."""
        self.check_time()
        match node:
            case And(children):
                return self._intersection(children, scope)
            case AtLeast(children, number, weights):
                found = [self.docs(child, scope) for child in children]
                each = np.repeat(weights or [1] * len(found), [len(docs) for docs in found])
                docs, inverse = np.unique(np.concatenate(found), return_inverse=True)
                return docs[np.bincount(inverse, each, len(docs)) >= number]
            case Or(children):
                return _union([self.docs(child, scope) for child in children])
            case Not(child):
                return np.setdiff1d(self._all(), self.docs(child, scope), assume_unique=True)
            case InField(field, child):
                return self.docs(child, scope.within(field))
            case Named(main):
                return _union([self.docs(name, scope) for name in (main, *node.alternatives)])
            case Phrase() | SameSentence():
                return _docs_of(self.ends(node, scope))
            case DateRange(first, last):
                return self._dated(first, last)
            case Exactly(field, value):
                return self._with_any([(VALUE, value_term(field, value))], TEXTS)
            case Everything() | AnyWord():
                return self._all()
            case Nothing():
                return _NO_DOCS
        return self._with_any(self._terms.of(node, scope), scope)

    def ends(self, node: Slot | Phrase | Named | SameSentence, scope: Scope) -> Occurrences:
        """The occurrences of the last words of all matches of a slot or phrase.

        For a sentence, one occurrence in each matching sentence.
        """
        self.check_time()
        match node:
            case Phrase(slop=0):
                return _unite([self._adjacent(order, scope) for order in node.orders()])
            case Phrase(slop=slop):
                return _unite([self._chain(order, slop, scope) for order in node.orders()])
            case Named(main):
                names = [name for name in (main, *node.alternatives) if not isinstance(name, And)]
                return _unite([self.ends(name, scope) for name in names])
            case SameSentence(children):
                return self._in_one_sentence([self.ends(child, scope) for child in children])
        return self._occurrences(node, scope)

    def postings(self, term: tuple[str, str]) -> Postings | None:
        """A term's posting list, unpacked once per query."""
        if term not in self._postings:
            self.check_time()
            self._postings[term] = self._segment.postings(*term)
        return self._postings[term]

    def check_time(self) -> None:
        """Raise OutOfTimeError if the deadline has passed."""
        if time.thread_time() > self._deadline:
            raise OutOfTimeError

    def _all(self) -> Docs:
        return np.arange(self._segment.size)

    def _intersection(self, children: tuple[Node, ...], scope: Scope) -> Docs:
        """Subtract exclusions, not intersect them: their complements hold nearly everything."""
        required = [self.docs(child, scope) for child in children if not isinstance(child, Not)]
        docs = reduce(common, sorted(required, key=len)) if required else self._all()
        for child in children:
            if isinstance(child, Not) and len(docs):
                docs = np.setdiff1d(docs, self.docs(child.child, scope), assume_unique=True)
        return docs

    def _with_any(self, terms: list[tuple[str, str]], scope: Scope) -> Docs:
        lists = [postings for term in terms if (postings := self.postings(term)) is not None]
        if scope.title_only:
            return _union([postings.docs[postings.title_frequencies > 0] for postings in lists])
        return _union([postings.docs for postings in lists])

    def _occurrences(self, slot: Slot, scope: Scope) -> Occurrences:
        lists = [self.postings(term) for term in self._terms.of(slot, scope)]
        rows = [postings.occurrences for postings in lists if postings is not None]
        row = _unite(rows) if rows else _NO_OCCURRENCES
        return row[row & np.uint64(TEXT_BIT) == 0] if scope.title_only else row

    def _adjacent(self, slots: tuple[Slot, ...], scope: Scope) -> Occurrences:
        """Matches of slots at successive positions; AnyWord matches any word."""
        last = len(slots) - 1
        rows = [
            self._occurrences(slot, scope) + np.uint64(last - n)
            for n, slot in enumerate(slots)
            if not isinstance(slot, AnyWord)
        ]
        return reduce(common, sorted(rows, key=len)) if rows else _NO_OCCURRENCES

    def _chain(self, slots: tuple[Slot, ...], slop: int, scope: Scope) -> Occurrences:
        """Matches of slots, each at most ``slop`` words after the one before.

        AnyWord demands exactly one word in its position instead.
        """
        ends, step = None, 1
        for slot in slots:
            if isinstance(slot, AnyWord):
                step += 1
                continue
            row = self._occurrences(slot, scope)
            ends = row if ends is None else _following(ends, row, step, step if step > 1 else slop)
            step = 1
        return _NO_OCCURRENCES if ends is None else ends

    def _in_one_sentence(self, rows: list[Occurrences]) -> Occurrences:
        docs = reduce(common, [_docs_of(row) for row in rows])
        return reduce(common, [self._sentences(row[np.isin(row >> _SHIFT, docs)]) for row in rows])

    def _sentences(self, row: Occurrences) -> Occurrences:
        """Map each occurrence to the first word of its sentence; a title is one sentence."""
        moved = []
        for doc in _docs_of(row).tolist():
            self.check_time()
            ours = row[row >> _SHIFT == doc]
            starts = self._segment.sentences(doc).astype(np.uint64) | np.uint64(
                doc << 32 | TEXT_BIT
            )
            starts = np.concatenate(
                [[np.uint64(doc << 32), np.uint64(doc << 32 | TEXT_BIT)], starts]
            )
            moved.append(starts[np.searchsorted(starts, ours, side="right") - 1])
        return np.unique(np.concatenate(moved)) if moved else _NO_OCCURRENCES

    def _dated(self, first: str | None, last: str | None) -> Docs:
        days = self._segment.numbers["day"]
        least = _day(first) if first else NO_DAY + 1
        most = _day(last) if last else 2**31 - 1
        return np.flatnonzero((days >= least) & (days <= most))


def common(first: NDArray[Number], second: NDArray[Number]) -> NDArray[Number]:
    """The intersection of two ascending arrays, mostly in time linear in the shorter one."""
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    if not len(few):
        return few
    indexes = np.searchsorted(many, few)
    indexes[indexes == len(many)] = 0
    both: NDArray[Number] = few[many[indexes] == few]
    return both


def _following(before: Occurrences, row: Occurrences, least: int, most: int) -> Occurrences:
    """The occurrences in ``row`` that stand ``least`` to ``most`` words after one in ``before``."""
    reached = before + np.uint64(most)
    indexes = np.searchsorted(reached, row)
    inside = indexes < len(before)
    inside[inside] = before[indexes[inside]] + np.uint64(least) <= row[inside]
    return row[inside]


def _unite(arrays: list[NDArray[Number]]) -> NDArray[Number]:
    return arrays[0] if len(arrays) == 1 else np.unique(np.concatenate(arrays))


def _union(arrays: list[Docs]) -> Docs:
    return _unite(arrays) if arrays else _NO_DOCS


def _docs_of(occurrences: Occurrences) -> Docs:
    return np.unique((occurrences >> _SHIFT).astype(np.int64))


def _day(day: str) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
