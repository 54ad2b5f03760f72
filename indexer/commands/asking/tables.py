"""Rows for other programs: a line each, as TSV, CSV or JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from svodka.indexer.printable import harmless_json, printable

FORMATS = ("text", "tsv", "csv", "jsonl")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text for people, or a line for each row; tsv and csv begin with the names of columns.",
)


def print_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], form: str) -> int:
    """Print rows as they come, and return their number. ``form`` is tsv, csv or jsonl.

    A cell has no control characters. Lists become their parts, joined by blanks.
    """
    if form != "jsonl":
        click.echo(_line(columns, form))
    number = 0
    for row in rows:
        number += 1
        if form == "jsonl":
            record = {column: row[column] for column in columns}
            click.echo(harmless_json(json.dumps(record, ensure_ascii=False)))
        else:
            click.echo(_line([_cell(row[column]) for column in columns], form))
    return number


def _line(cells: Sequence[str], form: str) -> str:
    if form == "tsv":
        return "\t".join(cells)
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return printable(" ".join(text.split()), len(text) + 1)
