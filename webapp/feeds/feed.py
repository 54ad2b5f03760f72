"""The Atom feed of any query, with an ETag that changes when the answer may."""

import hashlib
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, request

from svodka.indexer.bulkhead import Bulkhead
from svodka.webapp import parameters
from svodka.webapp.feeds import atom
from svodka.webapp.monitoring.failures import report
from svodka.webapp.presentation.language import chosen
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("feeds", __name__)

FORMAT = 2  # raise it when the same articles give different bytes


@blueprint.get("/feed.atom")
def atom_feed() -> Response:
    """All articles for a query, the newest first by default. 304 if nothing has changed."""
    ask = parameters.read(request.args, limit=atom.ENTRIES)
    if not request.args.get("sort"):
        ask = replace(ask, sort="newest")
    searcher = current_searcher()
    tag = etag(searcher.version())
    response = Response(mimetype=atom.MIMETYPE)
    response.set_etag(tag)
    response.vary.update(("Accept-Language", "Cookie"))
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304
        return response
    page = searcher.page(replace(ask, count=False, strict=True, fold=False))
    bulkhead = Bulkhead(page.failures)
    response.data = atom.feed(page, ask, bulkhead)
    report(bulkhead.failures)
    if bulkhead.failures:  # the same request may succeed the next time
        del response.headers["ETag"]
    return response


def etag(version: str) -> str:
    """A hash of all that the answer depends on.

    These are the index, the request, its language, and the day (for «дата:сегодня»).
    """
    parts = (FORMAT, version, request.full_path, chosen(), date.today())
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]
