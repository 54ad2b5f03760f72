"""The articles of several queries over time, for the terminal and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

from svodka.indexer.commands.asking.screen import output
from svodka.indexer.commands.asking.tables import print_rows
from svodka.indexer.commands.language import counted, noticed
from svodka.indexer.commands.printing import note, note_failures
from svodka.indexer.engines.records import Unit
from svodka.indexer.limits import LIMITS
from svodka.indexer.printable import harmless_json_of, printable
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.rows import TrendPoint, trend_points
from svodka.indexer.results.study_records import trends_record
from svodka.indexer.results.trends import Series, Trends
from svodka.indexer.search import Search

BAR = 40  # characters of the longest bar
_PATIENT = replace(LIMITS, engine_seconds=10.0)


def print_trends(
    url: str,
    queries: Sequence[str],
    filters: Filters,
    unit: Unit | None,
    form: str,
    as_json: bool,
) -> int:
    """Print the series of queries, and return the exit code."""
    requests = [SearchRequest(query, filters=filters) for query in queries]
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
    return 0 if any(series.total for series in found.series) else 1


def _lines(found: Trends) -> Iterator[str]:
    """A bar for each period of each query."""
    most = max((point.articles for series in found.series for point in series.points), default=0)
    for series in found.series:
        total = counted("%(num)s article", "%(num)s articles", series.total)
        yield f"{click.style(printable(series.request.query), bold=True)}: {total}"
        yield from _bars(series, most)


def _bars(series: Series, most: float) -> Sequence[str]:
    wide = len(f"{most:g}")
    return [
        f"  {point.period:<10}  {point.articles:>{wide}g}  "
        + "█" * round(BAR * point.articles / (most or 1))
        for point in series.points
    ]
