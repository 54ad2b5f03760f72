"""``svodka inspect`` and ``svodka index --dry-run``: what would become of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svodka.indexer.commands.help import Command
from svodka.indexer.commands.language import _, amount, said
from svodka.indexer.commands.options import json_option, map_option
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import harmless, harmless_json_of, printable

if TYPE_CHECKING:
    from svodka.indexer.sources.inspection import Inspection

_START = 160  # characters of a text that are shown


@click.command(
    cls=Command,
    short_help="Show what would become of files.",
    examples=("svodka inspect seeds", "svodka inspect архив.jsonl --map text=тело --json"),
    variables=("SVODKA_TIMEZONE", "SVODKA_SOURCES"),
)
@click.argument(
    "places", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, path_type=Path)
)
@map_option
@json_option
@click.pass_context
def inspect(
    context: click.Context, places: tuple[Path, ...], mapping: tuple[str, ...], as_json: bool
) -> None:
    """Show what would become of FILEs or folders, without an index.

    For each file: its format and encoding, the number of its articles, which names were taken for
    which fields, the first three articles, and what is left out with the reason.
    """
    context.exit(inspect_places(places, mapping, as_json))


def inspect_places(places: Sequence[Path], mapping: Sequence[str], as_json: bool) -> int:
    """Print what would become of each file, and return the exit code: 1 if something is left out.

    Raises SourceError if there is nothing to inspect, SettingError for a wrong mapping.
    """
    from svodka.indexer.building.folders import NO_FOLDER
    from svodka.indexer.sources import mapping_of
    from svodka.indexer.sources.inspection import inspected, roots_of

    if not places:
        raise SourceError(NO_FOLDER)
    left_out = articles = files = 0
    records, none = [], "nothing left out"
    for one in inspected(roots_of(places, mapping_of(mapping))):
        left_out, articles, files = left_out + one.left_out, articles + one.articles, files + 1
        if any(note.startswith("left out") for note in one.notes):
            none = "nothing else left out"
        if as_json:
            records.append(_record(one))
        else:
            click.echo("\n".join(_lines(one)))
    if as_json:
        click.echo(harmless_json_of({"files": records, "articles": articles, "left_out": left_out}))
    else:
        rest = f"{amount(left_out, 'input')} left out" if left_out else none
        click.echo(said(f"{amount(articles, 'article')} in {amount(files, 'file')}; {rest}."))
    return 1 if left_out else 0


def _lines(one: "Inspection") -> list[str]:
    """Return the lines on one file."""
    facts = [one.format or _("no ending"), *([one.encoding] if one.encoding else [])]
    facts.append(amount(one.articles, "article"))
    lines = [said(f"{printable(one.path)}: {', '.join(facts)}")]
    if taken := _taken(one):
        lines.append(said(f"  fields: {printable(taken, 1000)}"))
    if unknown := [name for field, name in one.taken if not field]:
        lines.append(said(f"  not read: {printable(', '.join(unknown), 1000)}"))
    for article in one.first:
        about = [article.date or _("no date"), article.source, article.author, article.url]
        lines.append(f"  • {printable(article.title, 300)}")
        lines.append(f"    {printable(' | '.join(filter(None, about)), 500)}")
        start = article.text[:_START].replace("\n", " / ")
        rest = "…" if len(article.text) > _START else ""
        lines.append(f"    {printable(start)}{rest}" if start else said("    no text"))
    lines += [said(f"  note: {harmless(text)}") for text in one.notes]
    lines += [said(f"  left out: {harmless(reason)}") for reason in one.reasons]
    if more := one.left_out - len(one.reasons):
        lines.append(said(f"  left out: {more} more"))
    return lines


def _taken(one: "Inspection") -> str:
    """Return which names were taken for which fields: «text = тело, лид»."""
    names: dict[str, list[str]] = {}
    for field, name in one.taken:
        if field:
            names.setdefault(field, []).append(name)
    return "; ".join(f"{field} = {', '.join(own)}" for field, own in names.items())


def _record(one: "Inspection") -> dict[str, object]:
    return {
        "path": one.path,
        "format": one.format,
        "encoding": one.encoding or None,
        "articles": one.articles,
        "fields": [{"field": field or None, "name": name} for field, name in one.taken],
        "first": [
            {
                "title": article.title,
                "date": article.date,
                "source": article.source,
                "author": article.author,
                "url": article.url,
                "text": article.text[:_START],
            }
            for article in one.first
        ],
        "notes": one.notes,
        "left_out": one.left_out,
        "reasons": one.reasons,
    }
