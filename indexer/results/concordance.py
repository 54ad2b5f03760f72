"""Concordance: every hit of a query in a line with its context, to study how a word is used.

The first articles of the ranking are read, up to the bounds, and their lines are sorted.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf
from time import perf_counter
from typing import Literal, get_args

from svodka.indexer.analysis.folding import fold
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hits
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.excerpts import around
from svodka.indexer.highlight.marks import Range, marked
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.filters import narrow
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.failure_notices import TOO_COMPLEX
from svodka.indexer.results.request import SearchRequest

Order = Literal["rank", "left", "right"]

LIMIT = 50  # lines on a page, unless asked otherwise

_CACHED = 16  # concordances that are remembered, for their other pages and orders
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One hit with its context: ``hit`` is ``field[start:stop]`` of the article, in code points.

    ``left + hit + right`` reads as in the article, with «¶» between paragraphs and «…» at cuts.
    """

    id: str
    title: str
    date: str | None
    source: str
    field: TextField
    start: int
    stop: int
    left: str
    hit: str
    right: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The lines of the first ``articles`` of the ``total`` that match.

    ``cut``: there are more lines. ``partial``: the time ran out before all matches were found.
    ``failures`` are of lines, or of all lines of an article.
    """

    total: int
    articles: int
    lines: Sequence[Line]
    cut: bool
    partial: bool
    failures: Sequence[PartFailure] = ()


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines. ``total`` articles match; the ``articles`` read have ``lines_total`` lines.

    ``cut``: there are more lines than were gathered. ``failures`` are those of all pages.
    ``meaning`` is the tree of the query.
    """

    query: str
    understood: str
    total: int
    articles: int
    lines_total: int
    cut: bool
    page: int
    pages: int
    limit: int
    order: Order
    took_ms: float
    lines: Sequence[Line]
    notices: Sequence[str] = ()
    failures: Sequence[PartFailure] = ()
    meaning: Node | None = None


class Reader:
    """Makes concordances of an index, and remembers the last ones. Thread-safe."""

    def __init__(self, engine: Engine, limits: Limits = LIMITS) -> None:
        self._engine = engine
        self._limits = limits
        self._cache: dict[tuple[str, Node, bool], Gathered] = {}
        self._lock = threading.Lock()

    def page(self, request: SearchRequest, parsed: Parsed, order: Order) -> Concordance:
        """One page of the concordance of a parsed query.

        Raises RequestError if the page, the limit or the order is impossible.
        """
        _check(request, order, self._limits.context_lines)
        started = perf_counter()
        gathered = self.gather(narrow(parsed.tree, request.filters), request.fold)
        lines, bulkhead = ordered(gathered.lines, order), Bulkhead(gathered.failures)
        return Concordance(
            query=request.query,
            understood=bulkhead.run("understood", lambda: say(parsed.tree), ""),
            total=gathered.total,
            articles=gathered.articles,
            lines_total=len(lines),
            cut=gathered.cut,
            page=request.page,
            pages=-(-len(lines) // request.limit),
            limit=request.limit,
            order=order,
            took_ms=(perf_counter() - started) * 1000,
            lines=lines[request.offset : request.offset + request.limit],
            notices=(*parsed.notices, *([TOO_COMPLEX] if gathered.partial else [])),
            failures=bulkhead.failures,
            meaning=parsed.tree,
        )

    def gather(self, tree: Node, fold: bool = False) -> Gathered:
        """The lines of the best articles for ``tree``, by rank, then by position in the text.

        With ``fold``, only one article of each story is read.
        """
        key = self._engine.version(), tree, fold
        with self._lock:
            cached = self._cache.pop(key, None)
        most = self._limits.context_articles
        gathered = cached or gather(
            tree, self._engine.search(tree, limit=most, fold=fold), self._limits
        )
        with self._lock:
            if not (gathered.partial or gathered.failures):
                self._cache[key] = gathered  # at the end: the least recently used is dropped first
            while len(self._cache) > _CACHED:
                del self._cache[next(iter(self._cache))]
        return gathered


def _check(request: SearchRequest, order: str, most: int) -> None:
    if not 1 <= request.limit <= most:
        raise RequestError(f"limit must be from 1 to {most}")
    if not 1 <= request.page <= most:
        raise RequestError(f"page must be from 1 to {most}: only the first {most} lines are shown")
    if order not in get_args(Order):
        raise RequestError(f"order must be one of {', '.join(get_args(Order))}")


def gather(tree: Node, hits: Hits, limits: Limits = LIMITS) -> Gathered:
    """The lines of articles, until a limit of lines, characters or time is reached."""
    lines: list[Line] = []
    most, left, bulkhead = limits.context_lines, limits.context_characters, Bulkhead()
    tried, failed, budget = 0, 0, Budget(limits.reading_seconds)
    for hit in hits.hits:
        if left <= 0 or len(lines) >= most or not budget.left():
            break
        tried += 1
        own = bulkhead.run(
            "line", partial(_lines, tree, hit.article, left, budget, bulkhead), None, hit.article
        )
        failed += own is None
        lines += own or ()
        left -= len(hit.article.title) + len(hit.article.text)
    cut = left < 0 or not budget.left() or len(lines) > most or tried < hits.total
    return Gathered(hits.total, tried - failed, lines[:most], cut, hits.partial, bulkhead.failures)


def all_lines(tree: Node, articles: Iterable[Article]) -> Iterator[Line]:
    """Every line of articles, without bounds, read one article at a time. Raises what fails."""
    for article in articles:
        bulkhead = Bulkhead()
        most = max(len(article.title), len(article.text))
        yield from _lines(tree, article, most, Budget(inf), bulkhead)
        for failure in bulkhead.failures:
            raise failure.error


def ordered(lines: Sequence[Line], order: Order) -> list[Line]:
    """The lines by rank, or by the words of the left or right context, nearest word first."""
    keys: dict[Order, Callable[[Line], tuple[list[str], list[str]]]] = {
        "left": lambda line: (_words(line.left)[::-1], _words(line.right)),
        "right": lambda line: (_words(line.right), _words(line.left)[::-1]),
    }
    return sorted(lines, key=keys[order]) if order in keys else list(lines)


def _lines(
    tree: Node, article: Article, most: int, budget: Budget, bulkhead: Bulkhead
) -> list[Line]:
    """The lines of an article's text; if only its title has hits, those of the title."""
    article = readable(article)
    fields: list[tuple[TextField, str]] = [
        ("text", article.text[:most]),
        ("title", article.title[:most]),
    ]
    for field, text in fields:
        if spans := marked(tree, text, field, budget).marks:
            lines = [
                bulkhead.run("line", partial(_line, article, field, text, span), None, article)
                for span in spans
            ]
            return [line for line in lines if line]
    return []


def _line(article: Article, field: TextField, text: str, span: Range) -> Line:
    start, stop = span
    left, right = around(text, span)
    source = (article.id, article.title, article.date, article.source, field)
    return Line(*source, start, stop, left, " ".join(text[start:stop].split()), right)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
