"""``svodka init`` and ``svodka completion``: what is set up once."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from svodka.indexer.commands.help import Command
from svodka.indexer.commands.language import _
from svodka.indexer.commands.settings_file import NAME
from svodka.indexer.errors import RequestError
from svodka.indexer.printable import printable

_TEMPLATE = """\
# {head}

index = {index}
folders = {folders}
# timezone = "Europe/Moscow"

# [map]
# text = "тело"

[serve]
port = {port}
# host = "127.0.0.1"
# workers = 2
# address = "https://example.org/news/"
"""


@click.command(
    cls=Command,
    short_help="Write a settings file, svodka.toml, into this folder.",
    examples=("svodka init новости", "svodka init /srv/a /srv/b --index /srv/index --port 8001"),
)
@click.argument("folders", nargs=-1, metavar="[FOLDER…]", type=click.Path(path_type=Path))
@click.option(
    "--index",
    "url",
    default="var/index",
    show_default=True,
    metavar="ADDRESS",
    help="Address of the index; a path counts from this folder.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    metavar="N",
    type=click.IntRange(0, 65535),
    help="Port of the site.",
)
@click.option("--replace", is_flag=True, help="Replace the settings file that there is.")
def init(folders: tuple[Path, ...], url: str, port: int, replace: bool) -> None:
    """Write svodka.toml: all commands in this folder and below it read their settings from it."""
    for folder in folders:
        if not folder.is_dir():
            raise RequestError(f"{printable(str(folder), 1000)}: there is no such folder")
    file = Path(NAME)
    try:
        with file.open("w" if replace else "x", encoding="utf-8") as opened:
            opened.write(_content(folders, url, port))
    except FileExistsError:
        raise RequestError(f"there is a {NAME} here already: say --replace") from None
    click.echo(_("Wrote %(file)s. Next: svodka index, then svodka serve", file=NAME))


def _content(folders: Sequence[Path], url: str, port: int) -> str:
    head = _("Settings of Svodka. Options and environment variables win over them.")
    names = ", ".join(_quoted(str(folder)) for folder in folders)
    return _TEMPLATE.format(head=head, index=_quoted(url), folders=f"[{names}]", port=port)


def _quoted(text: str) -> str:
    """A text as TOML quotes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@click.command(
    cls=Command,
    short_help="Print the completion script of a shell.",
    examples=(
        'eval "$(svodka completion bash)"  # in ~/.bashrc; zsh in ~/.zshrc',
        "svodka completion fish > ~/.config/fish/completions/svodka.fish",
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, /, shell: str) -> None:
    """Print the script that lets SHELL complete the commands, options and files of svodka."""
    kind = get_completion_class(shell)
    if kind is None:
        raise RequestError(f"{shell} is not completed by this version of click")
    click.echo(kind(context.find_root().command, {}, "svodka", "_SVODKA_COMPLETE").source())
