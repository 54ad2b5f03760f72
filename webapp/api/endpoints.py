"""JSON for programs: results, the description of the API, and the health of the index."""

from flask import Blueprint, Response, current_app, request

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.results.request import MAX_DEPTH
from svodka.indexer.results.serialize import page_record
from svodka.webapp import parameters
from svodka.webapp.addresses import neighbours, outward, page_url
from svodka.webapp.api import openapi
from svodka.webapp.api.unknown import described_path
from svodka.webapp.middleware.password import is_admitted, is_set
from svodka.webapp.monitoring.failures import report
from svodka.webapp.monitoring.metrics import counted
from svodka.webapp.presentation.responses import json_response
from svodka.webapp.searcher import current_index, current_searcher

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def search() -> Response:
    """One page of results."""
    ask = parameters.read(request.args, fold=False)
    page = current_searcher().page(ask)
    bulkhead = Bulkhead(page.failures)
    record = page_record(counted(page), bulkhead, page_url)
    report(bulkhead.failures)
    turned = neighbours(ask.page, min(page.pages, MAX_DEPTH // ask.limit))
    return json_response(record | turned)


@blueprint.get("/api/openapi.json")
def description() -> Response:
    """The OpenAPI description of all addresses under /api."""
    paths = (described_path(rule.rule) for rule in current_app.url_map.iter_rules())
    root = outward("api.description").removesuffix("api/openapi.json")
    return json_response(
        openapi.document(paths, root, password=is_set(current_app), help_page=outward("pages.help"))
    )


@blueprint.get("/healthz")
def health() -> Response:
    """200 while the index serves, 503 while it does not."""
    try:
        current_index().check()
    except UnusableIndexError as error:
        is_ours = is_set(current_app) and is_admitted()
        detail = str(error) if is_ours else error.public  # the former names folders
        return json_response({"status": "unavailable", "detail": detail}, 503)
    return json_response({"status": "ok"})


@blueprint.get("/livez")
def life() -> Response:
    """200 while the process answers, whatever the state of the index."""
    return json_response({"status": "ok"})
