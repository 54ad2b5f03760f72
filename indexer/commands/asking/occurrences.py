"""The occurrences of a query and their forms, for the terminal and for programs."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import islice

import click

from svodka.indexer.commands.asking.screen import is_terminal, output, width
from svodka.indexer.commands.asking.tables import print_rows
from svodka.indexer.commands.language import counted, noticed
from svodka.indexer.commands.printing import note, note_failures
from svodka.indexer.printable import printable
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.concordance import ALL, Choice
from svodka.indexer.results.forms import Form, forms
from svodka.indexer.results.lines import Line
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

CONTEXT = 30  # characters on each side at least


def print_lines(
    url: str, query: str, filters: Filters, choice: Choice, limit: int | None, form: str
) -> int:
    """Print the occurrences of a query in lines, and return the exit code."""
    request = SearchRequest(query, filters=filters)
    lines = islice(_found(url, request, choice), limit)
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
    found = forms(_found(url, SearchRequest(query, filters=filters), ALL))
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


def _found(url: str, request: SearchRequest, choice: Choice) -> Iterator[Line]:
    """All lines of a query as it is typed, after the notices on it; failures come at the end."""
    stream = Search(url).lines(request, choice)
    for notice in stream.notices:
        note(printable(noticed(notice), 1000))
    yield from stream.lines
    note_failures(stream.failures)


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
