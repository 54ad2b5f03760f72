"""«Для программ»: the API as a page for people, with requests that can be tried."""

from flask import Blueprint, current_app

from svodka.webapp.addresses import absolute
from svodka.webapp.api.openapi import API_VERSION
from svodka.webapp.middleware.password import is_set
from svodka.webapp.presentation.rendering import render

blueprint = Blueprint("programs", __name__)


@blueprint.get("/api")
def page() -> str:
    """The addresses for programs, and the rules that they keep."""
    return render(
        "programs.html",
        search=absolute("api.search"),
        version=API_VERSION,
        locked=is_set(current_app),
    )
