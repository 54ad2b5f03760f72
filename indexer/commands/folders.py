"""``svodka folders``: the folders that an index remembers."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from svodka.indexer.commands.help import Group
from svodka.indexer.commands.language import amount, said
from svodka.indexer.commands.options import index_option, json_option
from svodka.indexer.engines import open_engine
from svodka.indexer.printable import harmless_json_of, printable

if TYPE_CHECKING:
    from svodka.indexer.engines.port import Engine

_folder = click.argument("folder", type=click.Path(path_type=Path))


def _opened(context: click.Context, _option: click.Parameter, url: str | None) -> None:
    if url:
        context.obj = open_engine(url)


# --index is understood behind the command, too, as with the other commands.
_index = click.option(
    "--index",
    "url",
    metavar="ADDRESS",
    expose_value=False,
    callback=_opened,
    help="Address of the index, if it is not that of SVODKA_INDEX.",
)


@click.group(
    cls=Group,
    invoke_without_command=True,
    short_help="Show or change the folders that the index remembers.",
    examples=("svodka folders", "svodka folders move /srv/news /data/news"),
)
@index_option
@json_option
@click.pass_context
def folders(context: click.Context, url: str, as_json: bool) -> None:
    """Show the folders that the index remembers, or change them: add, remove, move."""
    context.obj = engine = open_engine(url)
    if not context.invoked_subcommand:
        _show(engine, as_json)


def _show(engine: "Engine", as_json: bool) -> None:
    from svodka.indexer.results.serialize import folder_records

    remembered = engine.folders()
    if as_json:
        click.echo(harmless_json_of({"folders": folder_records(remembered)}))
        return
    for folder in folder_records(remembered):
        click.echo(said(_in_words(folder)))
    if not remembered:
        click.echo(said("The index remembers no folder yet: svodka index FOLDER"))


def _in_words(folder: Mapping[str, object]) -> str:
    """Return a line on a folder: its path, its number of articles, its names of fields."""
    names = "".join(f", --map {pair}" for pair in cast("list[str]", folder["map"]))
    place, articles = printable(str(folder["folder"]), 1000), cast("int", folder["articles"])
    return f"{place}: {amount(articles, 'article')}{printable(names, 1000)}"


@folders.command(
    "list",
    short_help="Show them.",
    examples=("svodka folders list", "svodka folders list --json"),
)
@json_option
@_index
@click.pass_obj
def show(engine: "Engine", as_json: bool) -> None:
    """Show the folders that the index remembers."""
    _show(engine, as_json)


@folders.command(
    short_help="Remember a folder.",
    examples=("svodka folders add /srv/news", "svodka folders add ../архив"),
)
@_folder
@_index
@click.pass_obj
def add(engine: "Engine", folder: Path) -> None:
    """Remember FOLDER; the next svodka index reads it."""
    from svodka.indexer.building.folders import added

    engine.change_folders(partial(added, path=folder))
    click.echo(said(f"{printable(str(folder), 1000)} is remembered: svodka index reads it"))


@folders.command(
    short_help="Forget a folder and take its articles out.",
    examples=("svodka folders remove /srv/news", "svodka folders remove ../архив"),
)
@_folder
@_index
@click.pass_obj
def remove(engine: "Engine", folder: Path) -> None:
    """Forget FOLDER, and take its articles out of the index. Its files stay."""
    from svodka.indexer.build import remove_forgotten
    from svodka.indexer.building.folders import without

    engine.change_folders(partial(without, path=folder))
    gone = remove_forgotten(engine)
    place = printable(str(folder), 1000)
    click.echo(said(f"{place} is forgotten; taken out of the index: {amount(gone, 'article')}"))


@folders.command(
    short_help="Say where a folder lies now.",
    examples=("svodka folders move /srv/news /data/news", "svodka folders move архив архив-2024"),
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@_index
@click.pass_obj
def move(engine: "Engine", old: Path, new: Path) -> None:
    """Remember that the folder OLD lies at NEW now. Its articles keep their ids."""
    from svodka.indexer.building.folders import moved

    engine.change_folders(partial(moved, old=old, new=new))
    place, now = printable(str(old), 1000), printable(str(new), 1000)
    click.echo(said(f"{place} is remembered at {now}"))
