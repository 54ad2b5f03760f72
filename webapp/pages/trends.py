"""Words over time: several queries in one chart, as a page, as a table and as JSON."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from svodka.indexer.engines.records import Unit
from svodka.indexer.notice import Notice
from svodka.indexer.query.filters import NO_FILTERS
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.study_records import trends_record
from svodka.indexer.results.trends import MOST_QUERIES, Point, Series, Trends, smoothed
from svodka.webapp.monitoring.failures import report
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.charts.lines import line_chart
from svodka.webapp.presentation.narrowing import Narrowing
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.presentation.responses import json_response
from svodka.webapp.presentation.tables import harmless, row
from svodka.webapp.presentation.trends_request import Wanted, wanted_from, within
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("trends", __name__)

MOST_SHOWN = 400  # periods on a page; files have all
COARSER: dict[Unit, Unit] = {"day": "week", "week": "month", "month": "year"}
COLUMNS = ("period", "query", "articles", "of", "share")
TOO_FINE = Notice(
    "Точек больше %(most)s, поэтому показан более крупный шаг. Все точки — в файлах CSV и JSON.",
    most=MOST_SHOWN,
)


@blueprint.get("/trends")
def page() -> str:
    """The chart of the queries, with its numbers in a table."""
    wanted = wanted_from(request.args)
    found, notices = _fitting(wanted)
    shown_asks = tuple(ask.replace(query=shown(ask.query)) for ask in wanted.asks)
    wanted = replace(wanted, asks=shown_asks)
    series = [smoothed(one, wanted.smooth) for one in found.series]
    drawn = replace(found, series=series)

    link = partial(within, found.unit)

    def value(point: Point) -> float | None:
        return point.articles if wanted.measure == "articles" else point.share

    def turn(ask: Ask, **changes: Any) -> str:
        """The address of the page with other filters."""
        changed = ask.replace(**changes)
        asks = tuple(replace(one, filters=changed.filters) for one in wanted.asks)
        return wanted.url("trends.page", asks=asks)

    report(found.failures)
    return render(
        "trends.html",
        query=wanted.ask.query,
        ask=wanted.ask,
        wanted=wanted,
        found=found,
        chart=line_chart(drawn, value, link),
        rows=_rows(drawn, value),
        link=link,
        notices=[*notices, *failure_notices(found.failures)],
        chips=list(Narrowing(wanted.ask, turn).chips()),
        most=MOST_QUERIES,
        reset=turn(wanted.ask, filters=NO_FILTERS),
    )


@blueprint.get("/api/trends")
def as_json() -> Response:
    """The series as JSON."""
    wanted = wanted_from(request.args)
    found = _find(wanted, wanted.unit)
    report(found.failures)
    return json_response(trends_record(found))


@blueprint.get("/trends.csv")
def as_csv() -> Response:
    """The series as a table with a row for each period of each query, in UTF-8 with a BOM."""
    wanted = wanted_from(request.args)
    found = _find(wanted, wanted.unit)
    report(found.failures)
    lines = ["\ufeff", row(COLUMNS)]
    for series in found.series:
        query = harmless(series.request.query)
        for point in series.points:
            share = "" if point.share is None else str(round(point.share, 3))
            lines.append(row((point.period, query, str(point.articles), str(point.of), share)))
    body = "".join(lines).encode("utf-8", "replace")
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="svodka-trends.csv"'
    return response


def _find(wanted: Wanted, unit: Unit | None) -> Trends:
    asked = [ask for ask in wanted.asks if ask.query or ask.filters]
    return current_searcher().trends(asked, unit)


def _fitting(wanted: Wanted) -> tuple[Trends, list[Notice]]:
    """The trends in the wanted unit, or in the next one that a page can show."""
    unit, notices = wanted.unit, list[Notice]()
    while True:
        found = _find(wanted, unit)
        if len(found.periods) <= MOST_SHOWN or found.unit not in COARSER:
            return found, notices
        unit, notices = COARSER[found.unit], [TOO_FINE]


def _rows(trends: Trends, value: Any) -> list[tuple[str, list[tuple[Series, float | None]]]]:
    """The periods with articles, and the value of each series there."""
    rows = []
    for number, period in enumerate(trends.periods):
        values = [(one, value(one.points[number])) for one in trends.series]
        if any(has for _, has in values):
            rows.append((period, values))
    return rows
