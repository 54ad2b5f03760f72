"""Options that several commands share, or that are many."""

import re
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from svodka.indexer.article import ExactField
from svodka.indexer.commands.help import Command
from svodka.indexer.commands.language import _
from svodka.indexer.engines import DEFAULT_INDEX

if TYPE_CHECKING:
    from svodka.indexer.query.filters import Filters

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

index_option = click.option(
    "--index",
    "url",
    default=DEFAULT_INDEX,
    envvar="SVODKA_INDEX",
    show_default=True,
    show_envvar=True,
    metavar="ADDRESS",
    help="Address of the index: a folder, or opensearch://HOST:9200/NAME.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object instead of text."
)

map_option = click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=NAME",
    help=(
        "The name of a field in records: --map text=тело --map date=когда. "
        "The index remembers it for these folders; --map none forgets it."
    ),
)


# Of a query that begins with «-»; options of one letter stand alone.
_EXCLUSION = re.compile(r"--*+[^-A-Za-z]|-(?![h-])[A-Za-z]\S")


def _joined(_context: click.Context, _argument: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(words)


# A query of any number of arguments: blanks need no quotation marks.
query_argument = click.argument("query", nargs=-1, metavar="QUERY…", callback=_joined)


class QueryCommand(Command):
    """A command with a query, which may begin with «-» like an option: svodka search -парк."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options, then the query."""
        if "--" in args:
            return super().parse_args(ctx, args)
        valued = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        after = [None, *args]
        query = [
            text
            for text, before in zip(args, after, strict=False)
            if _EXCLUSION.match(text) and before not in valued
        ]
        options = [text for text in args if text not in query]
        return super().parse_args(ctx, [*options, *(["--", *query] if query else [])])


def _days(
    _context: click.Context, _option: click.Parameter, written: str | None
) -> tuple[str, str] | None:
    from svodka.indexer.query.filters import stretch

    days = stretch(written) if written else None
    if days or written is None:
        return days
    said = _("%(written)r is no date: write 2024-03-01, 2024-03 or 2024", written=written)
    raise click.BadParameter(said)


_HELP: dict[ExactField, str] = {
    "source": "Only articles of this source; as all that follow, letter by letter and repeatable.",
    "section": "Only articles of this section.",
    "author": "Only articles by this author.",
    "person": "Only articles that name this person: 'Владимир Путин'.",
    "place": "Only articles that name this place: Москва.",
}


def filter_options(command: Decorated) -> Decorated:
    """Add the filter options to a command, as keyword arguments for ``filters_of``."""
    options = [
        click.option(
            "--from",
            "since",
            metavar="DATE",
            callback=_days,
            help="Only articles since this day, month or year.",
        ),
        click.option(
            "--to",
            "until",
            metavar="DATE",
            callback=_days,
            help="Only articles until this day, month or year, included.",
        ),
        *(
            click.option(f"--{name}", multiple=True, metavar="VALUE", help=_HELP[name])
            for name in get_args(ExactField)
        ),
    ]
    return reduce(lambda made, option: option(made), reversed(options), command)


def filters_of(
    since: tuple[str, str] | None, until: tuple[str, str] | None, **values: tuple[str, ...]
) -> "Filters":
    """The filters of the options. Raises click.BadParameter if the dates are reversed."""
    from svodka.indexer.query.filters import Filters

    filters = Filters(since and since[0], until and until[1], **values)
    if filters.since and filters.until and filters.since > filters.until:
        said = _("the first day must not be after the last one")
        raise click.BadParameter(said, param_hint="--from")
    return filters
