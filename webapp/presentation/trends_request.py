"""What a page of trends is asked for, and the addresses that ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from flask import url_for
from werkzeug.datastructures import MultiDict

from svodka.indexer.engines.records import Unit
from svodka.indexer.results.trends import MOST_QUERIES, MOST_SMOOTHED, Series
from svodka.webapp import parameters
from svodka.webapp.addresses import readable
from svodka.webapp.parameters import UNITS, Ask, ParameterError
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.periods import whole
from svodka.webapp.presentation.rendering import results_url

Measure = Literal["articles", "share"]

MEASURES: dict[str, Measure] = {name: name for name in get_args(Measure)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of trends was asked for: the queries, and how to count and to draw them."""

    asks: tuple[Ask, ...]
    unit: Unit | None = None
    measure: Measure = "articles"
    smooth: int = 1

    @property
    def ask(self) -> Ask:
        """The first query with the filters of all."""
        return self.asks[0]

    def url(self, endpoint: str, **changes: Any) -> str:
        """The address of a view of the same, with ``changes``."""
        other = replace(self, **changes)
        arguments: dict[str, Any] = other.ask.replace(correct=True).arguments()
        arguments["q"] = [scrub(ask.query) for ask in other.asks if ask.query]
        arguments["unit"] = other.unit
        arguments["measure"] = other.measure if other.measure != "articles" else None
        arguments["smooth"] = other.smooth if other.smooth > 1 else None
        return url_for(endpoint, **arguments)


def wanted_from(arguments: Mapping[str, str]) -> Wanted:
    """Read the arguments of a URL. Empty queries count as absent. Raises ParameterError."""
    ask = parameters.read(arguments)
    queries = [one for one in MultiDict(arguments).getlist("q") if one.strip()]
    if len(queries) > MOST_QUERIES:
        raise ParameterError("q", f"given {MOST_QUERIES} times at most")
    asks = tuple(replace(ask, query=query) for query in queries or [""])
    unit, measure = arguments.get("unit") or None, arguments.get("measure") or "articles"
    if unit is not None and unit not in UNITS:
        raise ParameterError("unit", f"one of {', '.join(UNITS)}")
    if measure not in MEASURES:
        raise ParameterError("measure", f"one of {', '.join(MEASURES)}")
    smooth = parameters.integer(arguments, "smooth", 1, MOST_SMOOTHED)
    return Wanted(asks, UNITS[unit] if unit else None, MEASURES[measure], smooth)


def within(unit: Unit, series: Series, period: str) -> str:
    """The address of the articles of a series in a period."""
    since, until = whole(period, unit)
    filters = series.request.filters
    first = max(since, filters.since or since)
    last = min(until, filters.until or until)
    ask = Ask(
        series.request.query, correct=False, filters=replace(filters, since=first, until=last)
    )
    return readable(results_url(ask))
