"""Time lines: the days of articles counted by day, month or year."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.records import Bucket, Timeline, Unit

MOST_DAYS = 62  # the longest period, of about two months, that is shown by days
MOST_MONTHS = 120  # and by months

Days = NDArray[np.int64]


def timeline(dated: Days, undated: int) -> Timeline:
    """A time line of days (since 1970), in the finest unit that keeps it short."""
    if not len(dated):
        return Timeline("year", [], undated)
    unit = fitting(int(dated.min()), int(dated.max()))
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
    ends = np.array([min(counts), max(counts)]).astype(f"datetime64[{_CODES[unit]}]")
    first, last = ends.astype(np.int64).tolist()
    names = np.arange(first, last + 1).astype(ends.dtype).astype(str).tolist()
    return [Bucket(name, counts.get(name, 0)) for name in names]


def years(dated: Days) -> Sequence[Bucket]:
    """All years with articles, the latest first."""
    return [bucket for bucket in reversed(_line(dated, "year")) if bucket.count]


_CODES = {"day": "D", "month": "M", "year": "Y"}


def _line(dated: Days, unit: Unit) -> list[Bucket]:
    """The number of articles in each unit from the first to the last, empty ones included."""
    if not len(dated):
        return []
    units = _units(dated, unit)
    first = int(units.min())
    counts = np.bincount(units - first).tolist()
    names = (
        np.arange(first, first + len(counts))
        .astype(f"datetime64[{_CODES[unit]}]")
        .astype(str)
        .tolist()
    )
    return [Bucket(name, count) for name, count in zip(names, counts, strict=True)]


def _units(days: NDArray[Any], unit: Unit) -> NDArray[np.int64]:
    """Days since 1970 as days, months or years since 1970."""
    units: NDArray[np.int64] = (
        days.astype("datetime64[D]").astype(f"datetime64[{_CODES[unit]}]").astype(np.int64)
    )
    return units
