"""«Об архиве»: what the collection holds, from when to when, and what has no date or source."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, current_app

from svodka.indexer.query.filters import Filters
from svodka.indexer.results.coverage import Coverage, Holding
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.rendering import render, results_url
from svodka.webapp.presentation.sections import named
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("about", __name__)

MOST_YEARS = 40  # columns of the table; of more, the latest


@blueprint.get("/about")
def page() -> str:
    """The sources of the collection by year, and where programs find it."""
    with current_searcher().steady():
        coverage, overview = current_searcher().coverage(), current_searcher().overview()
    sections = overview.counts.facets.get("section", ()) if overview.counts else ()
    return render(
        "about.html",
        coverage=coverage,
        years=_years(coverage),
        unnamed=_unnamed(coverage),
        sections=[(one, Ask("", filters=Filters(section=one.values))) for one in named(sections)],
        reference=_reference(coverage),
        all_of=all_of,
    )


def all_of(source: str, year: str = "") -> str:
    """The address of all articles of a source, or of one year of it."""
    ask = Ask("", filters=Filters(source=(source,)))
    return results_url(ask, add=("date", year)) if year else results_url(ask)


def _years(coverage: Coverage) -> Sequence[str]:
    """The years of the columns, the last first; without gaps, so that a missing year is seen."""
    known = [int(bucket.value) for bucket in coverage.years]
    if not known:
        return []
    last = max(known)
    first = max(min(known), last - MOST_YEARS + 1)
    return [f"{year:04}" for year in range(last, first - 1, -1)]


def _unnamed(coverage: Coverage) -> Holding | None:
    """The articles without a source by year; None if there are none, or not all was counted."""
    counted = not coverage.more and all(one.counted for one in coverage.holdings)
    if not coverage.sourceless or not counted:
        return None
    years = {
        year.value: year.count - sum(one.years.get(year.value, 0) for one in coverage.holdings)
        for year in coverage.years
    }
    undated = coverage.undated - sum(one.undated for one in coverage.holdings)
    return Holding("", coverage.sourceless, years, undated)


def _reference(coverage: Coverage) -> str:
    """A reference to the archive as it is today, in Russian as those of its articles."""
    years = [bucket.value for bucket in coverage.years]
    period = f"{years[-1]}–{years[0]} гг." if years else ""
    address = current_app.config["ADDRESS"]
    url = f"URL: {address} (дата обращения: {date.today():%d.%m.%Y})." if address else ""
    held = f"Статей: {coverage.articles}{',' if period else '.'}"
    areas = ("Сводка: архив новостей [Электронный ресурс].", held, period, url)
    return " ".join(filter(None, areas))
