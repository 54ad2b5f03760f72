"""Steps along a time line: to the period before or after, out to a longer one, by another unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from svodka.indexer.engines.records import Bucket, Timeline, Unit
from svodka.indexer.query.filters import stretch
from svodka.indexer.results.trends import Trends
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.periods import between
from svodka.webapp.presentation.rendering import results_url

UNITS: tuple[Unit, ...] = get_args(Unit)
MOST_BARS = 240  # of a drawing: more would be thinner than three pixels
LENGTHS = (4, 7, 10)  # characters of a year, a month and a day
ONE = timedelta(1)


@dataclass(frozen=True, slots=True)
class Step:
    """A period beside the present one, or around it; ``url`` leads to its articles."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps from the present period, which has the name ``present``; "" for all time."""

    present: str
    before: Step | None
    after: Step | None
    out: Step | None


def steps(ask: Ask, first: str, last: str) -> Steps | None:
    """The steps from the dates of a request; None if they have no two ends.

    ``first`` and ``last`` are the first and last period of the archive; it has nothing beyond them.
    """
    since, until = ask.filters.since, ask.filters.until
    if not (since and until):
        return None
    before, after = _beside(since, until)
    return Steps(
        between(since, until),
        _step(ask, before) if before and before[1][: len(first)] >= first else None,
        _step(ask, after) if after and after[0][: len(last)] <= last else None,
        _step(ask, _around(since, until)),
    )


def _step(ask: Ask, period: tuple[str | None, str | None]) -> Step:
    since, until = period
    filters = replace(ask.filters, since=since, until=until)
    return Step(between(since, until), results_url(ask, filters=filters, step=None))


def _named(since: str, until: str) -> str:
    """The year, month or day that two ISO days bound; "" for another period."""
    fitting = (since[:length] for length in LENGTHS)
    return next((name for name in fitting if stretch(name) == (since, until)), "")


def _beside(since: str, until: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """The periods of the same kind before and after: years, months, or as many days."""
    begun, ended, length = _day(since), _day(until), len(_named(since, until))
    days = ended - begun
    try:
        if length in LENGTHS[:2]:
            earlier = stretch((begun - ONE).isoformat()[:length])
            return earlier, stretch((ended + ONE).isoformat()[:length])
        earlier = ((begun - ONE - days).isoformat(), (begun - ONE).isoformat())
        return earlier, ((ended + ONE).isoformat(), (ended + ONE + days).isoformat())
    except OverflowError:  # before the year 1 or after 9999
        return None, None


def _around(since: str, until: str) -> tuple[str | None, str | None]:
    """The month of a day or of some days, the year of a month; else all time."""
    name = _named(since, until)
    for length in LENGTHS[1::-1]:
        same = since[:length] == until[:length]
        if same and name != since[:length] and (around := stretch(since[:length])):
            return around
    return None, None


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def units(timeline: Timeline) -> list[Unit]:
    """The units in which a time line can be drawn with few enough bars, the present one too."""
    buckets = timeline.buckets
    if len(buckets) < 2:
        return []
    first, last = (stretch(buckets[at].value) for at in (0, -1))
    if not first or not last:
        return []
    days = (_day(last[1]) - _day(first[0])).days + 1
    lengths = {"day": 1, "week": 7, "month": 30, "year": 365}
    return [unit for unit in UNITS if 2 <= days / lengths[unit] <= MOST_BARS]


def in_unit(found: Trends) -> Timeline | None:
    """The first series as a time line without empty ends; None if it has too many periods."""
    points = found.series[0].points if found.series else ()
    buckets = _trimmed([Bucket(one.period, int(one.articles)) for one in points])
    if not 2 <= len(buckets) <= MOST_BARS:
        return None
    return Timeline(found.unit, buckets, found.series[0].undated)


def _trimmed(buckets: Sequence[Bucket]) -> Sequence[Bucket]:
    filled = [number for number, one in enumerate(buckets) if one.count]
    return buckets[filled[0] : filled[-1] + 1] if filled else ()
