"""The Atom feed of any query, and what asks for it again only when it may have changed."""

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

FORMAT = 1  # raise it whenever the same articles make another feed


@blueprint.get("/feed.atom")
def atom_feed() -> Response:
    """The results of a query as a feed, the newest first unless another order is asked for; 304 while nothing has changed."""
    ask = parameters.read(request.args)
    if not request.args.get("sort"):
        ask = replace(ask, sort="newest")
    searcher = current_searcher()
    tag = etag(searcher.version())
    response = Response(mimetype=atom.MIMETYPE)
    response.set_etag(tag)
    response.vary.update(("Accept-Language", "Cookie"))
    if request.if_none_match.contains(tag):
        response.status_code = 304
        return response
    page = searcher.page(
        ask.query,
        page=ask.page,
        limit=ask.limit,
        sort=ask.sort,
        correct=not ask.as_typed,
        filters=ask.filters,
        fold=ask.fold,
    )
    bulkhead = Bulkhead(page.failures)
    response.data = atom.feed(page, ask, bulkhead)
    report(bulkhead.failures)
    if bulkhead.failures:  # the next time all may go well, though nothing has changed
        del response.headers["ETag"]
    return response


def etag(version: str) -> str:
    """What changes whenever the answer to this request may: the index, the request, its language, and today (дата:сегодня)."""
    parts = (FORMAT, version, request.full_path, chosen(), date.today())
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]
