"""Answers a query: as typed, else with cognates, a sure correction, or some of the words.

This is decided by the whole collection. Filters narrow what is shown; they never change the query.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svodka.indexer.budget import TimeIsUpError
from svodka.indexer.engines.records import Hits
from svodka.indexer.query.builders import anywhere
from svodka.indexer.query.expansion import with_cognates
from svodka.indexer.query.filters import most_ruled_out, ruled_out
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.proposal import Corrector, Reason
from svodka.indexer.query.readback import label
from svodka.indexer.query.relaxation import (
    COGNATES,
    COGNATES_APART,
    COGNATES_INSTEAD,
    INSTEAD,
    NOTICE,
    Relaxed,
    absences,
    beyond,
    nowhere,
    relaxed,
    unquoted,
    words,
)
from svodka.indexer.query.subject import HEADLINE
from svodka.indexer.query.tree import Node, Nothing
from svodka.indexer.results.feedback import with_feedback
from svodka.indexer.results.lookup import Lookup

NONE: frozenset[Node] = frozenset()

FEW = 5  # articles: with this many or fewer, another spelling may have been meant
ENOUGH = 100  # articles with all words: with so many, no others are looked for
LIST = 20  # articles: a shorter list goes on with any two words of the query
MORE = 10  # another spelling is offered if it finds more than this many times the articles


@dataclass(frozen=True, slots=True)
class Correction:
    """Another query for the typed one, and the reason. If ``applied``, the results are for it."""

    query: str
    reason: Reason
    applied: bool


@dataclass(frozen=True, slots=True)
class Wider:
    """A query that asks for cognates too, and how many more articles it finds."""

    query: str
    more: int


@dataclass(frozen=True, slots=True)
class Rest:
    """The articles after those with all words: they have some of the words, the best first.

    ``tree`` matches them, ``parts`` are those of the query that each of them may lack. ``hits`` are
    those on the requested page; their ``total`` counts all.
    """

    tree: Node
    parts: Sequence[Node]
    hits: Hits


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a query, or of another tried in its place: ``tree`` matches them all.

    ``query`` is the one that was answered: the typed one, or an applied correction. ``parts`` are
    those of the query that an article may lack.
    """

    query: str
    parsed: Parsed
    tree: Node
    hits: Hits
    correction: Correction | None = None
    notices: Sequence[str] = ()
    relaxed: bool = False
    parts: Sequence[Node] = ()
    wider: Wider | None = None
    rest: Rest | None = None

    @property
    def is_poor(self) -> bool:
        """True if a second try may find more: few articles, or Latin letters; in full time."""
        poor = self.hits.total <= FEW or any("A" <= char <= "z" for char in self.query)
        return poor and self.tree != Nothing() and not self.hits.partial


def first_try(query: str, parsed: Parsed, lookup: Lookup) -> Answer:
    """The answer to a query as it was typed; ``parsed`` is its meaning."""
    return Answer(query, parsed, parsed.tree, lookup.hits(parsed.tree))


def second_try(typed: Answer, lookup: Lookup, speller: Corrector) -> Answer:
    """A better answer than a poor one: cognates, a correction, or some of the words.

    It is the same answer, marked as partial, if the time runs out meanwhile.
    """
    try:
        return lookup.bulkhead.run("relaxation", lambda: _better(typed, lookup, speller), typed)
    except TimeIsUpError:
        return replace(typed, hits=replace(typed.hits, partial=True))


def with_wider(answer: Answer, lookup: Lookup) -> Answer:
    """The answer with the offer of a wider query, if the results fill no page."""
    return replace(answer, wider=lookup.bulkhead.run("wider", lambda: _wider(answer, lookup), None))


def with_rest(answer: Answer, lookup: Lookup) -> Answer:
    """The answer with the articles that have some of the words, after those with all.

    There are none if all results were asked for in another order or ``strict``, or if the
    articles with all words, or with cognates of all, fill ENOUGH places. If the time runs out
    before any is found, the answer is marked as partial.
    """
    asked = lookup.request
    if asked.strict or asked.sort != "relevance" or answer.parts or answer.hits.partial:
        return answer
    failed = any(failure.part == "names" for failure in lookup.bulkhead.failures)
    if failed or not 0 < answer.hits.total < ENOUGH:
        return answer
    try:
        rest = lookup.bulkhead.run("rest", lambda: _rest(answer, lookup), None)
    except TimeIsUpError:
        return replace(answer, hits=replace(answer.hits, partial=True))
    return replace(answer, rest=rest)


def _rest(answer: Answer, lookup: Lookup) -> Rest | None:
    """The rest of the list; with any two words of the query, if the list would be short."""
    wider = lookup.expanded(unquoted(lookup.parsed(answer.query)), cognates=True)
    rest: Rest | None = None
    before: Relaxed | None = None
    rarity, full, expanded = lookup.rarity, lookup.rarity_in(ENOUGH), lookup.expanded_part
    for loose in (False, True):
        weaker = beyond(
            answer.tree, wider.tree, rarity, wider.strict, loose=loose, full=full, expanded=expanded
        )
        if weaker is None or weaker == before:
            break
        rest, before = max(rest, _rest_of(answer, weaker, lookup), key=_total), weaker
        total = lookup.total(weaker.tree) if lookup.request.filters else _total(rest)
        if answer.hits.total + total >= LIST:
            break
    return rest


def _total(rest: Rest | None) -> int:
    return rest.hits.total if rest else 0


def _rest_of(answer: Answer, weaker: Relaxed, lookup: Lookup) -> Rest | None:
    asked = lookup.request
    before = answer.hits.total
    limit = max(0, min(asked.limit, asked.offset + asked.limit - before))
    tree = _fed(answer, weaker, lookup) if limit else weaker.tree
    hits = lookup.stretch(tree, max(0, asked.offset - before), limit)
    return Rest(tree, weaker.parts, hits) if hits.total else None


