"""The advanced form: its fields become a query, which its results show in the box."""

from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from svodka.webapp import parameters
from svodka.webapp.pages.query_writing import TEXTS, written
from svodka.webapp.parameters import SORTS
from svodka.webapp.presentation.rendering import render, results_url

blueprint = Blueprint("advanced", __name__)


@blueprint.get("/advanced")
def page() -> str | Response:
    """The form; once it is sent, the way to the results of the query that it writes."""
    fields = {name: request.args.get(name, "") for name in TEXTS}
    exact = parameters.flag(request.args, "exact")
    dates = {name: request.args.get(name, "") for name in ("from", "to")}
    ask = parameters.read(dates | {"sort": request.args.get("sort", "")})
    query = written(fields, exact=exact)
    if query or ask.filters:
        return redirect(results_url(replace(ask, query=query)))
    return render("advanced.html", fields=fields, exact=exact, sorts=list(SORTS))
