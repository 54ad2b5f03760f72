"""``svodka analyze``: the words of a text with their lemmas."""

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from svodka.indexer.commands.options import QueryCommand, json_option
from svodka.indexer.printable import harmless_json_of, printable

if TYPE_CHECKING:
    from svodka.indexer.analysis.token_arrays import Token


@click.command(
    cls=QueryCommand,
    short_help="Show the words of a text and their lemmas.",
    examples=("svodka analyze стали Алиева --explain", "svodka analyze --json < статья.txt"),
)
@click.argument("words", nargs=-1, metavar="[TEXT…]")
@click.option(
    "--explain",
    is_flag=True,
    help="Show all readings of each word, their scores, and the rules that chose.",
)
@json_option
def analyze(words: tuple[str, ...], explain: bool, as_json: bool) -> None:
    """Show the words of TEXT, or of each line of standard input, with their lemmas."""
    from svodka.indexer.analysis.tokens import analyze as analyze_text

    lines: Iterable[str] = (
        [" ".join(words)] if words else (line.rstrip("\r\n") for line in sys.stdin)
    )
    for line in lines:
        tokens = analyze_text(line)
        if as_json:
            fields = ("text", "start", "stop", "form", "lemmas")
            records = [{name: getattr(token, name) for name in fields} for token in tokens]
            if explain:
                records = [
                    record | {"readings": _readings(token)}
                    for record, token in zip(records, tokens, strict=True)
                ]
            click.echo(harmless_json_of({"text": line, "tokens": records}))
        else:
            for token in tokens:
                click.echo(f"{printable(token.text)}\t{' '.join(token.lemmas)}")
                for reading in _readings(token) if explain else ():
                    click.echo(_reading_line(reading))


def _reading_line(reading: Mapping[str, Any]) -> str:
    sign = "+" if reading["kept"] else "-"
    score = f"{reading['score']:.3f}"
    return f"  {sign} {reading['lemma']}\t{score}\t{reading['rule']}\t{reading['tag']}"


def _readings(token: "Token") -> list[dict[str, Any]]:
    from svodka.indexer.analysis.morphology import readings

    return [reading._asdict() for reading in readings(token.form)]
