"""Match a query tree against a segment, by set operations on documents and occurrences."""

import time
from collections.abc import Sequence
from functools import cached_property, reduce

import numpy as np

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.whoosh.format.postings import TEXT_BIT, Docs, Occurrences
from svodka.indexer.engines.whoosh.format.schema import VALUE, value_term
from svodka.indexer.engines.whoosh.read.posting_lists import PostingList, Term, posting_list
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.sets import (
    Places,
    at_least,
    common,
    covers,
    docs_of,
    following,
    shared,
    united,
    without,
)
from svodka.indexer.engines.whoosh.read.terms import TEXTS, Scope, Terms
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

MANY = 8  # terms that are looked up one by one; more are united first

_SHIFT = np.uint64(32)
_NO_OCCURRENCES: Occurrences = np.empty(0, np.uint64)


class OutOfTimeError(Exception):
    """The time budget of the query is used up."""


class Matcher:
    """Finds the documents of one segment that match a tree.

    A conjunction begins with its rarest member. The others are looked up only for the documents
    that are left, and positions are unpacked only for these. Raises OutOfTimeError at ``deadline``
    (``time.thread_time``).
    """

    def __init__(self, segment: OpenSegment, terms: Terms, deadline: float) -> None:
        self._segment = segment
        self._terms = terms
        self._deadline = deadline
        self._lists: dict[Term, PostingList] = {}
        self._shared_docs: Docs | None = None
        self._shared: dict[Term, tuple[Places, Places]] = {}
        self._ends: dict[tuple[Node, Scope], tuple[Docs, Occurrences]] = {}

    def living(self, node: Node) -> Docs:
        """The matching documents that are not deleted, ascending."""
        return self._segment.without_deleted(self.docs(node, TEXTS))

    def docs(self, node: Node, scope: Scope, among: Docs | None = None) -> Docs:
        """The matching documents, ascending, including deleted ones; only those ``among`` some."""
        self.check_time()
        match node:
            case And(children):
                return self._intersection(children, scope, among)
            case AtLeast(children, number, weights):
                rows = [self.docs(child, scope, among) for child in children]
                return at_least(number, rows, self._segment.size, weights)
            case Or(children):
                return self._any(children, scope, among)
            case Not(child):
                everything = self._all if among is None else among
                return without(everything, self.docs(child, scope, among))
            case InField(field, child):
                return self.docs(child, scope.within(field), among)
            case Named(main):
                return self._any((main, *node.alternatives), scope, among)
            case Phrase() | SameSentence():
                return docs_of(self.ends(node, scope, among))
            case DateRange(first, last):
                return self._dated(first, last, among)
            case Everything() | AnyWord() | Hint():
                return self._all if among is None else among
            case Nothing():
                return np.empty(0, np.int64)
        return self._with_any(self._terms_of(node, scope), scope, among)

    def ends(
        self, node: Slot | Phrase | Named | SameSentence, scope: Scope, among: Docs | None = None
    ) -> Occurrences:
        """The occurrences of the last words of all matches of a slot or phrase.

        For a sentence, one occurrence in each matching sentence. All those in the documents
        ``among`` are given, and maybe more.
        """
        self.check_time()
        among = self._all if among is None else among
        if (known := self._ends.get((node, scope))) and covers(known[0], among):
            return known[1]
        found = self._found_ends(node, scope, among)
        self._ends[node, scope] = among, found
        return found

    def posting_list(self, term: Term) -> PostingList:
        """A term's posting list; empty if the segment does not have it."""
        found = self._lists.get(term)
        if found is None:
            self.check_time()
            found = self._lists[term] = posting_list(self._segment, term)
        return found

    def shared(self, docs: Docs, term: Term) -> tuple[Places, Places]:
        """The places in ``docs`` and in a term's posting list of the documents of both.

        Remembered for the last ``docs``.
        """
        if docs is not self._shared_docs:
            self._shared_docs, self._shared = docs, {}
        found = self._shared.get(term)
        if found is None:
            found = shared(docs, self.posting_list(term).docs, self._segment.size)
            self._shared[term] = found
        return found

    def check_time(self) -> None:
        """Raise OutOfTimeError if the deadline has passed."""
        if time.thread_time() > self._deadline:
            raise OutOfTimeError

    @cached_property
    def _all(self) -> Docs:
        return np.arange(self._segment.size)

    def _intersection(
        self, children: Sequence[Node], scope: Scope, among: Docs | None = None
    ) -> Docs:
        """Subtract exclusions, not intersect them: their complements hold nearly everything."""
        required = [child for child in children if not isinstance(child, Not)]
        if len(required) > 1:
            required.sort(key=lambda child: self._most(child, scope))
        docs = among
        for child in required:
            docs = self.docs(child, scope, docs)
            if not len(docs):
                return docs
        docs = self._all if docs is None else docs
        for exclusion in children:
            if isinstance(exclusion, Not) and len(docs):
                docs = without(docs, self.docs(exclusion.child, scope, docs))
        return docs

    def _most(self, node: Node, scope: Scope) -> int:
        """The greatest possible number of documents that match a node."""
        match node:
            case And(children) | SameSentence(children):
                return min((self._most(child, scope) for child in children), default=0)
            case Phrase(slots=slots, variants=variants):
                rows = (slots, *variants)
                return sum(min(self._most(slot, scope) for slot in row) for row in rows)
            case Or(children) | AtLeast(children):
                return sum(self._most(child, scope) for child in children)
            case Named(main):
                return sum(self._most(name, scope) for name in (main, *node.alternatives))
            case InField(field, child):
                return self._most(child, scope.within(field))
            case Word() | Form() | Prefix() | Fuzzy() | Exactly():
                terms = self._terms_of(node, scope)
                return sum(len(self.posting_list(term).docs) for term in terms)
        return self._segment.size

    def _any(self, nodes: Sequence[Node], scope: Scope, among: Docs | None) -> Docs:
        if Everything() in nodes:
            return self.docs(Everything(), scope, among)
        return at_least(1, [self.docs(node, scope, among) for node in nodes], self._segment.size)

    def _terms_of(self, node: Node, scope: Scope) -> list[Term]:
        match node:
            case Exactly(field, value):
                return [(VALUE, value_term(field, value))]
            case Word() | Form() | Prefix() | Fuzzy():
                return self._terms.of(node, scope)
        return []

    def _with_any(self, terms: list[Term], scope: Scope, among: Docs | None) -> Docs:
        if among is not None and len(terms) > MANY:
            return common(among, self._with_any(terms, scope, None))
        rows = []
        for term in terms:
            found = self.posting_list(term)
            places = None if among is None else self.shared(among, term)[1]
            if scope.title_only:
                in_title = found.title_frequencies > 0
                rows.append(found.docs[in_title if places is None else places[in_title[places]]])
            else:
                rows.append(found.docs if places is None else found.docs[places])
        return at_least(1, rows, self._segment.size)

    def _found_ends(
        self, node: Slot | Phrase | Named | SameSentence, scope: Scope, among: Docs
    ) -> Occurrences:
        match node:
            case Phrase(slop=slop):
                return united([self._row(row, slop, scope, among) for row in node.orders()])
            case Named(main):
                names = [name for name in (main, *node.alternatives) if not isinstance(name, And)]
                return united([self.ends(name, scope, among) for name in names])
            case SameSentence(children):
                among = self._intersection(children, scope, among)
                return self._in_one_sentence([self.ends(one, scope, among) for one in children])
        return self._occurrences(node, scope, among)

    def _occurrences(self, slot: Slot, scope: Scope, among: Docs) -> Occurrences:
        rows = [
            self.posting_list(term).occurrences(self.shared(among, term)[1])
            for term in self._terms.of(slot, scope)
        ]
        row = united(rows) if rows else _NO_OCCURRENCES
        return row[row & np.uint64(TEXT_BIT) == 0] if scope.title_only else row

    def _row(self, row: tuple[Slot, ...], slop: int, scope: Scope, among: Docs) -> Occurrences:
        words = [slot for slot in row if not isinstance(slot, AnyWord)]
        among = self._intersection(words, scope, among)
        chain = self._chain(row, slop, scope, among) if slop else None
        return self._adjacent(row, scope, among) if chain is None else chain

    def _adjacent(self, slots: tuple[Slot, ...], scope: Scope, among: Docs) -> Occurrences:
        """Matches of slots at successive positions; AnyWord matches any word."""
        last = len(slots) - 1
        rows = [
            self.ends(slot, scope, among) + np.uint64(last - n)
            for n, slot in enumerate(slots)
            if not isinstance(slot, AnyWord)
        ]
        return reduce(common, sorted(rows, key=len)) if rows else _NO_OCCURRENCES

    def _chain(self, slots: tuple[Slot, ...], slop: int, scope: Scope, among: Docs) -> Occurrences:
        """Matches of slots, each at most ``slop`` words after the one before.

        AnyWord demands exactly one word in its position instead.
        """
        ends, step = None, 1
        for slot in slots:
            if isinstance(slot, AnyWord):
                step += 1
                continue
            row = self.ends(slot, scope, among)
            ends = row if ends is None else following(ends, row, step, step if step > 1 else slop)
            step = 1
        return _NO_OCCURRENCES if ends is None else ends

    def _in_one_sentence(self, rows: list[Occurrences]) -> Occurrences:
        docs = reduce(common, [docs_of(row) for row in rows])
        return reduce(common, [self._sentences(row[np.isin(row >> _SHIFT, docs)]) for row in rows])

    def _sentences(self, row: Occurrences) -> Occurrences:
        """Map each occurrence to the first word of its sentence; a title is one sentence."""
        moved = []
        for doc in docs_of(row).tolist():
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

    def _dated(self, first: str | None, last: str | None, among: Docs | None) -> Docs:
        days = self._segment.numbers["day"]
        days = days if among is None else days[among]
        least = _day(first) if first else NO_DAY + 1
        most = _day(last) if last else 2**31 - 1
        inside = np.flatnonzero((days >= least) & (days <= most))
        return inside if among is None else among[inside]


def _day(day: str) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
