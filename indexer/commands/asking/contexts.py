"""``svodka concordance`` and ``svodka words``: the occurrences of a query, and their forms."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from itertools import islice
from math import inf
from typing import Any, get_args

import click

from svodka.indexer.commands.asking.screen import is_terminal, output, width
from svodka.indexer.commands.asking.tables import format_option, print_rows
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.language import counted, noticed
from svodka.indexer.commands.options import (
    QueryCommand,
    filter_options,
    filters_of,
    index_option,
    query_argument,
)
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


@click.command(
    cls=QueryCommand,
    short_help="Show every occurrence in a line with its context.",
    examples=(
        "svodka concordance южный кавказ --order right",
        "svodka concordance товарооборот --format csv > товарооборот.csv",
    ),
    variables=INDEX_VARIABLES,
)
@query_argument
@index_option
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    default="rank",
    show_default=True,
    help="By article, or by the words to the left or right, from the hit outwards.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The most lines.")
@filter_options
@format_option
@click.pass_context
def concordance(
    context: click.Context,
    /,
    query: str,
    url: str,
    order: Order,
    limit: int | None,
    form: str,
    **filters: Any,
) -> None:
    """Show every occurrence of QUERY, as it is typed, in a line with its context."""
    lines = islice(_found(url, query, filters_of(**filters), order), limit)
    if form != "text":
        columns = [field.name for field in fields(Line)]
        number = print_rows(columns, map(asdict, lines), form)
    else:
        printed = list(lines)
        number = len(printed)
        output(map(_shown, printed))
    note(counted("%(num)s occurrence", "%(num)s occurrences", number))
    context.exit(0 if number else 1)


@click.command(
    cls=QueryCommand,
    short_help="Count the forms in which a query occurs.",
    examples=("svodka words трамвай", "svodka words южный кавказ --from 2024 --format tsv"),
    variables=INDEX_VARIABLES,
)
@query_argument
@index_option
@filter_options
@format_option
@click.pass_context
def words(context: click.Context, /, query: str, url: str, form: str, **filters: Any) -> None:
    """Count the forms in which QUERY occurs: occurrences, articles, form, the most frequent first.

    Titles count only in articles whose texts have no occurrence.
    """
    found = forms(_found(url, query, filters_of(**filters), "rank"))
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
    context.exit(0 if found else 1)


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
