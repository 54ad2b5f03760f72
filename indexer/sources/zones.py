"""The time zone of dates that give none: the setting ``SVODKA_TIMEZONE``."""

import os
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from svodka.indexer.errors import SettingError
from svodka.indexer.printable import printable

VARIABLE = "SVODKA_TIMEZONE"


def default_zone() -> ZoneInfo | None:
    """Return the zone of the setting, None if it is not set. Raises SettingError."""
    name = os.environ.get(VARIABLE, "")
    return _zone(name) if name else None


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(
            f"{VARIABLE}={printable(name)}: there is no such time zone; "
            "write a name like Europe/Moscow"
        ) from None
