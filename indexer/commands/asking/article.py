"""One article for the terminal."""

from collections.abc import Iterator

import click

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import readable
from svodka.indexer.commands.asking.screen import output, shown, styled, wrapped
from svodka.indexer.commands.language import _, noticed
from svodka.indexer.commands.printing import note
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.printable import harmless_json_of, printable
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.serialize import article_record
from svodka.indexer.search import Search


def print_article(url: str, id: str, mark: str, as_json: bool) -> int:
    """Print an article with the words of a query marked, and return the exit code."""
    found = Search(url).article(id, mark)
    if found is None:
        note(_("There is no article with the id %(id)s", id=printable(id)))
        return 1
    article, title, text = readable(found[0]), found[1], found[2]
    if as_json:
        click.echo(harmless_json_of(article_record(article, title, text)))
        return 0
    output(_lines(article, title, text))
    for notice in failure_notices([text.failure]) if text.failure else ():
        note(printable(noticed(notice), 1000))
    return 0


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
