"""Text for a terminal: width, marks in colour, and a pager for what is longer than the screen."""

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from svodka.indexer.printable import printable

if TYPE_CHECKING:
    from svodka.indexer.highlight.marks import Marked, Range

LEAST_WIDTH, MOST_WIDTH = 40, 100  # columns


def is_terminal() -> bool:
    """True if standard output is a terminal."""
    return sys.stdout.isatty()


def wants_colour() -> bool | None:
    """False if the user wants no colours (no-color.org); None if the stream decides."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def width() -> int:
    """The columns for a line of text; as wide as is easily read."""
    return max(LEAST_WIDTH, min(MOST_WIDTH, shutil.get_terminal_size().columns))


def styled(text: str, marks: "Iterable[Range]") -> str:
    """A text with its marks in colour, and no other control characters."""
    pieces, at = [], 0
    for start, stop in marks:
        pieces.append(printable(text[at:start], len(text)))
        hit = printable(text[start:stop], len(text))
        pieces.append(click.style(hit, underline=True, fg="yellow"))
        at = stop
    return "".join([*pieces, printable(text[at:], len(text))])


def shown(marked: "Marked") -> str:
    """A marked text in colour."""
    return styled(marked.text, marked.marks)


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines of the terminal; unchanged where there is none."""
    if not is_terminal():
        return indent + text
    return click.wrap_text(text, width(), indent, indent)


def output(lines: Iterable[str]) -> None:
    """Print lines; page them if a person reads them and they do not fit on the screen."""
    if not (is_terminal() and sys.stdin.isatty()):
        for line in lines:
            click.echo(line)
        return
    text = "\n".join(lines)
    height = shutil.get_terminal_size().lines
    if text.count("\n") + 2 > height and os.environ.get("TERM") != "dumb":
        os.environ.setdefault("LESS", "-R -F -X")
        click.echo_via_pager(f"{text}\n")
    elif text:
        click.echo(text)
