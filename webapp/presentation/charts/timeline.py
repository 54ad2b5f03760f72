"""The time line of results as a drawing: bars and labels, placed by per cent of the width.

No horizontal measure is in pixels, so the drawing fits any column while letters keep their size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from svodka.indexer.engines.records import Bucket, Timeline, Unit
from svodka.webapp.presentation.periods import named, short

PLOT = 64  # height of the bars in pixels
LEAST = 2  # pixels of the lowest bar, so that one article in a year of thousands is visible
TICKS = 6  # maximal number of labels; narrow pages hide every other one
GAP = 0.22  # empty share of a bar's slot
MOST_DAYS = 62  # labels of days in a longer line have the year
SKEW = 20  # times the median: beyond it the heights are square roots
SHORT = 13  # up to this number of bars need not fill the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One period, with its slot and its bar.

    The slot starts at ``place``, the bar at ``x``, in per cent; ``height`` is in pixels.

    ``url`` is empty if the period has no articles.
    """

    value: str
    name: str
    count: int
    place: str
    x: str
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis; narrow pages hide those with ``far``."""

    x: str
    text: str
    anchor: str
    far: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A time line ready to be drawn; each slot is ``place`` wide, each bar ``width``.

    The heights of a ``bent`` one are square roots, because one period has nearly all articles.
    """

    unit: Unit
    place: str
    width: str
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    most: Bar
    undated: int
    short: bool
    bent: bool = False


def chart(timeline: Timeline, link: Callable[[str], str]) -> Chart | None:
    """Draw a time line; None if it has fewer than two periods, and so nothing to compare.

    ``link`` returns the address of the articles of a period.
    """
    buckets = timeline.buckets
    if len(buckets) < 2:
        return None
    most = max(bucket.count for bucket in buckets)
    bent = _is_skewed([bucket.count for bucket in buckets])
    bars = [
        _bar(number, bucket, len(buckets), _height(bucket.count, most, bent), link, timeline.unit)
        for number, bucket in enumerate(buckets)
    ]
    highest = max(bars, key=lambda bar: bar.count)
    place = 100 / len(bars)
    return Chart(
        unit=timeline.unit,
        place=percent(place),
        width=percent(place * (1 - GAP)),
        bars=bars,
        ticks=ticks([bucket.value for bucket in buckets], timeline.unit),
        most=highest,
        undated=timeline.undated,
        short=len(bars) <= SHORT,
        bent=bent,
    )


def _is_skewed(counts: Sequence[int]) -> bool:
    """True if bars in proportion would show one period and hide the others."""
    known = sorted(filter(None, counts))
    return len(known) > 2 and known[-1] > SKEW * known[len(known) // 2]


def _height(count: int, most: int, bent: bool) -> int:
    """The height of a bar: of the count, or of its square root."""
    share = count / most
    return max(LEAST, round(PLOT * (sqrt(share) if bent else share))) if count else 0


def _bar(
    number: int, bucket: Bucket, of: int, height: int, link: Callable[[str], str], unit: Unit
) -> Bar:
    place = 100 / of
    return Bar(
        bucket.value,
        named(bucket.value, unit),
        bucket.count,
        percent(place * number),
        percent(place * (number + GAP / 2)),
        height,
        link(bucket.value) if bucket.count else "",
    )


def ticks(values: Sequence[str], unit: Unit) -> list[Tick]:
    """The labels under an axis of periods."""
    labelled = _labelled(values, unit)
    long = unit in ("day", "week") and len(values) > MOST_DAYS
    ticks = []
    for order, number in enumerate(labelled):
        centre = 100 * (number + 0.5) / len(values)
        anchor = "start" if centre < 5 else "end" if centre > 95 else "middle"
        x = {"start": 100 * number, "end": 100 * (number + 1), "middle": 100 * (number + 0.5)}[
            anchor
        ] / len(values)
        # Months show the year where it begins; for days, the heading shows it.
        with_year = unit == "month" and (order == 0 or values[number].endswith("-01"))
        ticks.append(
            Tick(
                percent(x),
                short(values[number], with_year=with_year or long),
                anchor,
                order % 2 == 1,
            )
        )
    return ticks


def _labelled(values: Sequence[str], unit: Unit) -> list[int]:
    """The indexes of labelled periods: round years, Januaries and quarters, evenly spaced days."""
    if unit in ("day", "week"):
        step = -(-len(values) // TICKS)
        return list(range(0, len(values), step))
    serial = [
        int(value[:4]) if unit == "year" else int(value[:4]) * 12 + int(value[5:7]) - 1
        for value in values
    ]
    steps = (
        (1, 2, 5, 10, 20, 50, 100, 500, 1000) if unit == "year" else (1, 2, 3, 6, 12, 24, 60, 120)
    )
    for step in steps:
        multiples = [number for number, at in enumerate(serial) if at % step == 0]
        if len(multiples) <= TICKS:
            return multiples or [0]
    return [0]


def percent(number: float) -> str:
    """A place on the axis: «12.5%»."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
