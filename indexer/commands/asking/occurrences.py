"""The occurrences of a query and their forms, for the terminal and for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from itertools import islice
from math import inf

import click

from svodka.indexer.commands.asking.screen import is_terminal, output, width
from svodka.indexer.commands.asking.tables import print_rows
from svodka.indexer.commands.language import counted, noticed
from svodka.indexer.commands.printing import note
from svodka.indexer.limits import LIMITS
from svodka.indexer.printable import printable
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.parser import parse
from svodka.indexer.results.concordance import Line, Order, all_lines, ordered
from svodka.indexer.results.failure_notices import TOO_COMPLEX
from svodka.indexer.results.forms import Form, forms
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

MOST = 1_000_000_000  # articles: more than any index has
CONTEXT = 30  # characters on each side at least

# A person at a terminal can wait longer than a reader of a page.
_PATIENT = replace(LIMITS, engine_seconds=10.0, reading_seconds=inf)


def print_lines(
    url: str, query: str, filters: Filters, order: Order, limit: int | None, form: str
) -> int:
    """Print the occurrences of a query in lines, and return the exit code."""
    lines = islice(_found(url, query, filters, order), limit)
    if form != "text":
        columns = [field.name for field in fields(Line)]
        number = print_rows(columns, map(asdict, lines), form)
    else:
        printed = list(lines)
        number = len(printed)
        output(map(_shown, printed))
    note(counted("%(num)s occurrence", "%(num)s occurrences", number))
    return 0 if number else 1


def print_forms(url: str, query: str, filters: Filters, form: str) -> int:
    """Print the forms of a query with their counts, and return the exit code."""
    found = forms(_found(url, query, filters, "rank"))
    if form != "text":
        columns = [field.name for field in fields(Form)]
        print_rows(columns, map(asdict, found), form)
    else:
        wide = len(str(found[0].occurrences)) if found else 0
        output(
            f"{one.occurrences:>{wide}}  {one.articles:>{wide}}  {printable(one.form)}"
            for one in found
        )
    note(counted("%(num)s form", "%(num)s forms", len(found)))
    return 0 if found else 1


def _found(url: str, query: str, filters: Filters, order: Order) -> Iterator[Line]:
    """All lines of a query as it is typed, after the notices on it."""
    for notice in parse(query).notices:
        note(printable(noticed(notice), 1000))
    request = SearchRequest(query, correct=False, filters=filters, strict=True)
    ranking = Search(url, limits=_PATIENT).ranking(request, limit=MOST)
    for failure in ranking.failures:
        raise failure.error
    if ranking.stream.partial:
        note(printable(noticed(TOO_COMPLEX), 1000))
    lines: Iterable[Line] = all_lines(ranking.tree, (hit.article for hit in ranking.stream.hits))
    return iter(lines if order == "rank" else ordered(list(lines), order))


def _shown(line: Line) -> str:
    """A line with its hit in one column; with its article, where no terminal cuts it."""
    hit = click.style(printable(line.hit, len(line.hit)), underline=True, fg="yellow")
    about = printable(" ".join(filter(None, (line.date and line.date[:10], line.source, line.id))))
    side = CONTEXT
    if is_terminal():
        side = max(CONTEXT // 2, (width() - len(line.hit) - 12) // 2)
        about = (line.date or "")[:10]
    left = printable(line.left[-side:], side)
    right = printable(line.right[:side], side)
    return f"{about:<10}  {left:>{side}}{hit}{right}".rstrip()
