"""The page of a person or a place: how often, when and beside whom articles name it."""

from functools import partial

from flask import Blueprint, abort, request

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.dossier import Dossier, NameField
from svodka.indexer.results.failure_notices import failure_notices
from svodka.webapp.monitoring.failures import report
from svodka.webapp.parameters import Ask, ParameterError
from svodka.webapp.presentation.charts.timeline import chart
from svodka.webapp.presentation.examples import quoted
from svodka.webapp.presentation.fragments import fragment
from svodka.webapp.presentation.narrowing import Narrowing
from svodka.webapp.presentation.rendering import render
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("names", __name__)

LONGEST = 300  # characters of a name
SOURCES = 10
BESIDE = 15  # people, and places


@blueprint.get("/person")
def person() -> str:
    """The page of a person."""
    return _page("person")


@blueprint.get("/place")
def place() -> str:
    """The page of a place."""
    return _page("place")


def _page(field: NameField) -> str:
    name = request.args.get("name", "")
    if not 1 <= len(name) <= LONGEST:
        raise ParameterError("name", f"a name of 1 to {LONGEST} characters")
    with current_searcher().steady():
        found = current_searcher().dossier(field, name) or abort(404)
    bulkhead = Bulkhead()
    ask = Ask("", filters=Filters(**{field: (name,)}))  # type: ignore[arg-type]
    drawn = partial(_chart, found, ask)
    newest = [
        fragment(bulkhead, "overview", "parts/newest.html", one, article=one)
        for one in found.newest
    ]
    report(bulkhead.failures)
    facets = found.counts.facets if found.counts else {}
    return render(
        "name.html",
        query="",
        found=found,
        ask=ask,
        said=Ask(quoted(name)),
        chart=bulkhead.run("timeline", drawn, None),
        newest=newest,
        people=found.people[:BESIDE],
        places=found.places[:BESIDE],
        sources=facets.get("source", ())[:SOURCES],
        notices=failure_notices(bulkhead.failures),
    )


def _chart(found: Dossier, ask: Ask) -> object:
    return chart(found.counts.timeline, Narrowing(ask).within) if found.counts else None
