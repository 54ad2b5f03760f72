"""``svodka show``: one article."""

from collections.abc import Iterator

import click

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import readable
from svodka.indexer.commands.asking.screen import output, shown, styled, wrapped
from svodka.indexer.commands.help import INDEX_VARIABLES, Command
from svodka.indexer.commands.language import _
from svodka.indexer.commands.options import index_option, json_option
from svodka.indexer.commands.printing import note
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.printable import harmless_json_of, printable
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.serialize import article_record
from svodka.indexer.search import Search


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
    found = Search(url).article(id, mark)
    if found is None:
        note(_("There is no article with the id %(id)s", id=printable(id)))
        context.exit(1)
    article, title, text = readable(found[0]), found[1], found[2]
    if as_json:
        click.echo(harmless_json_of(article_record(article, title, text)))
        return
    output(_lines(article, title, text))
    for notice in failure_notices([text.failure]) if text.failure else ():
        note(printable(notice, len(notice)))


def _lines(article: Article, title: Marked, text: Marked) -> Iterator[str]:
    yield wrapped(click.style(shown(title), bold=True))
    facts = (article.date, article.source, article.section, article.author)
    yield printable(", ".join(filter(None, facts)), 1000)
    yield printable(" ".join(filter(None, (article.id, article.url, article.file))), 2000)
    at = 0
    for line in text.text.split("\n"):
        stop = at + len(line)
        if line.strip():
            marks = [(a - at, b - at) for a, b in text.marks if at <= a and b <= stop]
            yield ""
            yield wrapped(styled(line, marks))
        at = stop + 1
