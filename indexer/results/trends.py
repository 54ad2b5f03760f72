"""Trends: the articles of several queries in each day, week, month or year, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import NamedTuple, get_args

from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Timeline, Unit
from svodka.indexer.engines.timeline import periods
from svodka.indexer.errors import RequestError
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.filters import Filters, narrow
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Everything, Node, Nothing
from svodka.indexer.results.failure_notices import TOO_COMPLEX
from svodka.indexer.results.lookup import expanded, meaning
from svodka.indexer.results.request import SearchRequest

MOST_QUERIES = 5  # more lines than these cannot be told apart in one chart
MOST_PERIODS = 40_000  # of a series: more than a century of days
MOST_SMOOTHED = 99  # periods that a smoothed point may stand for
PER = 1_000  # articles: shares are of so many


class Point(NamedTuple):
    """The articles of a query in one period, and their share per thousand of all its articles.

    ``period`` is ``2024``, ``2024-03``, ``2024-03-01``, or the Monday of a week. ``of`` are all
    articles of the period under the same filters. The share is None if there are none.
    """

    period: str
    articles: float
    of: float

    @property
    def share(self) -> float | None:
        """The articles per thousand."""
        return PER * self.articles / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one query, one for each period of all series.

    ``total`` articles match, ``undated`` ones of them stand at no point. If ``partial``, the query
    took too long, and some are missing. ``meaning`` is its tree.
    """

    request: SearchRequest
    understood: str
    meaning: Node
    points: Sequence[Point]
    total: int
    undated: int
    partial: bool = False
    notices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """The series of several queries over the same periods, in the order of the queries.

    The periods go from the first article to the last one under the filters, without gaps.
    """

    unit: Unit
    series: Sequence[Series]
    took_ms: float
    failures: Sequence[PartFailure] = ()

    @property
    def periods(self) -> Sequence[str]:
        """The names of the periods."""
        return [point.period for point in self.series[0].points] if self.series else []


def trends(
    engine: Engine,
    requests: Sequence[SearchRequest],
    unit: Unit | None = None,
    limits: Limits = LIMITS,
) -> Trends:
    """The series of queries as typed: of articles with all words, reprints counted.

    Without a ``unit`` it is the finest one that keeps the series short. Raises RequestError for
    too many queries or an unknown unit.
    """
    _check(requests, unit)
    started, bulkhead, budget = perf_counter(), Bulkhead(), Budget(limits.engine_seconds)
    everything: dict[Filters, Timeline] = {}
    for filters in dict.fromkeys(request.filters for request in requests):
        tree = narrow(Everything(), filters)
        if unit in ("day", "week"):
            _check_length(_line(engine, tree, "year", budget), unit)
        everything[filters] = _line(engine, tree, unit, budget)
        unit = everything[filters].unit
    counted = [_counted(engine, one, unit or "year", budget, bulkhead) for one in requests]
    every = _periods([*everything.values()], unit or "year")
    series = [_placed(one, line, everything[one.request.filters], every) for one, line in counted]
    took_ms = (perf_counter() - started) * 1000
    return Trends(unit or "year", series, took_ms, bulkhead.failures)


def smoothed(series: Series, width: int) -> Series:
    """The series with running means: of each point and its neighbours, ``width`` of them in all.

    An even width counts as the next odd one. At the ends there are fewer neighbours. A period
    without any articles gets no share from its neighbours.
    """
    aside = width // 2
    if not aside:
        return series
    points = series.points
    near = (points[max(0, at - aside) : at + aside + 1] for at in range(len(points)))
    means = [
        Point(
            point.period,
            sum(one.articles for one in around) / len(around),
            sum(one.of for one in around) / len(around) if point.of else 0,
        )
        for point, around in zip(points, near, strict=True)
    ]
    return replace(series, points=means)


def _check(requests: Sequence[SearchRequest], unit: str | None) -> None:
    if len(requests) > MOST_QUERIES:
        raise RequestError(f"there may be {MOST_QUERIES} queries at most")
    if unit is not None and unit not in get_args(Unit):
        raise RequestError(f"unit must be one of {', '.join(get_args(Unit))}")


def _check_length(years: Timeline, unit: Unit) -> None:
    """Raise RequestError if a line of these years would be too long in a finer unit."""
    if len(years.buckets) > MOST_PERIODS // (366 if unit == "day" else 53):
        raise RequestError(
            f"a series may have {MOST_PERIODS} periods: choose a longer unit, or narrow the dates"
        )


def _line(engine: Engine, tree: Node, unit: Unit | None, budget: Budget) -> Timeline:
    line = engine.timeline(tree, unit, budget=budget.left())
    budget.charge(line.spent)
    return line


def _counted(
    engine: Engine, request: SearchRequest, unit: Unit, budget: Budget, bulkhead: Bulkhead
) -> tuple[Series, Timeline]:
    """The series of a request, still without points, and its time line."""
    parsed = expanded(meaning(request), engine, bulkhead=bulkhead)
    tree = narrow(parsed.tree, request.filters)
    line = Timeline(unit, []) if tree == Nothing() else _line(engine, tree, unit, budget)
    total = line.undated + sum(bucket.count for bucket in line.buckets)
    understood = bulkhead.run("understood", partial(say, parsed.tree), "")
    notices = (*parsed.notices, *([TOO_COMPLEX] if line.partial else []))
    return (
        Series(
            request, understood, parsed.tree, (), total, line.undated, line.partial, tuple(notices)
        ),
        line,
    )


def _periods(lines: Sequence[Timeline], unit: Unit) -> Sequence[str]:
    """The periods from the first article of some lines to the last."""
    ends = [bucket.value for line in lines for bucket in (*line.buckets[:1], *line.buckets[-1:])]
    return periods(min(ends), max(ends), unit) if ends else ()


def _placed(series: Series, line: Timeline, every: Timeline, periods: Sequence[str]) -> Series:
    """The series with its points."""
    own, all_of = _by_period(line), _by_period(every)
    counts = ([line.get(one, 0) for one in periods] for line in (own, all_of))
    return replace(series, points=list(map(Point, periods, *counts)))


def _by_period(line: Timeline) -> Mapping[str, int]:
    return {bucket.value: bucket.count for bucket in line.buckets}
