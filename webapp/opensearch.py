"""The search as browsers know it: its description (OpenSearch 1.1), and suggestions while somebody types."""

import json

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from indexer.suggestions import MAX_SUGGESTIONS, Suggestion
from webapp import atom, elements, parameters
from webapp.addresses import absolute, configured, outward
from webapp.index import current_searcher
from webapp.markup import scrub
from webapp.problems import no_address
from webapp.rendering import shown
from webapp.wording import articles

blueprint = Blueprint("opensearch", __name__)

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SUGGESTED = 8


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The description that browsers and feed readers add the search by; 404 where the site was told no address."""
    if not configured():
        return no_address()
    top = elements.root("OpenSearchDescription", xmlns=atom.OPENSEARCH)
    elements.add(top, "ShortName", _("Сводка"))
    elements.add(top, "Description", _("Поиск по собранию новостных статей: любая форма любого слова"))
    for endpoint, kind, rel, arguments in (
        ("pages.search", "text/html", "results", "q={searchTerms}&page={startPage?}"),
        ("feeds.atom_feed", atom.MIMETYPE, "results", "q={searchTerms}&page={startPage?}&limit={count?}"),
        ("opensearch.suggest", SUGGESTIONS, "suggestions", "q={searchTerms}"),
    ):
        elements.add(top, "Url", type=kind, rel=rel, template=f"{absolute(endpoint)}?{arguments}")
    elements.add(top, "Url", type=DESCRIPTION, rel="self", template=absolute("opensearch.description"))
    elements.add(top, "Image", absolute("static", filename="favicon.svg"), type="image/svg+xml")
    elements.add(top, "Language", "ru")
    elements.add(top, "InputEncoding", "UTF-8")
    elements.add(top, "OutputEncoding", "UTF-8")
    return Response(elements.document(top), mimetype=DESCRIPTION)


@blueprint.get("/suggest")
def suggest() -> Response:
    """What the beginning of a query may become: ``[typed, texts, descriptions, addresses]``."""
    limit = parameters.whole(request.args, "limit", SUGGESTED, MAX_SUGGESTIONS)
    typed = request.args.get("q", "")
    found = current_searcher().suggest(typed, limit)
    record = [
        shown(typed),
        [suggestion.text for suggestion in found],
        [_described(suggestion) for suggestion in found],
        [outward("pages.search", q=scrub(suggestion.text)) for suggestion in found],
    ]
    body = json.dumps(record, ensure_ascii=False) + "\n"
    return Response(body.encode("utf-8", "replace"), mimetype=SUGGESTIONS)


def _described(suggestion: Suggestion) -> str:
    count = articles(suggestion.count)
    if suggestion.kind == "title":
        return str(_("заголовок") if suggestion.count == 1 else _("заголовок, %(count)s", count=count))
    return str(_("имя, %(count)s", count=count)) if suggestion.kind == "name" else count
