"""``svodka trends``: the articles of several queries over time."""

from typing import TYPE_CHECKING, Any

import click

from svodka.indexer.commands.asking.tables import format_option
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.options import (
    QueryCommand,
    filter_options,
    filters_of,
    index_option,
    json_option,
)

if TYPE_CHECKING:
    from svodka.indexer.engines.records import Unit

UNITS = ("day", "week", "month", "year")


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
    type=click.Choice(UNITS),
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
    unit: "Unit | None",
    form: str,
    as_json: bool,
    **filters: Any,
) -> None:
    """Count the articles of each QUERY, as it is typed, in each day, week, month or year.

    Each QUERY is one argument: quote one of several words. A share is per thousand articles.
    """
    from svodka.indexer.commands.asking.series import print_trends

    context.exit(print_trends(url, queries, filters_of(**filters), unit, form, as_json))
