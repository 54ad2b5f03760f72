"""``svodka check``: read an index, and name every file that is missing, damaged or foreign."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from svodka.indexer.commands.help import INDEX_VARIABLES, Command
from svodka.indexer.commands.language import _, counted, said
from svodka.indexer.commands.options import index_option, json_option
from svodka.indexer.engines import maintainable, open_engine
from svodka.indexer.errors import IndexCorrupt
from svodka.indexer.printable import harmless_json_of, printable

if TYPE_CHECKING:
    from svodka.indexer.engines.records import Inspection


@click.command(
    cls=Command,
    short_help="Read the whole index, and name damaged files.",
    examples=("svodka check", "svodka check --quick --index /backup/index"),
    variables=INDEX_VARIABLES,
)
@index_option
@click.option("--quick", is_flag=True, help="Compare only sizes and checksums.")
@json_option
@click.pass_context
def check(context: click.Context, /, url: str, quick: bool, as_json: bool) -> None:
    """Read the whole index, and name every file that is missing, damaged or foreign."""
    inspection = _inspected(url, quick)
    if as_json:
        click.echo(harmless_json_of({"ok": not inspection.faults, **asdict(inspection)}))
    for stray in inspection.strays:
        text = _("%(file)s is no part of the index, and is not read", file=printable(stray))
        click.echo(text, err=True)
    for fault in inspection.faults:
        problem = said(fault.problem)
        text = _("%(file)s is %(problem)s", file=printable(fault.file), problem=problem)
        click.echo(text, err=True)
    if inspection.faults:
        damage = IndexCorrupt(f"{len(inspection.faults)} of the index's files missing or damaged")
        click.echo(_("Error: %(error)s", error=said(damage)), err=True)
        context.exit(2)
    if not as_json:
        number = inspection.articles or 0
        click.echo(
            counted(
                "The index is whole: %(num)s article.",
                "The index is whole: %(num)s articles.",
                number,
            )
        )


def _inspected(url: str, quick: bool) -> "Inspection":
    """Check an index, with a bar of the bytes read if standard error is a terminal."""
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, disable=None, leave=False, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return maintainable(open_engine(url)).check(quick=quick, progress=progress)
