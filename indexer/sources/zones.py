"""Time zones of dates: those that are named, and the setting ``SVODKA_TIMEZONE`` for the rest."""

import os
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from svodka.indexer.errors import SettingError
from svodka.indexer.printable import printable

VARIABLE = "SVODKA_TIMEZONE"


def default_zone() -> ZoneInfo | None:
    """Return the zone of the setting, None if it is not set. Raises SettingError."""
    name = os.environ.get(VARIABLE, "")
    return _zone(name) if name else None


@lru_cache(64)
def named_zone(name: str) -> ZoneInfo | None:
    """Return a zone by its name in the IANA database, for example Europe/Moscow; None if unknown.

    Its offset depends on the day: Moscow's changed in 2011 and 2014.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            f"{VARIABLE}={printable(name)}: there is no such time zone; "
            "write a name like Europe/Moscow"
        ) from None
