"""The advanced form: its fields become a query, which its results show in the box."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from svodka.indexer.errors import UnusableIndexError
from svodka.webapp import parameters
from svodka.webapp.pages.query_writing import TEXTS, written
from svodka.webapp.parameters import ParameterError
from svodka.webapp.presentation.problems import parameter_advice
from svodka.webapp.presentation.rendering import render, results_url
from svodka.webapp.presentation.sections import named
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("advanced", __name__)


@blueprint.get("/advanced")
def page() -> str | Response:
    """The form; once it is sent, the way to the results of the query that it writes."""
    fields = {name: request.args.get(name, "") for name in TEXTS}
    exact = parameters.flag(request.args, "exact")
    dates = {name: request.args.get(name, "") for name in ("from", "to")}
    offered = _offered()
    form = partial(
        render,
        "advanced.html",
        fields=fields | dates,
        exact=exact,
        sort=request.args.get("sort", ""),
        offered=offered,
    )
    try:
        ask = parameters.read(dates | {"sort": request.args.get("sort", "")})
    except ParameterError as error:
        advice = parameter_advice(error)
        return Response(form(wrong=error.parameter, advice=advice), 400, mimetype="text/html")
    known = {
        name: values
        for name, groups in offered.items()
        if (values := groups.pop(fields[name].strip(), ()))
    }
    query = written({name: fields[name] for name in TEXTS if name not in known}, exact=exact)
    if query or known or ask.filters:
        filters = replace(ask.filters, **known)  # type: ignore[arg-type]
        return redirect(results_url(replace(ask, query=query, filters=filters)))
    return form()


def _offered() -> dict[str, dict[str, tuple[str, ...]]]:
    """The frequent sources and sections by the names that readers know, with their values."""
    try:
        counts = current_searcher().overview().counts
    except UnusableIndexError:
        counts = None
    facets = counts.facets if counts else {}
    return {
        "source": {one.value: (one.value,) for one in facets.get("source", ())},
        "section": {one.text: one.values for one in named(facets.get("section", ()))},
    }
