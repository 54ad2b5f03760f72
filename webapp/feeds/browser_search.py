"""The search protocol of browsers: a description (OpenSearch 1.1), and suggestions."""

import json
from functools import partial

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.suggest.completions import MAX_SUGGESTIONS, Suggested, Suggestion
from svodka.webapp import parameters
from svodka.webapp.addresses import absolute, configured, outward
from svodka.webapp.feeds import atom, xml
from svodka.webapp.monitoring.failures import report
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.plain import plain_text
from svodka.webapp.presentation.problems import no_address
from svodka.webapp.presentation.rendering import shown
from svodka.webapp.presentation.wording import articles, notice_text
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("opensearch", __name__)

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SUGGESTED = 8


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The description by which browsers and feed readers add the search.

    404 if no address is configured.
    """
    if not configured():
        return no_address()
    top = xml.root("OpenSearchDescription", xmlns=atom.OPENSEARCH)
    xml.add(top, "ShortName", _("Сводка"))
    xml.add(top, "Description", _("Поиск по новостям: находит слово в любой форме"))
    xml.add(top, "Tags", _("новости поиск архив"))
    for endpoint, kind, rel, arguments in (
        ("pages.search", "text/html", "results", "q={searchTerms}&page={startPage?}"),
        (
            "feeds.atom_feed",
            atom.MIMETYPE,
            "results",
            "q={searchTerms}&page={startPage?}&limit={count?}",
        ),
        ("opensearch.suggest", SUGGESTIONS, "suggestions", "q={searchTerms}"),
    ):
        xml.add(top, "Url", type=kind, rel=rel, template=f"{absolute(endpoint)}?{arguments}")
    xml.add(top, "Url", type=DESCRIPTION, rel="self", template=absolute("opensearch.description"))
    icon, svg = absolute("static", filename="favicon.png"), "favicon.svg"
    xml.add(top, "Image", icon, height="32", width="32", type="image/png")
    xml.add(top, "Image", absolute("static", filename=svg), type="image/svg+xml")
    xml.add(top, "Language", "ru")
    xml.add(top, "InputEncoding", "UTF-8")
    xml.add(top, "OutputEncoding", "UTF-8")
    return Response(xml.document(top), mimetype=DESCRIPTION)


@blueprint.get("/suggest")
def suggest() -> Response:
    """Completions of a query: ``[typed, texts, descriptions, addresses]``.

    If some suggestions failed, a fifth element says so.
    """
    limit = parameters.integer(request.args, "limit", SUGGESTED, MAX_SUGGESTIONS)
    typed = request.args.get("q", "")
    suggestions = current_searcher().suggest(typed, limit)
    bulkhead = Bulkhead(suggestions.failures if isinstance(suggestions, Suggested) else ())
    rows = [
        bulkhead.run("suggestion", partial(_row, suggestion), None) for suggestion in suggestions
    ]
    texts, descriptions, addresses = (
        zip(*filter(None, rows), strict=True) if any(rows) else ((), (), ())
    )
    record: list[object] = [shown(typed), texts, descriptions, addresses]
    if bulkhead.failures:
        report(bulkhead.failures)
        record.append(
            {"notices": [notice_text(notice) for notice in failure_notices(bulkhead.failures)]}
        )
    body = json.dumps(record, ensure_ascii=False) + "\n"
    return Response(body.encode("utf-8", "replace"), mimetype=SUGGESTIONS)


def _row(suggestion: Suggestion) -> tuple[str, str, str]:
    """The text of a suggestion, what it is, and its address: a title leads to its article."""
    if suggestion.id:
        address = outward("pages.article", id=suggestion.id)
    else:
        address = outward("pages.search", q=scrub(suggestion.text))
    return plain_text(suggestion.text), _described(suggestion), address


def _described(suggestion: Suggestion) -> str:
    count = articles(suggestion.count)
    if suggestion.kind == "title":
        return str(
            _("заголовок") if suggestion.count == 1 else _("заголовок, %(count)s", count=count)
        )
    return str(_("имя, %(count)s", count=count)) if suggestion.kind == "name" else count
