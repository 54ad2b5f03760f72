"""Pages on the terminal: results on standard output, the rest on standard error."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

import click

from svodka.indexer.printable import printable

if TYPE_CHECKING:
    from svodka.indexer.bulkhead import Bulkhead, PartFailure
    from svodka.indexer.highlight.marks import Marked
    from svodka.indexer.results.page import Page, Result


def note(text: str, *, timed: bool = False) -> None:
    """Print to standard error, after the time if ``timed``. Errors of writing are ignored."""
    with suppress(OSError):
        click.echo(stamped(text) if timed else text, err=True)


def stamped(text: str) -> str:
    """Prefix each line with the local time and its offset from UTC."""
    stamp = datetime.now().astimezone().isoformat(timespec="seconds")
    return "\n".join(f"{stamp} {line}" for line in text.split("\n"))


def note_failures(failures: "Sequence[PartFailure]") -> None:
    """Print failures and their reasons to standard error."""
    for one in failures:
        part = printable(" ".join(filter(None, (one.part, one.id))))
        error = printable(f"{type(one.error).__name__}: {one.error}")
        note(f"Error: {part} failed ({error})")


def print_page(page: "Page", bulkhead: "Bulkhead") -> None:
    """Print a page; failures of the printing are added to ``bulkhead``."""
    from svodka.indexer.results.page import notices_of

    if page.correction:
        label = "Исправлено" if page.correction.applied else "Возможно, вы искали"
        note(f"{label}: {printable(page.correction.query)}")
    results = [_in_lines(result, bulkhead) for result in page.results]
    for notice in notices_of(page, bulkhead.failures):
        note(printable(notice, len(notice)))
    for line in chain.from_iterable(results):
        click.echo(line)
    if page.wider:
        note(f"{page.wider.more} more with words of the same root: {printable(page.wider.query)}")
    also = f" and {page.also_articles} without some of the words" if page.also else ""
    nothing = "The search could not be finished" if page.unfinished else "Nothing found"
    note(
        f"{page.articles} found{also}, page {page.page} of {page.pages}" if page.total else nothing
    )


def _in_lines(result: "Result", bulkhead: "Bulkhead") -> list[str]:
    """The lines of a result; if it cannot be shown, its id and known facts."""
    from svodka.indexer.results.failure_notices import NOT_SHOWN

    article = result.article
    left = [f"{printable(article.title)} [{printable(article.id)}]".lstrip(), f"  {NOT_SHOWN}"]
    return (
        left
        if result.failure
        else bulkhead.run("result", lambda: _shown_result(result), left, article)
    )


def _shown_result(result: "Result") -> list[str]:
    article = result.article
    facts = [fact for fact in (article.date and article.date[:10], article.source) if fact]
    title = click.style(_shown(result.title), bold=True)
    line = f"  {printable(', '.join([*facts, article.file]))}"
    lacks = [f"  Без слов: {printable(', '.join(result.missing))}"] if result.missing else []
    return [title, line, *lacks, *(f"  {_shown(snippet)}" for snippet in result.snippets)]


def _shown(marked: "Marked") -> str:
    """A text for the terminal with underlined marks; click drops the colours elsewhere."""
    pieces, at = [], 0
    for start, stop in marked.marks:
        pieces += [printable(marked.text[at:start], len(marked.text)), ""]
        pieces[-1] = click.style(
            printable(marked.text[start:stop], len(marked.text)), underline=True, fg="yellow"
        )
        at = stop
    return "".join([*pieces, printable(marked.text[at:], len(marked.text))])
