"""Time lines: the days of articles counted by day, month or year."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.records import Bucket, Timeline, Unit

MOST_DAYS = 62  # the longest period, of about two months, that is shown by days
MOST_MONTHS = 120  # and by months

Days = NDArray[np.int64]


def timeline(dated: Days, undated: int, unit: Unit | None = None) -> Timeline:
    """A time line of days (since 1970) in ``unit``, else in the finest that keeps it short."""
    if not len(dated):
        return Timeline(unit or "year", [], undated)
    unit = unit or fitting(int(dated.min()), int(dated.max()))
    return Timeline(unit, _line(dated, unit), undated)


def fitting(first: int, last: int) -> Unit:
    """The unit for a line from one day (since 1970) to another."""
    if last - first < MOST_DAYS:
        return "day"
    from_month, to_month = _units(np.array([first, last]), "month").tolist()
    return "month" if to_month - from_month < MOST_MONTHS else "year"


def filled(counts: Mapping[str, int], unit: Unit) -> list[Bucket]:
    """The counts of named periods (``2024-08``) as a line with the empty ones between them."""
    if not counts:
        return []
    names = periods(min(counts), max(counts), unit)
    return [Bucket(name, counts.get(name, 0)) for name in names]


def periods(first: str, last: str, unit: Unit) -> list[str]:
    """The names of all periods from the one of a day, or a period so named, to that of another."""
    begun, ended = _units(np.array([first, last]).astype("datetime64[D]"), unit).tolist()
    return _names(begun, ended, unit)


def years(dated: Days) -> Sequence[Bucket]:
    """All years with articles, the latest first."""
    return [bucket for bucket in reversed(_line(dated, "year")) if bucket.count]


_CODES = {"day": "D", "week": "D", "month": "M", "year": "Y"}
_THURSDAY = 3  # days from a Monday: 1970 began on a Thursday


def _line(dated: Days, unit: Unit) -> list[Bucket]:
    """The number of articles in each unit from the first to the last, empty ones included."""
    if not len(dated):
        return []
    units = _units(dated, unit)
    first = int(units.min())
    counts = np.bincount(units - first).tolist()
    names = _names(first, first + len(counts) - 1, unit)
    return [Bucket(name, count) for name, count in zip(names, counts, strict=True)]


def _names(first: int, last: int, unit: Unit) -> list[str]:
    """The names of units since 1970, both ends included."""
    numbers = np.arange(first, last + 1)
    if unit == "week":
        numbers = numbers * 7 - _THURSDAY
    names: list[str] = numbers.astype(f"datetime64[{_CODES[unit]}]").astype(str).tolist()
    return names


def _units(days: NDArray[Any], unit: Unit) -> NDArray[np.int64]:
    """Days since 1970 as days, weeks, months or years since 1970."""
    units: NDArray[np.int64] = (
        days.astype("datetime64[D]").astype(f"datetime64[{_CODES[unit]}]").astype(np.int64)
    )
    return (units + _THURSDAY) // 7 if unit == "week" else units
