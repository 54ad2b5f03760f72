"""``svodka stats``: the content of an index, its last run, its folders, and notes on its files."""

import time
from typing import cast

import click

from svodka.indexer.commands.help import INDEX_VARIABLES, Command
from svodka.indexer.commands.language import amount, said
from svodka.indexer.commands.options import index_option, json_option
from svodka.indexer.engines import maintainable, open_engine
from svodka.indexer.printable import harmless, harmless_json_of, printable

MOST_NOTES = 20  # notes on files that are shown


@click.command(
    cls=Command,
    short_help="Show what the index holds, and its last update.",
    examples=("svodka stats", "svodka stats --json --index /srv/news/index"),
    variables=INDEX_VARIABLES,
)
@index_option
@json_option
def stats(url: str, as_json: bool) -> None:
    """Show the content of the index, its last change and comparison, and its version.

    Also what was told of its files when they were read: what was guessed, or not understood.
    """
    from svodka.indexer.building.file_notes import FileNotes, read_notes
    from svodka.indexer.results.serialize import folder_records, last_run_record, statistics_record

    engine = open_engine(url)
    record = statistics_record(maintainable(engine).statistics(), time.time()) | last_run_record(
        engine.last_run()
    )
    folders = folder_records(engine.folders())
    notes = (read_notes(engine) or FileNotes()).told()
    if as_json:
        told = [{"path": path, "note": text} for path, text in notes]
        click.echo(harmless_json_of(record | {"folders": folders, "notes": told}))
        return
    for name, value in record.items():
        shown = "none" if value is None else printable(str(value), 1000)
        click.echo(said(f"{name}: {shown}"))
    for folder in folders:
        articles = amount(cast("int", folder["articles"]), "article")
        click.echo(said(f"folder: {printable(str(folder['folder']), 1000)} ({articles})"))
    _print_notes(notes)


def _print_notes(notes: list[tuple[str, str]]) -> None:
    for path, text in notes[:MOST_NOTES]:
        click.echo(said(f"note: {printable(path)}: {harmless(text)}"))
    if (more := len(notes) - MOST_NOTES) > 0:
        click.echo(said(f"note: {more} more; --json has all of them"))
