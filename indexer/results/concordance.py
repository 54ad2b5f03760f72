"""Concordance: every hit of a query in one line with what stands around it, for those who study how a word is used.

The first articles of the ranking are read, as many as the bounds allow, and their lines are put in the wanted order.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Literal, get_args

from svodka.indexer.analysis.folding import fold
from svodka.indexer.article import Article
from svodka.indexer.budget import READING_TIME, Allowance
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine, Hits
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.excerpts import around
from svodka.indexer.highlight.marks import Range, marked
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.query.filters import Filters, narrow
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node

Order = Literal["rank", "left", "right"]

MAX_ARTICLES = 200  # articles that are read for one concordance, the best ones
MAX_LINES = 500
MAX_READ = 300_000  # characters that are analysed for one concordance, about a fifth of a second
LIMIT = 50  # lines on a page, unless asked otherwise
PARTIAL = "Запрос слишком сложный: найдено не всё. Уточните его."

_KEPT = 16  # concordances remembered, so that their pages and orders need not be read again
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One hit: ``hit`` is ``field`` of the article from ``start`` to ``stop``, between what stands to its left and right.

    ``left + hit + right`` reads as in the article, with «¶» between its paragraphs and «…» where it was cut.
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

    ``cut`` says that there are more lines; ``partial`` that the time ran out before all that matches was found.
    ``failures`` are of lines, or of all lines of an article, that could not be made.
    """

    total: int
    articles: int
    lines: Sequence[Line]
    cut: bool
    partial: bool
    failures: Sequence[PartFailure] = ()


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines. ``total`` articles match, ``articles`` of them were read and have ``lines_total`` lines.

    ``cut`` says that there are more lines than were gathered. ``failures`` are those of all pages.
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


class Reader:
    """Makes concordances of an index, and remembers the last ones; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[tuple[str, Node, bool], Gathered] = {}
        self._lock = threading.Lock()

    def page(
        self,
        query: str,
        parsed: Parsed,
        filters: Filters,
        *,
        page: int,
        limit: int,
        order: Order,
        fold: bool,
    ) -> Concordance:
        """One page of the concordance of a query. Raises RequestError for a page or an order that cannot be."""
        _check(page, limit, order)
        started = perf_counter()
        found = self.gather(narrow(parsed.tree, filters), fold)
        lines, bulkhead = ordered(found.lines, order), Bulkhead(found.failures)
        return Concordance(
            query=query,
            understood=bulkhead.run("understood", lambda: say(parsed.tree), ""),
            total=found.total,
            articles=found.articles,
            lines_total=len(lines),
            cut=found.cut,
            page=page,
            pages=-(-len(lines) // limit),
            limit=limit,
            order=order,
            took_ms=(perf_counter() - started) * 1000,
            lines=lines[(page - 1) * limit : page * limit],
            notices=(*parsed.notices, *([PARTIAL] if found.partial else [])),
            failures=bulkhead.failures,
        )

    def gather(self, tree: Node, fold: bool = False) -> Gathered:
        """The lines of the best articles that match ``tree``, by rank of the article, then in the order of its text.

        With ``fold``, only one article of each story is read.
        """
        key = self._engine.version(), tree, fold
        with self._lock:
            kept = self._kept.pop(key, None)
        found = kept or gather(tree, self._engine.search(tree, limit=MAX_ARTICLES, fold=fold))
        with self._lock:
            if not (found.partial or found.failures):
                self._kept[key] = found  # the last one asked for is the last one forgotten
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return found


def _check(page: int, limit: int, order: str) -> None:
    if not 1 <= limit <= MAX_LINES:
        raise RequestError(f"limit must be from 1 to {MAX_LINES}")
    if not 1 <= page <= MAX_LINES:
        raise RequestError(
            f"page must be from 1 to {MAX_LINES}: only the first {MAX_LINES} lines are shown"
        )
    if order not in get_args(Order):
        raise RequestError(f"order must be one of {', '.join(get_args(Order))}")


def gather(tree: Node, found: Hits) -> Gathered:
    """The lines of articles, until MAX_LINES or MAX_READ is reached, or READING_TIME is over."""
    lines: list[Line] = []
    tried, left, allowance, bulkhead = 0, MAX_READ, Allowance(READING_TIME), Bulkhead()
    failed = 0
    for hit in found.hits:
        if left <= 0 or len(lines) >= MAX_LINES or not allowance.left():
            break
        tried += 1
        own = bulkhead.run(
            "line", partial(_lines, tree, hit.article, left, allowance, bulkhead), None, hit.article
        )
        failed += own is None
        lines += own or ()
        left -= len(hit.article.title) + len(hit.article.text)
    cut = left < 0 or not allowance.left() or len(lines) > MAX_LINES or tried < found.total
    return Gathered(
        found.total, tried - failed, lines[:MAX_LINES], cut, found.partial, bulkhead.failures
    )


def ordered(lines: Sequence[Line], order: Order) -> list[Line]:
    """The lines by rank, or by the words of their left context from the hit outwards, or by those of the right one."""
    keys: dict[Order, Callable[[Line], tuple[list[str], list[str]]]] = {
        "left": lambda line: (_words(line.left)[::-1], _words(line.right)),
        "right": lambda line: (_words(line.right), _words(line.left)[::-1]),
    }
    return sorted(lines, key=keys[order]) if order in keys else list(lines)


def _lines(
    tree: Node, article: Article, most: int, allowance: Allowance, bulkhead: Bulkhead
) -> list[Line]:
    """The lines of an article's text; where only its title has hits, those of the title."""
    whole = readable(article)
    fields: list[tuple[TextField, str]] = [
        ("text", whole.text[:most]),
        ("title", whole.title[:most]),
    ]
    for field, text in fields:
        if found := marked(tree, text, field, allowance).marks:
            made = [
                bulkhead.run("line", partial(_line, whole, field, text, span), None, whole)
                for span in found
            ]
            return [line for line in made if line]
    return []


def _line(article: Article, field: TextField, text: str, span: Range) -> Line:
    start, stop = span
    left, right = around(text, span)
    place = (article.id, article.title, article.date, article.source, field)
    return Line(*place, start, stop, left, " ".join(text[start:stop].split()), right)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