def _fed(answer: Answer, weaker: Relaxed, lookup: Lookup) -> Node:
    return with_feedback(weaker, answer.tree if answer.hits.total else None, lookup)


def _better(typed: Answer, lookup: Lookup, speller: Corrector) -> Answer:
    total, bulkhead = lookup.total_everywhere(typed.tree), lookup.bulkhead
    if not total and not lookup.request.strict and len(words(typed.tree)) < HEADLINE:
        cognates = bulkhead.run("relaxation", lambda: _with_cognates(typed, lookup), None)
        if cognates:
            return cognates
    if lookup.request.correct:
        other = bulkhead.run("correction", lambda: _corrected(typed, total, lookup, speller), None)
        if other and other.correction and other.correction.applied:
            return _explained(other, lookup)
        typed = replace(typed, correction=other.correction if other else None)
    if total:
        return _explained(typed, lookup)
    if lookup.request.strict:
        return replace(typed, notices=absences(typed.tree, lookup.total))
    return _relaxed(typed, lookup)


def _corrected(typed: Answer, total: int, lookup: Lookup, speller: Corrector) -> Answer | None:
    """The answer to the query that was probably meant, if it finds far more than ``total``."""
    proposals = (speller.in_cyrillic,) if total else (speller.proposal, speller.in_cyrillic)
    for proposal in filter(None, (propose(typed.query) for propose in proposals)):
        parsed = lookup.expanded(lookup.parsed(proposal.query))
        if lookup.total_everywhere(parsed.tree) > MORE * total:
            correction = Correction(proposal.query, proposal.reason, applied=proposal.sure)
            return replace(first_try(proposal.query, parsed, lookup), correction=correction)
    return None


def _with_cognates(answer: Answer, lookup: Lookup) -> Answer | None:
    """The articles with cognates of the words, where none has the words themselves."""
    tree = lookup.expanded(lookup.parsed(answer.query), cognates=True).tree
    if tree == answer.tree or not lookup.total_everywhere(tree):
        return None
    hits = lookup.hits(tree)
    notices = _cognates_said(answer.tree, lookup)
    return _explained(replace(answer, tree=tree, hits=hits, notices=notices, relaxed=True), lookup)


def _cognates_said(tree: Node, lookup: Lookup) -> list[str]:
    """Tell that articles with cognates are shown, and whether the archive lacks the words."""
    typed = words(anywhere(tree))
    try:
        missing = [part for part in typed if not lookup.rarity(part)]
    except TimeIsUpError:
        return [COGNATES_INSTEAD]
    if lookup.words_meet(tree):
        return [COGNATES_INSTEAD]
    if len(missing) == len(typed):
        return [COGNATES]
    return [COGNATES_APART, *nowhere(map(label, missing))]


def _relaxed(answer: Answer, lookup: Lookup) -> Answer:
    """The articles with some of the words or their cognates; if there are none, the reason.

    Strict parts are kept if any article has them.
    """
    wider = lookup.expanded(unquoted(lookup.parsed(answer.query)), cognates=True)
    for strict in dict.fromkeys((wider.strict, NONE)):
        if found := _weak_enough(wider.tree, strict, lookup):
            return _weaker(answer, *found, lookup)
    return replace(answer, notices=absences(answer.tree, lookup.total))


def _weak_enough(
    wider: Node, strict: frozenset[Node], lookup: Lookup
) -> tuple[Relaxed, int] | None:
    """The weaker query that fills a list, and its number of articles; None if it has none."""
    found: tuple[Relaxed, int] | None = None
    for loose in (False, True):
        full, expanded = lookup.rarity_in(ENOUGH), lookup.expanded_part
        weaker = relaxed(wider, lookup.rarity, strict, loose=loose, full=full, expanded=expanded)
        if weaker is None or (found and weaker == found[0]):
            break
        try:
            total = lookup.total_everywhere(weaker.tree)
        except TimeIsUpError:
            if found is None:
                raise
            break
        if total > (found[1] if found else 0):
            found = weaker, total
        if total >= LIST:
            break
    return found


def _weaker(answer: Answer, weaker: Relaxed, total: int, lookup: Lookup) -> Answer:
    tree = _fed(answer, weaker, lookup)
    hits = lookup.hits(tree)
    if hits.partial:  # no time for the better order
        tree, hits = weaker.tree, lookup.hits(weaker.tree)
    if not hits.total:
        return replace(answer, notices=[most_ruled_out(total)])
    missing = nowhere(label(part) for part in weaker.parts if not lookup.rarity(part))
    return replace(
        answer,
        tree=tree,
        hits=hits,
        notices=[INSTEAD if lookup.words_meet(answer.tree) else NOTICE, *missing],
        relaxed=True,
        parts=weaker.parts,
    )


def _explained(answer: Answer, lookup: Lookup) -> Answer:
    """The answer; with a notice if the filters have ruled out all of its articles."""
    if answer.hits.total:
        return answer
    return replace(answer, notices=[ruled_out(lookup.total_everywhere(answer.tree))])


def _wider(answer: Answer, lookup: Lookup) -> Wider | None:
    limit = lookup.request.limit
    if answer.hits.total >= limit or answer.relaxed or answer.hits.partial:
        return None
    tree = lookup.expanded(lookup.parsed(answer.query), cognates=True).tree
    query = with_cognates(tree)
    try:
        more = lookup.total_filtered(tree) - lookup.total_filtered(answer.tree) if query else 0
    except TimeIsUpError:
        return None
    return Wider(query, more) if query and more > 0 else None
