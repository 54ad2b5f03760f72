"""``svodka concordance`` and ``svodka words``: the occurrences of a query, and their forms."""

from typing import TYPE_CHECKING, Any

import click

from svodka.indexer.commands.asking.tables import format_option
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.options import (
    QueryCommand,
    filter_options,
    filters_of,
    index_option,
    query_argument,
)

if TYPE_CHECKING:
    from svodka.indexer.results.gathering import Order

ORDERS = ("rank", "left", "right", "form", "newest", "oldest")


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
    type=click.Choice(ORDERS),
    default="rank",
    show_default=True,
    help="By article, by the words to the left or right, or by the form.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The most lines.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="So many lines at random.")
@filter_options
@format_option
@click.pass_context
def concordance(
    context: click.Context,
    /,
    query: str,
    url: str,
    order: "Order",
    limit: int | None,
    sample: int | None,
    form: str,
    **filters: Any,
) -> None:
    """Show every occurrence of QUERY, as it is typed, in a line with its context."""
    from svodka.indexer.commands.asking.occurrences import print_lines
    from svodka.indexer.results.concordance import Choice

    choice = Choice(order, sample=sample)
    context.exit(print_lines(url, query, filters_of(**filters), choice, limit, form))


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
    from svodka.indexer.commands.asking.occurrences import print_forms

    context.exit(print_forms(url, query, filters_of(**filters), form))
