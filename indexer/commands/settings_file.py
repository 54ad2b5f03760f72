"""``svodka.toml``: the settings of a collection, looked for from the working folder upwards.

Options win over environment variables, and these over the file.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from svodka.indexer.commands.language import _
from svodka.indexer.commands.printing import note
from svodka.indexer.engines import DEFAULT_INDEX, index_folder
from svodka.indexer.errors import SettingError
from svodka.indexer.printable import printable

NAME = "svodka.toml"
LARGEST = 1 << 20  # bytes
_META = "svodka.settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """The content of a settings file, with paths made absolute; ``file`` is None without one.

    ``mapping`` has ``field=name`` pairs. ``serve`` has the options of the server by name.
    """

    file: Path | None = None
    index: str | None = None
    folders: tuple[Path, ...] = ()
    mapping: tuple[str, ...] = ()
    timezone: str | None = None
    address: str | None = None
    serve: Mapping[str, Any] = field(default_factory=dict)


def find() -> Path | None:
    """The nearest settings file in the working folder or above it, or None.

    One that belongs to another user is passed over, with a note: it could name any index.
    """
    try:
        start = Path.cwd()
    except OSError:  # the folder was deleted
        return None
    for folder in (start, *start.parents):
        file = folder / NAME
        try:
            owner = file.stat().st_uid
        except OSError:
            continue
        if owner in (0, os.getuid()):
            return file
        note(
            _(
                "%(file)s belongs to another user and is not read; svodka --config FILE reads it",
                file=printable(str(file), 1000),
            )
        )
    return None


def read(file: Path) -> Settings:
    """Read a settings file. Raises SettingError for what is wrong in it."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise SettingError(f"{file}: a settings file has {LARGEST} bytes at most")
        values = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{file}: no TOML ({error})") from error
    return _settings(file.absolute(), values)


def apply(context: click.Context, settings: Settings) -> None:
    """Make the settings the defaults of all commands."""
    context.meta[_META] = settings
    os.environ.setdefault("SVODKA_TIMEZONE", settings.timezone) if settings.timezone else None
    os.environ.setdefault("SVODKA_ADDRESS", settings.address) if settings.address else None
    defaults: dict[str, dict[str, Any]] = {}
    group = context.command
    for name, command in group.commands.items() if isinstance(group, click.Group) else ():
        options = {option.name for option in command.params}
        given = {"url": settings.index, "mapping": settings.mapping or None}
        if name == "serve":
            given |= settings.serve
        defaults[name] = {
            key: value for key, value in given.items() if key in options and value is not None
        }
    context.default_map = defaults


def settings_of(context: click.Context) -> Settings:
    """The settings that count for a command."""
    settings = context.meta.get(_META)
    return settings if isinstance(settings, Settings) else Settings()


def tell_sources(context: click.Context) -> None:
    """Say on standard error which settings file is read, and which index is meant."""
    settings = settings_of(context)
    file = printable(str(settings.file), 1000) if settings.file else None
    note(
        _("Settings file: %(file)s", file=file)
        if file
        else _("Settings file: none; no %(name)s here or above", name=NAME)
    )
    if any(option.name == "url" for option in context.command.params):
        url = context.params.get("url") or _default_address(context)
        note(_("Index: %(address)s", address=printable(_absolute(url), 1000)))


def _default_address(context: click.Context) -> str:
    option = next(one for one in context.command.params if one.name == "url")
    value, _source = option.consume_value(context, {})
    return str(value or DEFAULT_INDEX)


def _absolute(url: str) -> str:
    folder = index_folder(url)
    return f"whoosh:{folder.absolute()}" if folder is not None else url


def _settings(file: Path, values: Mapping[str, Any]) -> Settings:
    _refuse_unknown(file, values, _TOP, "")
    found: dict[str, Any] = {key: _TOP[key](file, key, value) for key, value in values.items()}
    serve = found.pop("serve", {})
    return Settings(
        file=file,
        index=found.get("index"),
        folders=found.get("folders", ()),
        mapping=found.get("map", ()),
        timezone=found.get("timezone"),
        address=serve.pop("address", None),
        serve=serve,
    )


def _refuse_unknown(
    file: Path, values: Mapping[str, Any], known: Mapping[str, Any], table: str
) -> None:
    for key in values:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise SettingError(f"{file}: there is no setting {printable(table + key)}: {meant}")


def _text(file: Path, key: str, value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise SettingError(f"{file}: {key} must be a text in quotation marks")


def _number(file: Path, key: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise SettingError(f"{file}: {key} must be a number")


def _address(file: Path, key: str, value: object) -> str:
    url = _text(file, key, value)
    folder = index_folder(url)
    return url if folder is None else f"whoosh:{file.parent / folder.expanduser()}"


def _folders(file: Path, key: str, value: object) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise SettingError(f'{file}: {key} must be a list of folders: ["news"]')
    return tuple(file.parent / Path(_text(file, key, one)).expanduser() for one in value)


def _mapping(file: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, dict):
        raise SettingError(f'{file}: {key} must be a table: [map], then text = "тело"')
    return tuple(f"{name}={_text(file, f'{key}.{name}', given)}" for name, given in value.items())


def _serve(file: Path, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingError(f"{file}: {key} must be a table: [serve], then port = 8000")
    _refuse_unknown(file, value, _SERVER, "serve.")
    return {name: _SERVER[name](file, f"{key}.{name}", given) for name, given in value.items()}


_SERVER: dict[str, Callable[[Path, str, object], Any]] = {
    "host": _text,
    "port": _number,
    "workers": _number,
    "address": _text,
}
_TOP: dict[str, Callable[[Path, str, object], Any]] = {
    "index": _address,
    "folders": _folders,
    "map": _mapping,
    "timezone": _text,
    "serve": _serve,
}
