"""Concordance: every hit of a query in a line with its context, to study how a word is used.

A page reads the articles within its bounds of time and lines. A stream reads all of them.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from time import perf_counter

from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.engines.port import ENGINE_TIME, Engine
from svodka.indexer.engines.records import Hit, Sort, Stream
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.occurrences import is_marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.filters import narrow
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.failure_notices import TOO_COMPLEX
from svodka.indexer.results.gathering import (
    MOST_LINES,
    ORDERS,
    SIDE,
    Gathered,
    Order,
    Place,
    gather,
)
from svodka.indexer.results.lines import Line, field_of, found_in, line_of
from svodka.indexer.results.request import SearchRequest

LIMIT = 50  # lines on a page, unless asked otherwise
MOST_SAMPLED = 10_000  # lines of a random sample
MOST_SEED = 999_999_999
MOST_FORMS = 100  # forms that are named

_CACHED = 8  # concordances that are remembered, for their other pages and orders
_BATCH = 100  # lines of a stream whose articles are read together


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines of a concordance that are wanted, and their order.

    ``words`` words of a side are compared. With a ``sample``, so many lines are drawn at random;
    the same ``seed`` draws the same ones from the same index.
    """

    order: Order = "rank"
    words: int = SIDE
    sample: int | None = None
    seed: int = 1

    def check(self) -> None:
        """Raise RequestError if there is no such choice."""
        if self.order not in ORDERS:
            raise RequestError(f"order must be one of {', '.join(ORDERS)}")
        if not 1 <= self.words <= SIDE:
            raise RequestError(f"words must be from 1 to {SIDE}")
        if self.sample is not None and not 1 <= self.sample <= MOST_SAMPLED:
            raise RequestError(f"sample must be from 1 to {MOST_SAMPLED}")
        if not 1 <= self.seed <= MOST_SEED:
            raise RequestError(f"seed must be from 1 to {MOST_SEED}")


