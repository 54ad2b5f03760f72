"""The page of the queries that a reader follows."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from svodka.webapp import followed, parameters
from svodka.webapp.addresses import configured
from svodka.webapp.presentation.narrowing import in_words
from svodka.webapp.presentation.rendering import render
from svodka.webapp.presentation.responses import keep

blueprint = Blueprint("following", __name__)


@blueprint.get("/following")
def page() -> str:
    """The list of the queries, each with its feed."""
    asks = followed.read(request.cookies.get(followed.COOKIE, ""))
    return render(
        "following.html",
        queries=[(ask, in_words(ask)) for ask in asks],
        full=parameters.flag(request.args, "full"),
        configured=configured(),
    )


@blueprint.post("/following")
def change() -> Answer:
    """Add or drop the query of an address of results, and show the list.

    A form on another site changes nothing: its request comes without the list.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return redirect(url_for("following.page"), 303)
    asks = followed.read(request.cookies.get(followed.COOKIE, ""))
    if added := request.form.get("add"):
        asks = list(dict.fromkeys([*asks, followed.asked(added)]))
    if dropped := request.form.get("drop"):
        asks = [ask for ask in asks if ask != followed.asked(dropped)]
    value = followed.packed(asks)
    response = redirect(url_for("following.page", full=None if value else 1), 303)
    if value:
        keep(response, followed.COOKIE, value)
    return response
