"""Several series over time as a drawing: lines told apart by colour, dash and mark.

As in the time line, no horizontal measure is in pixels. The lines stand in a drawing of their own
that is stretched; marks and letters keep their shape.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from svodka.indexer.engines.records import Unit
from svodka.indexer.results.trends import Point, Series, Trends
from svodka.webapp.presentation.charts.timeline import Tick, percent, ticks
from svodka.webapp.presentation.periods import named
from svodka.webapp.presentation.wording import decimal

PLOT = 200  # height of the plot in pixels
TOP = 16  # pixels above it, for a label
ACROSS = 1_000  # units of the stretched drawing
MOST_MARKED = 130  # periods; of more, the marks of all would hide the lines
HIGHEST = 20  # points of a long series that are marked
_STEPS = (1, 2, 5, 10)
_LINES = 4  # lines of the scale above zero, at most

Value = Callable[[Point], float | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with articles, at ``x`` per cent and ``y`` pixels; ``url`` leads to them."""

    x: str
    y: float
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series: ``number`` from 1 chooses its look; ``paths`` are its unbroken stretches."""

    number: int
    name: str
    paths: Sequence[str]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the scale, ``y`` pixels from the top."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A drawing of several series."""

    unit: Unit
    lines: Sequence[Line]
    steps: Sequence[Step]
    ticks: Sequence[Tick]


def line_chart(
    trends: Trends, value: Value, link: Callable[[Series, str], str]
) -> LineChart | None:
    """Draw series; None if there are fewer than two periods.

    ``link`` returns the address of the articles of a series in a period.
    """
    periods = trends.periods
    if len(periods) < 2:
        return None
    values = [[value(point) for point in series.points] for series in trends.series]
    top = _top(max((one for line in values for one in line if one is not None), default=0))
    lines = [
        Line(
            number,
            series.request.query,
            _paths(own, top),
            _marks(series, own, top, trends.unit, link),
        )
        for number, (series, own) in enumerate(zip(trends.series, values, strict=True), 1)
    ]
    return LineChart(trends.unit, lines, _steps(top), ticks(periods, trends.unit))


def _top(most: float) -> float:
    """The least round number that holds all values."""
    return _step(most) * math.ceil(most / _step(most)) if most else 1


def _step(most: float) -> float:
    """The step of a scale of a few round numbers."""
    power: float = 10.0 ** math.floor(math.log10(most / _LINES))
    return next(power * step for step in _STEPS if power * step * _LINES >= most)


def _steps(top: float) -> list[Step]:
    step = _step(top)
    values = [number * step for number in range(round(top / step) + 1)]
    return [Step(_height(value, top), decimal(value)) for value in values]


def _height(value: float, top: float) -> float:
    """The distance of a value from the top of the drawing, in pixels."""
    return round(TOP + PLOT * (1 - value / top), 1)


def _paths(values: Sequence[float | None], top: float) -> list[str]:
    """The points of each stretch of known values; a single one has a little width."""
    stretches: list[list[str]] = [[]]
    place = ACROSS / len(values)
    for number, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{place * (number + 0.5):.5g},{_height(value, top) - TOP:g}")
    return [
        " ".join(stretch if len(stretch) > 1 else stretch * 2) for stretch in stretches if stretch
    ]


def _marks(
    series: Series,
    values: Sequence[float | None],
    top: float,
    unit: Unit,
    link: Callable[[Series, str], str],
) -> list[Mark]:
    """The points with articles; in a long series the highest of them."""
    known = sorted((value for value in values if value), reverse=True)
    least = known[HIGHEST - 1] if len(values) > MOST_MARKED and len(known) >= HIGHEST else 0
    return [
        Mark(
            percent(100 * (number + 0.5) / len(values)),
            _height(value, top),
            f"{series.request.query}, {named(point.period, unit)}: {decimal(value)}",
            link(series, point.period),
        )
        for number, (point, value) in enumerate(zip(series.points, values, strict=True))
        if value and value >= least
    ]
