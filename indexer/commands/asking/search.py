"""``svodka search``: results for people and for programs, and searches kept by name."""

from typing import Any

import click

from svodka.indexer.commands.asking.tables import format_option
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.options import (
    QueryCommand,
    filter_options,
    index_option,
    json_option,
    query_argument,
)


@click.command(
    cls=QueryCommand,
    short_help="Search the index.",
    examples=(
        "svodka search южный кавказ -москва --from 2024",
        "svodka search 'новый трамвай' --all --format tsv | cut -f 2,7",
    ),
    variables=INDEX_VARIABLES,
)
@query_argument
@index_option
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    metavar="N",
    default=10,
    show_default=True,
    help="Results on a page.",
)
@click.option(
    "--page",
    type=click.IntRange(1),
    metavar="N",
    default=1,
    show_default=True,
    help="Which page.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "added"]),
    default="relevance",
    show_default=True,
    help="Order.",
)
@click.option("--as-typed", is_flag=True, help="Correct nothing.")
@click.option("--strict", is_flag=True, help="Only articles with all words.")
@filter_options
@click.option(
    "--counts",
    is_flag=True,
    help="Also count the values and dates of all articles found, in the JSON object.",
)
@click.option(
    "--all", "everything", is_flag=True, help="All articles with all words instead of a page."
)
@click.option("--save", metavar="NAME", help="Keep the search, and what it finds, by this name.")
@click.option(
    "--since-last",
    metavar="NAME",
    help="Instead of a query: what the saved search finds now, and had not found before.",
)
@format_option
@json_option
@click.pass_context
def search(context: click.Context, /, query: str, url: str, **options: Any) -> None:
    """Search the index for QUERY, in the query language of the site.

    Blanks need no quotation marks, except in phrases: svodka search '"южный кавказ" -москва'.
    """
    from svodka.indexer.commands.asking.answering import Asked

    asked = Asked(query, url, **options)
    asked.refuse_contradictions()
    if asked.since_last:
        context.exit(asked.print_new())
    code = asked.print_all() if asked.everything else asked.print_page()
    if asked.save:
        asked.keep()
    context.exit(code)
