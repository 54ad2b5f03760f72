"""What a query is answered with: what was typed; where that finds nothing, words of the same root, what was surely
meant, or most of the words.

All of this is decided by the whole collection, and filters apply after: they change what is shown, never what was asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from svodka.indexer.budget import TimeIsUpError
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.port import Hits
from svodka.indexer.notice import Notice
from svodka.indexer.query.expansion import with_cognates
from svodka.indexer.query.filters import Filters, narrow
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.proposal import Corrector, Reason
from svodka.indexer.query.relaxation import COGNATES, NOTICE, absences, relaxed
from svodka.indexer.query.tree import Node, Nothing

FEW = 5  # articles, or fewer: perhaps another spelling was meant
MORE = 10  # times as many articles make another spelling worth offering


@dataclass(frozen=True, slots=True)
class Correction:
    """Another query than the one that was typed, and why; ``applied`` when the results are already its."""

    query: str
    reason: Reason
    applied: bool


@dataclass(frozen=True, slots=True)
class Wider:
    """A query that asks for cognates too, and how many more articles it finds."""

    query: str
    more: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a query, or in its place: ``tree`` is what the results match, beside the filters."""

    query: str
    parsed: Parsed
    tree: Node
    hits: Hits
    correction: Correction | None = None
    notices: Sequence[str] = ()
    relaxed: bool = False


class Parse(Protocol):
    """Gives the meaning of a query with its other names; with ``cognates``, with cognates of all its words too."""

    def __call__(self, query: str, *, cognates: bool = False) -> Parsed:
        """Read a query."""
        ...


class Answering:
    """Answers queries under ``filters``: ``find`` gives the hits of a tree, ``total`` only how many there are.

    ``total`` raises TimeIsUpError where it cannot know. ``bulkhead`` keeps what fails beside the
    typed query itself.
    """

    def __init__(
        self,
        parsed: Parse,
        find: Callable[[Node], Hits],
        total: Callable[[Node], int],
        filters: Filters,
        bulkhead: Bulkhead,
    ) -> None:
        self._parsed = parsed
        self._find = cache(lambda tree: find(narrow(tree, filters)))
        self._filters = filters
        self._total = total
        self._bulkhead = bulkhead

    def answer(self, query: str, speller: Callable[[], Corrector] | None) -> Answer:
        """Find what was typed; where that is nothing, cognates, what was surely meant, or what has most of the words.

        Where ``speller`` is given, it is only asked for if it is needed.
        """
        parsed = self._parsed(query)
        typed = Answer(query, parsed, parsed.tree, self._find(parsed.tree))
        if parsed.tree == Nothing() or typed.hits.partial or typed.hits.total > FEW:
            return typed
        try:
            return self._bulkhead.run(
                "relaxation", lambda: self._better(query, typed, speller), typed
            )
        except TimeIsUpError:
            return replace(typed, hits=replace(typed.hits, partial=True))

    def _better(self, query: str, typed: Answer, speller: Callable[[], Corrector] | None) -> Answer:
        """What answers better than the little or nothing that was found for what was typed."""
        total = self._everywhere(typed.parsed.tree)
        if not total and (
            answer := self._bulkhead.run("relaxation", lambda: self._with_cognates(typed), None)
        ):
            return answer
        if total <= FEW and speller:
            other = self._bulkhead.run(
                "correction", lambda: self._corrected(query, total, speller()), None
            )
            if other and other.correction and other.correction.applied:
                return self._filtered(other)
            typed = replace(typed, correction=other.correction if other else None)
        return self._filtered(typed) if total else self._relaxed(typed)

    def _everywhere(self, tree: Node) -> int:
        """How many articles match without the filters."""
        if self._filters:
            return self._total(tree)
        found = self._find(tree)
        if found.partial and not found.total:
            raise TimeIsUpError
        return found.total

    def _corrected(self, query: str, total: int, speller: Corrector) -> Answer | None:
        """What is found for the query that was probably typed for another, if that is far more."""
        proposals = (speller.in_cyrillic,) if total else (speller.proposal, speller.in_cyrillic)
        for proposal in filter(None, (propose(query) for propose in proposals)):
            parsed = self._parsed(proposal.query)
            if self._everywhere(parsed.tree) > MORE * total:
                correction = Correction(proposal.query, proposal.reason, applied=proposal.sure)
                return Answer(
                    proposal.query, parsed, parsed.tree, self._find(parsed.tree), correction
                )
        return None

    def wider(self, answer: Answer, limit: int) -> Wider | None:
        """The same query with cognates, where the answer fills no page of ``limit`` and more would be found."""
        if answer.hits.total >= limit or answer.relaxed or answer.hits.partial:
            return None
        tree = self._parsed(answer.query, cognates=True).tree
        query = with_cognates(tree)
        try:
            more = self._within(tree) - self._within(answer.tree) if query else 0
        except TimeIsUpError:
            return None
        return Wider(query, more) if query and more > 0 else None

    def _within(self, tree: Node) -> int:
        """How many articles match under the filters, reprints among them."""
        return self._total(narrow(tree, self._filters))

    def _with_cognates(self, answer: Answer) -> Answer | None:
        """What has cognates of the words where nothing has the words themselves."""
        tree = self._parsed(answer.query, cognates=True).tree
        if tree == answer.tree or not self._everywhere(tree):
            return None
        return self._filtered(
            replace(answer, tree=tree, hits=self._find(tree), notices=[COGNATES], relaxed=True)
        )

    def _relaxed(self, answer: Answer) -> Answer:
        """What has most of the words or their cognates, else why nothing does."""
        tree = relaxed(self._parsed(answer.query, cognates=True).tree)
        if tree is not None and (total := self._everywhere(tree)):
            hits = self._find(tree)
            if not hits.total:
                return replace(answer, notices=[_most_ruled_out(total)])
            return replace(answer, tree=tree, hits=hits, notices=[NOTICE], relaxed=True)
        return replace(answer, notices=absences(answer.tree, self._total))

    def _filtered(self, answer: Answer) -> Answer:
        """The answer, and where its filters have ruled out all of it, a notice that says so."""
        if answer.hits.total:
            return answer
        return replace(answer, notices=[_ruled_out(self._everywhere(answer.tree))])


def _ruled_out(total: int) -> Notice:
    return Notice(
        "Под выбранные условия не подходит ни одна статья; без них статей — %(total)s.", total=total
    )


def _most_ruled_out(total: int) -> Notice:
    return Notice(
        "Статей со всеми словами нет, а под выбранные условия не подходят и те, где есть большинство слов; "
        "без условий статей — %(total)s.",
        total=total,
    )
