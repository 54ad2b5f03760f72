"""The searches of one request: all of them share its filters, its time and its bulkhead."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial

from svodka.indexer.budget import Budget, TimeIsUpError
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hit, Hits
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.builders import anywhere, conjunction
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.filters import narrow
from svodka.indexer.query.names import with_names
from svodka.indexer.query.parser import Parsed, parse
from svodka.indexer.query.rarity import rarity
from svodka.indexer.query.subject import person_hint
from svodka.indexer.query.time_hints import time_hint
from svodka.indexer.query.tree import Everything, Hint, Named, Node, Nothing, Word
from svodka.indexer.results.choices import fields, freed, with_choices
from svodka.indexer.results.request import SearchRequest


def meaning(request: SearchRequest) -> Parsed:
    """The query of a request as it was typed; without a query, filters ask for all articles."""
    if request.filters and not request.query.strip():
        return Parsed(Everything())
    return parse(request.query)


def expanded(
    parsed: Parsed, engine: Engine, *, cognates: bool = False, bulkhead: Bulkhead | None = None
) -> Parsed:
    """The query with other names of its words; with ``cognates``, with cognates of all words too.

    If that fails and there is a bulkhead, the query stays as it was typed.
    """
    expansion = partial(_expanded, parsed, engine, cognates)
    return bulkhead.run("names", expansion, parsed) if bulkhead else expansion()


def _expanded(parsed: Parsed, engine: Engine, cognates: bool) -> Parsed:
    """The query with the names and cognates that the engine knows, which is asked for all at once.

    It is asked for the words of the tree too: it will need them, and may remember the answer.
    """
    wanted = {lemma for word in words_in(parsed.tree) for lemma in word.lemmas}

    def note(lemma: str) -> bool:
        wanted.add(lemma)
        return False

    expand(parsed.tree, note, cognates=cognates)
    known = engine.known(wanted)

    def has(lemma: str) -> bool:
        return lemma in known if lemma in wanted else engine.has(lemma)

    strict = frozenset(with_names(part, has) for part in parsed.strict)
    return replace(parsed, tree=expand(parsed.tree, has, cognates=cognates), strict=strict)


def words_in(node: object) -> Iterator[Word]:
    """The words of a tree."""
    if isinstance(node, Word):
        yield node
        return
    inside = (
        node
        if isinstance(node, tuple)
        else (getattr(node, name) for name in getattr(node, "__slots__", ()))
    )
    for part in inside:
        yield from words_in(part)


class Lookup:
    """Asks the engine for one request, for ``engine_seconds`` of work in all."""

    def __init__(
        self,
        engine: Engine,
        request: SearchRequest,
        bulkhead: Bulkhead,
        limits: Limits = LIMITS,
    ) -> None:
        self.request = request
        self.bulkhead = bulkhead
        self._engine = engine
        self._time = Budget(limits.engine_seconds)
        self._hits: dict[Node, Hits] = {}
        self._parsed = {request.query: meaning(request)}
        self._expanded: dict[tuple[Parsed, bool], Parsed] = {}

    def parsed(self, query: str) -> Parsed:
        """The meaning of a query as it was typed. Remembered for the next call."""
        if query not in self._parsed:
            self._parsed[query] = parse(query)
        return self._parsed[query]

    def expanded(self, parsed: Parsed, *, cognates: bool = False) -> Parsed:
        """The query with other names of its words; with ``cognates``, of all their cognates too.

        Remembered for the next call.
        """
        known = self._expanded.get((parsed, cognates))
        if known is None:
            known = expanded(parsed, self._engine, cognates=cognates, bulkhead=self.bulkhead)
            self._expanded[parsed, cognates] = known
        return known

    def expanded_part(self, part: Node) -> Node:
        """A word that stands in a compound, with its own other names and cognates."""
        return self.expanded(Parsed(part), cognates=True).tree

    def hits(self, tree: Node) -> Hits:
        """The hits of the requested page, filters applied. Remembered for the next call."""
        if tree not in self._hits:
            self._hits[tree] = self._page(tree)
        return self._hits[tree]

    def rarity(self, part: Node) -> int:
        """The rarity of a part of a query: ten times the logarithm of the share of articles."""
        having = self._having(part)
        return rarity(having, self.articles) if having else 0

    def rarity_in(self, having: int) -> int:
        """The rarity of what some of the articles have, one at least."""
        return rarity(having, self.articles)

    @property
    def articles(self) -> int:
        """The number of articles in the collection."""
        return self._engine.count()

    def frequencies(self, lemmas: Sequence[str]) -> Sequence[int]:
        """The number of articles with each lemma."""
        return self._engine.frequencies(lemmas)

    def _having(self, part: Node) -> int:
        """The number of articles with a part, at least."""
        match part:
            case Word(lemmas=lemmas):
                return max(self._engine.frequencies(lemmas), default=0)
            case Named():
                return self._having(part.said)
        return self.total(part)

    def total(self, tree: Node) -> int:
        """The number of matches, without filters. Raises TimeIsUpError if time runs out."""
        hits = self._charged(self._engine.search(tree, limit=0, budget=self._time.left()))
        if hits.partial:
            raise TimeIsUpError
        return hits.total

    def words_meet(self, tree: Node) -> bool:
        """True if an article may have all words of a query that no article answers."""
        parts = anywhere(tree)
        if parts == tree:
            return False
        try:
            return parts in (Everything(), Nothing()) or self.total(parts) > 0
        except TimeIsUpError:
            return True

    def total_filtered(self, tree: Node) -> int:
        """The number of articles that match under the filters, reprints included.

        Raises TimeIsUpError if time runs out.
        """
        return self.total(narrow(tree, self.request.filters))

    def total_everywhere(self, tree: Node) -> int:
        """The number of matches without filters; takes it from the hits where there are no filters.

        Raises TimeIsUpError if time runs out before a match is found.
        """
        if self.request.filters:
            return self.total(tree)
        hits = self.hits(tree)
        if hits.partial and not hits.total:
            raise TimeIsUpError
        return hits.total

    def first(self, tree: Node, number: int) -> Sequence[Hit]:
        """The first hits, filters applied: from the requested page if it has them."""
        known = self._hits.get(tree)
        is_best = self.request.sort == "relevance" and not self.request.offset
        if known and is_best and len(known.hits) >= min(number, known.total):
            return known.hits[:number]
        return self.stretch(tree, 0, number).hits

    def _asked(self, tree: Node) -> Node:
        """The tree under the filters; the times and persons that the query names rank higher."""
        hints = self._hints if self.request.sort == "relevance" else []
        return narrow(conjunction([tree, *hints]) if hints else tree, self.request.filters)

    @cached_property
    def _hints(self) -> list[Hint]:
        typed = self.parsed(self.request.query)
        found = time_hint(typed.tree, date.today()), person_hint(self.expanded(typed).tree)
        return [hint for hint in found if hint]

    def stretch(self, tree: Node, offset: int, limit: int) -> Hits:
        """The hits from ``offset`` on, ``limit`` at most, filters applied, best first."""
        asked = self.request
        hits = self._engine.search(
            self._asked(tree),
            limit=limit,
            offset=offset,
            fold=asked.fold,
            budget=self._time.left(),
        )
        return self._charged(hits)

    def _page(self, tree: Node) -> Hits:
        """The hits of the page. Counts that fail are left out."""
        hits = self.bulkhead.run("counts", partial(self._counted, tree), None)
        return hits or self._search(self._asked(tree))

    def _counted(self, tree: Node) -> Hits | None:
        """The hits with their counts. Those of a filtered field are as without its own filter."""
        filters = self.request.filters
        if not self.request.count:
            return None
        hits = self._search(self._asked(tree), count=True)
        counts = hits.counts
        for field in fields(filters) if counts else ():
            others = narrow(tree, freed(filters, field))
            found = self._engine.search(others, limit=0, count=True, budget=self._time.left())
            if counts and found.counts:
                counts = with_choices(counts, found.counts, field, filters)
        return replace(hits, counts=counts)

    def _search(self, tree: Node, *, count: bool = False) -> Hits:
        asked = self.request
        hits = self._engine.search(
            tree,
            limit=asked.limit,
            offset=asked.offset,
            sort=asked.sort,
            fold=asked.fold,
            count=count,
            budget=self._time.left(),
        )
        return self._charged(hits)

    def _charged(self, hits: Hits) -> Hits:
        """Take the work that was done elsewhere off the budget."""
        self._time.charge(hits.spent)
        return hits
