"""Refuse parameters that an address does not have: a misspelt filter would silently do nothing."""

import re
from difflib import get_close_matches
from functools import cache

from flask import Flask, request

from svodka.webapp.api.operations import OPERATIONS
from svodka.webapp.parameters import UnknownParameterError

# Links from pages of results carry all that the page was asked with.
_LIKE_PAGES = ("/feed.atom", "/export.", "/api/concordance", "/api/trends", "/trends.csv")
_OF_CHARTS = {"measure", "smooth"}
_OF_LISTS = {"titles", "days", "step"}


def init_app(app: Flask) -> None:
    """Check the names of parameters at all described addresses that take some."""
    app.before_request(_check)


def described_path(rule: str) -> str:
    """The path of a URL rule as the description writes it.

    >>> described_path("/api/articles/<page_id:id>")
    '/api/articles/{id}'
    """
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


@cache
def known(path: str) -> frozenset[str]:
    """The names of the parameters of a described path; none if it takes, and ignores, any."""
    names = {one["name"] for one in OPERATIONS.get(path, {}).get("parameters", ())}
    if path.startswith(_LIKE_PAGES):
        names |= known("/api/search") | _OF_CHARTS | _OF_LISTS
    return frozenset(names)


def _check() -> None:
    """Raise UnknownParameterError for a parameter with a value that the address does not have."""
    names = known(described_path(request.url_rule.rule)) if request.url_rule else None
    if not names:
        return
    for name, value in request.args.items(multi=True):
        if value and name not in names:
            nearest = get_close_matches(name.lower()[:100], names, 1)
            raise UnknownParameterError(name, nearest[0] if nearest else None, sorted(names))
