"""The page of the queries that a reader follows."""

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from svodka.webapp import parameters
from svodka.webapp.addresses import configured, is_https
from svodka.webapp.presentation import followed
from svodka.webapp.presentation.language import YEAR
from svodka.webapp.presentation.narrowing import in_words
from svodka.webapp.presentation.rendering import render

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
        _keep(response, value)
    return response


def _keep(response: Answer, value: str) -> None:
    response.set_cookie(
        followed.COOKIE,
        value,
        max_age=YEAR,
        path=f"{request.script_root}/",
        secure=request.is_secure or is_https(current_app.config["ADDRESS"]),
        httponly=True,
        samesite="Lax",
    )
