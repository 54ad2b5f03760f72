"""``svodka copy``: build an index at another address from the articles of one."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from svodka.indexer.commands.help import INDEX_VARIABLES, Command
from svodka.indexer.commands.language import _, amount, said
from svodka.indexer.engines import open_engine
from svodka.indexer.errors import IndexMissing, RequestError

if TYPE_CHECKING:
    from svodka.indexer.documents.document import Document
    from svodka.indexer.engines.port import Engine


@click.command(
    cls=Command,
    short_help="Build the same index at another address.",
    examples=(
        "svodka copy var/index /backup/index",
        "svodka copy var/index opensearch://127.0.0.1:9200/news --replace",
    ),
    variables=INDEX_VARIABLES,
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--replace", is_flag=True, help="Replace the index that there is at TO.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    metavar="SECONDS",
    default=0,
    help="Seconds to wait for another writer to end.",
)
def copy(source: str, target: str, replace: bool, wait: float) -> None:
    """Copy the index at the address FROM to the address TO, which may be of another engine.

    The articles are analysed again; their files are not read. TO remembers the same folders.
    """
    if source == target:
        raise RequestError("an index cannot be copied onto itself")
    copied = copy_index(open_engine(source), open_engine(target), replace=replace, wait=wait)
    click.echo(said(f"Copied {amount(copied, 'article')}."))


def copy_index(
    source: "Engine", target: "Engine", *, replace: bool = False, wait: float = 0
) -> int:
    """Build an index of the articles of another, and return their number.

    Raises RequestError if there is an index at the target and it shall not be replaced.
    """
    from svodka.indexer.engines.writing import add_all

    if target.stamp() is not None and not replace:
        raise RequestError("there is an index at the second address already: say --replace")
    if source.stamp() is None:
        raise IndexMissing("There is no index at the first address: nothing was copied")
    with source.steady(), target.writer(fresh=True, wait=wait) as writer:
        add_all(writer, _documents(source))
        writer.remember(source.folders())
        if notes := source.file_notes():
            writer.note_files(notes)
        return source.count()


def _documents(source: "Engine") -> "Iterator[Document]":
    from tqdm import tqdm

    from svodka.indexer.documents.preparation import prepare

    total, entries = source.count(), source.catalog()
    with tqdm(total=total, unit=_(" articles"), disable=None, leave=False, file=sys.stderr) as bar:
        for entry in entries:
            if (article := source.get(entry.id)) is not None:
                yield prepare(article, entry.digest, entry.former)
            bar.update(1)
