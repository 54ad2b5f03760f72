"""Which documents of a segment match a query tree, by set operations on arrays of documents and occurrences."""

import time
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from indexer.engine import MAX_EXPANSIONS
from indexer.engines.whoosh.postings import TEXT_BIT, Docs, Occurrences, Postings
from indexer.engines.whoosh.schema import EXACT, FORM, LEMMA, NO_DATE, SITE
from indexer.engines.whoosh.segments import OpenSegment
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import (
    And,
    AnyWord,
    DateRange,
    Everything,
    Form,
    Fuzzy,
    InField,
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

Number = TypeVar("Number", np.int64, np.uint64)

_SHIFT = np.uint64(32)
_NO_DOCS: Docs = np.empty(0, np.int64)
_NO_OCCURRENCES: Occurrences = np.empty(0, np.uint64)


class OutOfTimeError(Exception):
    """The query has taken all the time it was given."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where words are looked for: fields of lemmas and forms, what stands before a form, and whether only titles count."""

    lemmas: str = LEMMA
    forms: str = FORM
    exact: str = ""
    title_only: bool = False

    def within(self, field: str) -> "Scope":
        """The scope inside ``InField(field, …)``."""
        if field == "title":
            return Scope(title_only=True)
        return Scope(field, field, "" if field == SITE else EXACT)


TEXTS = Scope()


class Terms:
    """What the words of one query stand for in one snapshot: the same for all its segments, found once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._expanded: dict[tuple[Slot, Scope], list[tuple[str, str]]] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self.cut = False

    def of(self, slot: Slot, scope: Scope) -> list[tuple[str, str]]:
        """The (field, term) pairs that a slot stands for."""
        match slot:
            case Word(lemmas=lemmas):
                return [(scope.lemmas, lemma) for lemma in lemmas]
            case Form(form=form):
                return [(scope.forms, scope.exact + form)]
            case AnyWord():
                return []
        if (slot, scope) not in self._expanded:
            self._expanded[slot, scope] = [(scope.forms, term) for term in self._expand(slot, scope)]
        return self._expanded[slot, scope]

    def frequency(self, term: tuple[str, str]) -> int:
        """In how many documents of the snapshot a term occurs."""
        if term not in self._frequencies:
            self._frequencies[term] = self._snapshot.document_frequency(*term)
        return self._frequencies[term]

    def _expand(self, slot: Prefix | Fuzzy, scope: Scope) -> list[str]:
        if isinstance(slot, Prefix):
            terms, cut = self._snapshot.frequent(scope.exact + slot.prefix, scope.forms, MAX_EXPANSIONS)
            self.cut |= cut
            return terms
        words = self._snapshot.vocabulary(scope.exact + slot.form[:1], scope.forms)
        form, edits = scope.exact + slot.form, slot.edits
        near = [(count, word) for word, count in words if OSA.distance(form, word, score_cutoff=edits) <= edits]
        self.cut |= len(near) > MAX_EXPANSIONS
        return [word for _, word in sorted(near, reverse=True)[:MAX_EXPANSIONS]]


class Matcher:
    """Finds the documents of one segment that match a tree. Raises OutOfTimeError at ``deadline`` (monotonic seconds)."""

    def __init__(self, segment: OpenSegment, terms: Terms, deadline: float) -> None:
        self._segment = segment
        self._terms = terms
        self._deadline = deadline
        self._postings: dict[tuple[str, str], Postings | None] = {}

    def living(self, node: Node) -> Docs:
        """The documents that match and are not deleted, ascending."""
        docs = self.docs(node, TEXTS)
        return docs[self._segment.alive[docs]]

    def docs(self, node: Node, scope: Scope) -> Docs:
        """The documents that match, ascending, deleted ones among them."""
        self.check_time()
        match node:
            case And(children):
                return self._intersection(children, scope)
            case Or(children):
                return _union([self.docs(child, scope) for child in children])
            case Not(child):
                return np.setdiff1d(self._all(), self.docs(child, scope), assume_unique=True)
            case InField(field, child):
                return self.docs(child, scope.within(field))
            case Phrase() | SameSentence():
                return _docs_of(self.ends(node, scope))
            case DateRange(first, last):
                return self._dated(first, last)
            case Everything() | AnyWord():
                return self._all()
            case Nothing():
                return _NO_DOCS
        return self._with_any(self._terms.of(node, scope), scope)

    def ends(self, node: Slot | Phrase | SameSentence, scope: Scope) -> Occurrences:
        """The occurrences of the last words of all matches of a slot or phrase; for a sentence, of one of its words."""
        self.check_time()
        match node:
            case Phrase(slots=slots, slop=0):
                return self._adjacent(slots, scope)
            case Phrase(slots=slots, slop=slop, ordered=ordered):
                rows = [self._occurrences(slot, scope) for slot in slots if not isinstance(slot, AnyWord)]
                return reduce(lambda before, row: _near(before, row, slop, ordered), rows)
            case SameSentence(children):
                return self._in_one_sentence([self.ends(child, scope) for child in children])
        return self._occurrences(node, scope)

    def postings(self, term: tuple[str, str]) -> Postings | None:
        """A term's posting list, unpacked once for the query."""
        if term not in self._postings:
            self.check_time()
            self._postings[term] = self._segment.postings(*term)
        return self._postings[term]

    def check_time(self) -> None:
        """Raise OutOfTimeError when the time is over."""
        if time.monotonic() > self._deadline:
            raise OutOfTimeError

    def _all(self) -> Docs:
        return np.arange(self._segment.size)

    def _intersection(self, children: tuple[Node, ...], scope: Scope) -> Docs:
        """Exclusions are taken from the rest, not intersected with it: they are mostly nearly everything."""
        kept = [self.docs(child, scope) for child in children if not isinstance(child, Not)]
        docs = reduce(common, sorted(kept, key=len)) if kept else self._all()
        for child in children:
            if isinstance(child, Not) and len(docs):
                docs = np.setdiff1d(docs, self.docs(child.child, scope), assume_unique=True)
        return docs

    def _with_any(self, terms: list[tuple[str, str]], scope: Scope) -> Docs:
        found = [postings for term in terms if (postings := self.postings(term)) is not None]
        if scope.title_only:
            return _union([postings.docs[postings.title_frequencies > 0] for postings in found])
        return _union([postings.docs for postings in found])

    def _occurrences(self, slot: Slot, scope: Scope) -> Occurrences:
        found = [self.postings(term) for term in self._terms.of(slot, scope)]
        rows = [postings.occurrences for postings in found if postings is not None]
        row = _NO_OCCURRENCES if not rows else rows[0] if len(rows) == 1 else np.unique(np.concatenate(rows))
        return row[row & np.uint64(TEXT_BIT) == 0] if scope.title_only else row

    def _adjacent(self, slots: tuple[Slot, ...], scope: Scope) -> Occurrences:
        """Slots at successive positions; AnyWord leaves its position free."""
        last = len(slots) - 1
        rows = [
            self._occurrences(slot, scope) + np.uint64(last - n)
            for n, slot in enumerate(slots)
            if not isinstance(slot, AnyWord)
        ]
        return reduce(common, sorted(rows, key=len)) if rows else _NO_OCCURRENCES

    def _in_one_sentence(self, rows: list[Occurrences]) -> Occurrences:
        docs = reduce(common, [_docs_of(row) for row in rows])
        return reduce(common, [self._sentences(row[np.isin(row >> _SHIFT, docs)]) for row in rows])

    def _sentences(self, row: Occurrences) -> Occurrences:
        """Each occurrence moved to the first word of its sentence; a title is one sentence."""
        moved = []
        for doc in _docs_of(row).tolist():
            self.check_time()
            ours = row[row >> _SHIFT == doc]
            starts = self._segment.sentences(doc).astype(np.uint64) | np.uint64(doc << 32 | TEXT_BIT)
            starts = np.concatenate([[np.uint64(doc << 32), np.uint64(doc << 32 | TEXT_BIT)], starts])
            moved.append(starts[np.searchsorted(starts, ours, side="right") - 1])
        return np.unique(np.concatenate(moved)) if moved else _NO_OCCURRENCES

    def _dated(self, first: str | None, last: str | None) -> Docs:
        dates = self._segment.numbers["date"]
        least = _midnight(first) if first else NO_DATE + 1
        most = _midnight(last) + 86_399 if last else 2**62
        return np.flatnonzero((dates >= least) & (dates <= most))


def common(first: NDArray[Number], second: NDArray[Number]) -> NDArray[Number]:
    """What two ascending arrays have in common; takes time by the shorter one, mostly."""
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    if not len(few):
        return few
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    both: NDArray[Number] = few[many[places] == few]
    return both


def _near(before: Occurrences, row: Occurrences, slop: int, ordered: bool) -> Occurrences:
    """The occurrences of ``row`` within ``slop`` words after one of ``before``; or also before it, unless ``ordered``."""
    if not len(before) or not len(row):
        return _NO_OCCURRENCES
    reach = np.uint64(slop)
    left = np.searchsorted(before, row, side="left")
    near = (left > 0) & (row - before[left - 1] <= reach)
    if not ordered:
        right = np.searchsorted(before, row, side="right")
        after = before[np.minimum(right, len(before) - 1)]
        near |= (right < len(before)) & (after - row <= reach)
    return row[near]


def _union(arrays: list[Docs]) -> Docs:
    if len(arrays) < 2:
        return arrays[0] if arrays else _NO_DOCS
    return np.unique(np.concatenate(arrays))


def _docs_of(occurrences: Occurrences) -> Docs:
    return np.unique((occurrences >> _SHIFT).astype(np.int64))


def _midnight(day: str) -> int:
    return int(np.datetime64(day, "s").astype(np.int64))
