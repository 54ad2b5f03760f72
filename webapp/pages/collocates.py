"""Collocates: the words that stand beside the hits of a query, as a page and as a table."""

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.query.filters import NO_FILTERS
from svodka.indexer.query.tree import Nothing
from svodka.indexer.results.collocates import (
    MOST_LEAST,
    MOST_WINDOW,
    By,
    Collocate,
    Collocates,
    Measure,
)
from svodka.indexer.results.concordance import Choice
from svodka.indexer.results.failure_notices import failure_notices
from svodka.webapp import parameters
from svodka.webapp.monitoring.failures import report
from svodka.webapp.parameters import Ask, ParameterError
from svodka.webapp.presentation.lines_request import turned
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.narrowing import Narrowing
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.presentation.tables import harmless, row
from svodka.webapp.presentation.telling import told
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("collocates", __name__)

BY: dict[str, By] = {name: name for name in get_args(By)}
COLUMNS = ("lemma", "articles", "times", "everywhere", "likelihood", "dice", "written")


@blueprint.get("/collocates")
def page() -> str:
    """The words beside a query, with their measures."""
    ask, measure = parameters.read(request.args), _measure(request.args)
    found = current_searcher().collocates(ask, measure)
    ask = ask.replace(query=shown(ask.query))
    bulkhead = Bulkhead(found.failures)
    meant = bulkhead.run("understood", lambda: told(found.meaning or Nothing()), "")
    report(bulkhead.failures)
    turn = partial(_address, "collocates.page", measure)
    return render(
        "collocates.html",
        query=ask.query,
        ask=ask,
        found=found,
        meant=meant,
        most_window=MOST_WINDOW,
        measures={
            "likelihood": _("по правдоподобию"),
            "dice": _("по logDice"),
            "articles": _("по числу статей"),
        },
        beside=partial(_beside, ask, measure),
        file=_address("collocates.as_csv", measure, ask),
        chips=list(Narrowing(ask, turn).chips()),
        reset=turn(ask, filters=NO_FILTERS),
        notices=[*found.notices, *failure_notices(bulkhead.failures)],
    )


@blueprint.get("/collocates.csv")
def as_csv() -> Response:
    """The words as a table, in UTF-8 with a byte order mark."""
    found = current_searcher().collocates(parameters.read(request.args), _measure(request.args))
    report(found.failures)
    body = "".join(["\ufeff", row(COLUMNS), *_rows(found)]).encode("utf-8", "replace")
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="svodka-collocates.csv"'
    return response


def _rows(found: Collocates) -> list[str]:
    def numbers(one: Collocate) -> list[str]:
        return [str(getattr(one, name)) for name in COLUMNS[1:-1]]

    return [row([harmless(one.lemma), *numbers(one), harmless(one.written)]) for one in found.words]


def _measure(arguments: Mapping[str, str]) -> Measure:
    usual = Measure()
    by = BY.get(arguments.get("by") or usual.by)
    if by is None:
        raise ParameterError("by", f"one of {', '.join(BY)}")
    window = parameters.integer(arguments, "window", usual.window, MOST_WINDOW)
    return Measure(window, parameters.integer(arguments, "least", usual.least, MOST_LEAST), by)


def _address(endpoint: str, measure: Measure, ask: Ask, **changes: Any) -> str:
    """The address of a view of the same words, with changes as of ``Ask.replace``."""
    asked = ask.replace(**changes)
    arguments: dict[str, Any] = asked.arguments() | {"q": scrub(asked.query)}
    arguments |= {"window": measure.window, "least": measure.least, "by": measure.by}
    return url_for(endpoint, **arguments)


def _beside(ask: Ask, measure: Measure, word: str) -> str:
    """The address of the lines in which a word stands near the query."""
    query = ask.query.strip()
    is_one = len(query.split()) == 1 and not set(query) & set('"«»()|~*:!+-')
    near = f"{query} /{measure.window} {word}" if is_one else f"({query}) {word}"
    return turned("concordance.page", Choice(), ask, query=near)
