"""Lines on standard error."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import click

from svodka.indexer.commands.language import _, said
from svodka.indexer.commands.part_names import part_name
from svodka.indexer.printable import printable

if TYPE_CHECKING:
    from svodka.indexer.bulkhead import PartFailure


def note(text: str, *, timed: bool = False) -> None:
    """Print English text to standard error, in the language of the terminal.

    The time comes first if ``timed``. Errors of writing are ignored.
    """
    with suppress(OSError):
        told = said(text)
        click.echo(stamped(told) if timed else told, err=True)


def stamped(text: str) -> str:
    """Prefix each line with the local time and its offset from UTC."""
    stamp = datetime.now().astimezone().isoformat(timespec="seconds")
    return "\n".join(f"{stamp} {line}" for line in text.split("\n"))


def note_failures(failures: "Sequence[PartFailure]") -> None:
    """Print failures and their reasons to standard error."""
    for one in failures:
        part = printable(" ".join(filter(None, (part_name(one.part), one.id))))
        error = printable(f"{type(one.error).__name__}: {one.error}")
        note(_("Error: %(part)s failed (%(error)s)", part=part, error=error))
