"""Commands whose help has examples, environment variables and uncut lines, in one language."""

import copy
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import click

from svodka.indexer.commands.language import _
from svodka.indexer.commands.settings_file import tell_sources

# Beside SVODKA_INDEX, for all commands that open an index.
INDEX_VARIABLES = ("SVODKA_TRUST_INDEX", "SVODKA_OPENSEARCH_…")


_TELLS = "svodka.tells"


def _remember(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.meta[_TELLS] = True


def verbosity() -> click.Option:
    """The option ``-v``, of each command and of the group."""
    return click.Option(
        ["-v", "tells"],
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Also say which settings file and which index are used.",
    )


class _Helped(click.Command):
    """Help with examples, in the language of the terminal."""

    examples: Sequence[str] = ()
    variables: Sequence[str] = ()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; messages name them in the language of the terminal."""
        for param in self.params:
            if isinstance(param, click.Argument) and not isinstance(param.type, click.Choice):
                english = self._metavars.setdefault(param.name, param.metavar)
                param.metavar = _(english or (param.name or "").upper())
        return super().parse_args(ctx, args)

    @cached_property
    def _metavars(self) -> dict[str | None, str | None]:
        """The names of arguments in English, before they were translated."""
        return {}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option for help, in English as all: its text is translated when it is shown."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "Show this message and exit."
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line in the language of the terminal."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the text in the language of the terminal."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(" ".join((self.help or "").split())))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in the language of the terminal."""
        rows = []
        for param in self.get_params(ctx):
            if isinstance(param, click.Option):
                said = copy.copy(param)
                said.help = _(said.help or "")
                said.metavar = said.metavar and _(said.metavar)
                rows += [row for row in [said.get_help_record(ctx)] if row]
        with formatter.section(_("Options")):
            formatter.write_dl(rows)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples and the environment variables."""
        indent = " " * 2
        with formatter.section(_("Examples")):
            for example in self.examples:
                formatter.write(f"{indent}{example}\n")
        if self.variables:
            with formatter.section(_("Environment variables")):
                formatter.write_text(", ".join(self.variables))

    def get_short_help_str(self, _limit: int = 45) -> str:
        """The short help, never cut."""
        return _(self.short_help or "")


class Command(_Helped):
    """A command with ``examples`` (command lines) and the ``variables`` that it reads.

    ``-v`` says which settings file and which index it uses.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        variables: Sequence[str] = (),
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        self.examples, self.variables = examples, variables
        self.params.append(verbosity())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, after what ``-v`` asks for."""
        if ctx.meta.get(_TELLS):
            tell_sources(ctx)
        return super().invoke(ctx)


class Group(_Helped, click.Group):
    """A group of such commands."""

    command_class = Command

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = examples
        self.params.append(verbosity())

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands, each with its whole short help."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)
