"""Expand the words of a query to terms of the index, in the fields that are searched."""

import math
from dataclasses import dataclass

from svodka.indexer.analysis.folding import fold
from svodka.indexer.engines.records import MAX_EXPANSIONS
from svodka.indexer.engines.whoosh.format.schema import EXACT, FORM, LEMMA, SITE
from svodka.indexer.engines.whoosh.read import vocabulary
from svodka.indexer.engines.whoosh.read.posting_lists import Term, posting_list
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields to search: lemmas, forms, a prefix of forms, and True for titles only."""

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
    """The terms of the words of one query in one snapshot, computed once for all segments."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._expanded: dict[tuple[Slot, Scope], list[Term]] = {}
        self._frequencies: dict[Term, int] = {}
        self._rarities: dict[Term, float] = {}
        self._folded: dict[str, str] = {}
        self.cut = False

    def of(self, slot: Slot, scope: Scope) -> list[Term]:
        """The (field, term) pairs of a slot."""
        match slot:
            case Word(lemmas=lemmas):
                return [(scope.lemmas, lemma) for lemma in lemmas]
            case Form(form=form):
                return [(scope.forms, scope.exact + form)]
            case AnyWord():
                return []
        if (slot, scope) not in self._expanded:
            self._expanded[slot, scope] = [
                (scope.forms, term) for term in self._expand(slot, scope)
            ]
        return self._expanded[slot, scope]

    def typed(self, word: Word, scope: Scope) -> list[Term]:
        """The (field, term) pairs of a word in exactly the form that was typed."""
        if word.text not in self._folded:
            self._folded[word.text] = fold(word.text)
        return self.of(Form(word.text, self._folded[word.text]), scope)

    def frequency(self, term: Term) -> int:
        """The number of living documents of the snapshot that contain a term."""
        if term not in self._frequencies:
            lists = ((segment, posting_list(segment, term)) for segment in self._snapshot.segments)
            self._frequencies[term] = sum(
                len(segment.without_deleted(found.docs)) for segment, found in lists
            )
        return self._frequencies[term]

    def rarity(self, term: Term) -> float:
        """Inverse document frequency, never negative (as in Lucene's BM25Similarity)."""
        if term not in self._rarities:
            total = self._snapshot.documents
            having = min(self.frequency(term), total)
            self._rarities[term] = math.log(1 + (total - having + 0.5) / (having + 0.5))
        return self._rarities[term]

    def _expand(self, slot: Prefix | Fuzzy, scope: Scope) -> list[str]:
        if isinstance(slot, Prefix):
            terms, cut = self._snapshot.frequent(
                scope.exact + slot.prefix, scope.forms, MAX_EXPANSIONS
            )
            self.cut |= cut
            return terms
        form, first = scope.exact + slot.form, scope.exact + slot.form[:1]
        near = vocabulary.near(self._snapshot, form, slot.edits, scope.forms, first)
        self.cut |= len(near) > MAX_EXPANSIONS
        ranked = sorted(((count, word) for word, count in near.items()), reverse=True)
        return [word for _, word in ranked[:MAX_EXPANSIONS]]
