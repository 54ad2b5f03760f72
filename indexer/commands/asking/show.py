"""``svodka show``: one article."""

import click

from svodka.indexer.commands.help import INDEX_VARIABLES, Command
from svodka.indexer.commands.options import index_option, json_option


@click.command(
    cls=Command,
    short_help="Show an article by its id.",
    examples=("svodka show 3f2a9c1e", "svodka show 3f2a9c1e --mark трамвай --json"),
    variables=INDEX_VARIABLES,
)
@click.argument("id", metavar="ID")
@index_option
@click.option("--mark", default="", metavar="QUERY", help="Mark the words of this query.")
@json_option
@click.pass_context
def show(context: click.Context, /, id: str, url: str, mark: str, as_json: bool) -> None:
    """Show the article with this ID, as svodka search gives it; also with a former id."""
    from svodka.indexer.commands.asking.article import print_article

    context.exit(print_article(url, id, mark, as_json))
