"""``svodka trends``: the articles of several queries over time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, get_args

import click

from svodka.indexer.commands.asking.screen import output
from svodka.indexer.commands.asking.tables import format_option, print_rows
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.language import _, noticed
from svodka.indexer.commands.options import (
    QueryCommand,
    filter_options,
    filters_of,
    index_option,
    json_option,
)
from svodka.indexer.commands.printing import note, note_failures
from svodka.indexer.engines.records import Unit
from svodka.indexer.limits import LIMITS
from svodka.indexer.printable import harmless_json_of, printable
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.rows import TrendPoint, trend_points
from svodka.indexer.results.serialize import trends_record
from svodka.indexer.results.trends import Series, Trends
from svodka.indexer.search import Search

BAR = 40  # characters of the longest bar
_PATIENT = replace(LIMITS, engine_seconds=10.0)


@click.command(
    cls=QueryCommand,
    short_help="Count the articles of queries over time.",
    examples=(
        "svodka trends трамвай 'южный кавказ' --unit year",
        "svodka trends паром мост --format csv > слова.csv",
    ),
    variables=INDEX_VARIABLES,
)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY…")
@index_option
@click.option(
    "--unit",
    type=click.Choice(get_args(Unit)),
    help="The length of a period.  [default: the finest that keeps the series short]",
)
@filter_options
@format_option
@json_option
@click.pass_context
def trends(
    context: click.Context,
    /,
    queries: tuple[str, ...],
    url: str,
    unit: Unit | None,
    form: str,
    as_json: bool,
    **filters: Any,
) -> None:
    """Count the articles of each QUERY, as it is typed, in each day, week, month or year.

    Each QUERY is one argument: quote one of several words. A share is per thousand articles.
    """
    narrowed = filters_of(**filters)
    requests = [SearchRequest(query, filters=narrowed) for query in queries]
    found = Search(url, limits=_PATIENT).trends(requests, unit)
    if as_json:
        click.echo(harmless_json_of(trends_record(found)))
    elif form != "text":
        columns = list(TrendPoint.__dataclass_fields__)
        rows = ({name: getattr(row, name) for name in columns} for row in trend_points(found))
        print_rows(columns, rows, form)
    else:
        output(_lines(found))
    for series in found.series:
        for notice in series.notices:
            note(printable(noticed(notice), 1000))
    note_failures(found.failures)
    context.exit(0 if any(series.total for series in found.series) else 1)


def _lines(found: Trends) -> Iterator[str]:
    """A bar for each period of each query."""
    most = max((point.articles for series in found.series for point in series.points), default=0)
    for series in found.series:
        total = _("%(total)s articles", total=series.total)
        yield f"{click.style(printable(series.request.query), bold=True)}: {total}"
        yield from _bars(series, most)


def _bars(series: Series, most: float) -> Sequence[str]:
    wide = len(f"{most:g}")
    return [
        f"  {point.period:<10}  {point.articles:>{wide}g}  "
        + "█" * round(BAR * point.articles / (most or 1))
        for point in series.points
    ]
