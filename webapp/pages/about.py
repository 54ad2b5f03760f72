"""«Об архиве»: what the collection holds, from when to when, and what has no date or source."""

from collections.abc import Sequence

from flask import Blueprint

from svodka.indexer.query.filters import Filters
from svodka.indexer.results.coverage import Coverage
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.rendering import render, results_url
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("about", __name__)

MOST_YEARS = 40  # columns of the table; of more, the latest


@blueprint.get("/about")
def page() -> str:
    """The sources of the collection by year, and where programs find it."""
    with current_searcher().steady():
        coverage = current_searcher().coverage()
    return render("about.html", coverage=coverage, years=_years(coverage), all_of=all_of)


def all_of(source: str, year: str = "") -> str:
    """The address of all articles of a source, or of one year of it."""
    ask = Ask("", filters=Filters(source=(source,)))
    return results_url(ask, add=("date", year)) if year else results_url(ask)


def _years(coverage: Coverage) -> Sequence[str]:
    """The years of the columns, without gaps, so that a missing year is seen."""
    known = [int(bucket.value) for bucket in coverage.years]
    if not known:
        return []
    last = max(known)
    first = max(min(known), last - MOST_YEARS + 1)
    return [f"{year:04}" for year in range(first, last + 1)]