ALL = Choice()


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines. ``total`` articles match; the ``articles`` read have ``found`` hits.

    ``lines_total`` lines are on all pages: one for each hit, or those of the sample. ``cut``: not
    all articles were read. ``forms`` counts the forms of all hits. ``failures`` are those of all
    pages. ``meaning`` is the tree of the query.
    """

    query: str
    understood: str
    total: int
    articles: int
    found: int
    lines_total: int
    cut: bool
    page: int
    pages: int
    limit: int
    choice: Choice
    took_ms: float
    lines: Sequence[Line]
    forms: Mapping[str, int]
    notices: Sequence[str] = ()
    failures: Sequence[PartFailure] = ()
    meaning: Node | None = None

    @property
    def order(self) -> Order:
        """The order of the lines."""
        return self.choice.order


@dataclass(frozen=True, slots=True)
class LineStream:
    """All lines of a concordance, or a sample, each read when ``lines`` yields it.

    ``total`` articles match. ``found`` are all hits, None if they are counted only while they are
    read. All come from one state of the index. ``failures`` grow while lines are read. ``partial``
    is as in ``Hits``.
    """

    query: str
    total: int
    found: int | None
    lines: Iterator[Line]
    failures: Sequence[PartFailure]
    partial: bool = False
    notices: Sequence[str] = ()


class Reader:
    """Makes concordances of an index, and remembers the last ones. Thread-safe."""

    def __init__(self, engine: Engine, limits: Limits = LIMITS) -> None:
        self._engine = engine
        self._limits = limits
        self._cache: dict[tuple[object, ...], Gathered] = {}
        self._lock = threading.Lock()

    def page(self, request: SearchRequest, parsed: Parsed, choice: Choice = ALL) -> Concordance:
        """One page of the concordance of a parsed query.

        Raises RequestError if the page, the limit or the choice is impossible.
        """
        _check(request, self._limits.context_lines)
        choice.check()
        started = perf_counter()
        tree = narrow(parsed.tree, request.filters)
        gathered = self._gathered(tree, request.fold, choice)
        bulkhead = Bulkhead(gathered.failures)
        numbers = gathered.ordered(choice.order, choice.words)
        shown = gathered.places(numbers[request.offset : request.offset + request.limit])
        return Concordance(
            query=request.query,
            understood=bulkhead.run("understood", lambda: say(parsed.tree), ""),
            total=gathered.total,
            articles=gathered.articles,
            found=gathered.found,
            lines_total=len(gathered),
            cut=gathered.cut,
            page=request.page,
            pages=-(-len(gathered) // request.limit),
            limit=request.limit,
            choice=choice,
            lines=list(_lines(tree, shown, self._read(shown), bulkhead)),
            took_ms=(perf_counter() - started) * 1000,
            forms=gathered.forms,
            notices=(*parsed.notices, *([TOO_COMPLEX] if gathered.partial else [])),
            failures=bulkhead.failures,
            meaning=parsed.tree,
        )

    def stream(self, request: SearchRequest, parsed: Parsed, choice: Choice = ALL) -> LineStream:
        """All lines of a parsed query, however many; ``page`` and ``limit`` mean nothing.

        In the order of articles each is read once. For another order or a sample, all hits are
        found first. Raises RequestError if the choice is impossible, or too many lines would have
        to be sorted.
        """
        choice.check()
        tree, bulkhead = narrow(parsed.tree, request.filters), Bulkhead()
        orders: dict[Order, Sort] = {"newest": "newest", "oldest": "oldest"}
        sort = orders.get(choice.order, "relevance")
        stream = self._stream(tree, request.fold, sort)
        found: int | None = None
        if choice.sample is None and choice.order in ("rank", *orders):
            lines = _read_once(tree, stream, bulkhead)
        else:
            gathered = _whole(tree, stream, choice)
            bulkhead, found = Bulkhead(gathered.failures), gathered.found
            lines = _read_again(tree, stream, gathered, choice, bulkhead)
        notices = (*parsed.notices, *([TOO_COMPLEX] if stream.partial else []))
        failures = bulkhead.failures
        return LineStream(
            request.query, stream.total, found, lines, failures, stream.partial, notices
        )

    def _gathered(self, tree: Node, fold: bool, choice: Choice) -> Gathered:
        """The hits within the bounds of a page."""
        key = self._engine.version(), tree, fold, choice.sample, choice.seed
        with self._lock:
            cached = self._cache.pop(key, None)
        gathered = cached or self._gather(tree, fold, choice)
        with self._lock:
            if not (gathered.partial or gathered.failures):
                self._cache[key] = gathered  # at the end: the least recently used is dropped first
            while len(self._cache) > _CACHED:
                del self._cache[next(iter(self._cache))]
        return gathered

    def _gather(self, tree: Node, fold: bool, choice: Choice) -> Gathered:
        stream = self._stream(tree, fold, "relevance")
        gathered = gather(
            tree,
            stream.hits,
            stream.total,
            Budget(self._limits.reading_seconds),
            most=self._limits.context_lines,
            sample=choice.sample,
            seed=choice.seed,
        )
        return replace(gathered, partial=stream.partial)

    def _stream(self, tree: Node, fold: bool, sort: Sort) -> Stream:
        """All articles that match, none if the query has no words that stand in a text."""
        if not is_marked(tree):
            return Stream(0, iter(()), lambda _ids: iter(()))
        count = self._engine.count()
        return self._engine.stream(tree, limit=count, sort=sort, budget=ENGINE_TIME, fold=fold)

    def _read(self, places: Sequence[Place]) -> Iterator[Hit]:
        for id in dict.fromkeys(place.id for place in places):
            article = self._engine.get(id)
            if article is not None:
                yield Hit(article, 0.0, words=self._engine.words(id))


def most_frequent(forms: Mapping[str, int], most: int = MOST_FORMS) -> list[tuple[str, int]]:
    """The most frequent forms with their counts; equally frequent ones in their order."""
    return sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _check(request: SearchRequest, most: int) -> None:
    if not 1 <= request.limit <= most:
        raise RequestError(f"limit must be from 1 to {most}")
    if not 1 <= request.page <= most:
        raise RequestError(f"page must be from 1 to {most}: only the first {most} lines are shown")


def _whole(tree: Node, stream: Stream, choice: Choice) -> Gathered:
    """All hits of a stream, or a sample of them. Raises RequestError if they are too many."""
    gathered = gather(
        tree, stream.hits, stream.total, Budget(inf), sample=choice.sample, seed=choice.seed
    )
    if gathered.cut:
        raise RequestError(
            f"more than {MOST_LINES} lines cannot be sorted: ask for a sample, or for another order"
        )
    return gathered


def _read_once(tree: Node, stream: Stream, bulkhead: Bulkhead) -> Iterator[Line]:
    """Yield the lines of one article after another."""
    for hit in stream.hits:
        found = bulkhead.run("line", partial(found_in, tree, hit, Budget(inf)), None, hit.article)
        if found is None:
            continue
        for span in found.spans:
            line = bulkhead.run("line", partial(line_of, found, span, tree), None, hit.article)
            if line:
                yield line


def _read_again(
    tree: Node, stream: Stream, gathered: Gathered, choice: Choice, bulkhead: Bulkhead
) -> Iterator[Line]:
    """Yield the lines in their order; their articles are read a second time, in batches."""
    numbers = gathered.ordered(choice.order, choice.words)
    for start in range(0, len(numbers), _BATCH):
        places = gathered.places(numbers[start : start + _BATCH])
        ids = list(dict.fromkeys(place.id for place in places))
        yield from _lines(tree, places, stream.again(ids), bulkhead)


def _lines(
    tree: Node, places: Sequence[Place], hits: Iterator[Hit], bulkhead: Bulkhead
) -> Iterator[Line]:
    """Yield the lines of some places in the articles of ``hits``, in the order of the places."""
    articles = {hit.article.id: hit for hit in hits}
    for place in places:
        hit = articles.get(place.id)
        article = hit.article if hit else None
        if line := bulkhead.run("line", partial(_line, tree, place, articles), None, article):
            yield line


def _line(tree: Node, place: Place, articles: Mapping[str, Hit]) -> Line:
    found = field_of(articles[place.id], place.field, Budget(inf))
    return line_of(found, (place.start, place.stop), tree)
