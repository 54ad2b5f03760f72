"""Names of periods: «2024», «август 2024», «19 августа 2024»."""

from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date

from svodka.indexer.query.filters import stretch
from svodka.webapp.presentation.language import current
from svodka.webapp.presentation.language import gettext as _

CACHED = 1 << 13  # dates as they are written


def named(value: str, unit: str = "") -> str:
    """The full name of a year, month or day in ISO: ``2024``, ``2024-08`` or ``2024-08-19``.

    With ``unit`` «week», a day stands for the week that it begins.
    """
    if unit == "week":
        return str(_("неделя с %(day)s", day=named(value)))
    if len(value) == 4:
        return value
    return written(value, "d\xa0MMMM y" if len(value) == 10 else "LLLL y")


def whole(value: str, unit: str) -> tuple[str, str]:
    """The first and last ISO day of a period of a time line, whose weeks have their Mondays."""
    if unit == "week":
        return value, (date.fromisoformat(value) + timedelta(6)).isoformat()
    return stretch(value) or (value, value)


def short(value: str, *, with_year: bool = False) -> str:
    """The short name of a year, month or day for an axis: «2024», «авг. 2024», «19 авг.»."""
    if len(value) == 4:
        return value
    pattern = "d\xa0MMM" if len(value) == 10 else "LLL"
    return written(value, f"{pattern} y" if with_year else pattern)


def in_numbers(day: str | None) -> str:
    """An ISO day for a text field: «01.03.2007»; empty without one."""
    return ".".join(reversed(day.split("-"))) if day else ""


def between(since: str | None, until: str | None) -> str:
    """The name of a range of ISO days, open or closed: a year or month, or «с … по …»."""
    if since and until:
        for length in (4, 7, 10):
            if stretch(since[:length]) == (since, until):
                return named(since[:length])
        return str(_("%(since)s – %(until)s", since=named(since), until=named(until)))
    if since:
        return str(_("с %(since)s", since=named(since)))
    return str(_("по %(until)s", until=named(until)) if until else _("за всё время"))


def written(value: str, pattern: str) -> str:
    """A month or day in ISO by one of Babel's patterns. Raises ValueError for other text."""
    return _written(value, pattern, current())


@lru_cache(CACHED)
def _written(value: str, pattern: str, language: str) -> str:
    padded = f"{value}-01" if len(value) == 7 else value
    return str(format_date(date.fromisoformat(padded), pattern, locale=language))
