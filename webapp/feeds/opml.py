"""A list of feeds in OPML 2.0, which feed readers import."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from svodka.webapp.addresses import absolute, configured
from svodka.webapp.feeds import xml
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation import followed
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.narrowing import in_words
from svodka.webapp.presentation.problems import no_address

blueprint = Blueprint("opml", __name__)

MIMETYPE = "text/x-opml"


@blueprint.get("/following.opml")
def list_of_feeds() -> Response:
    """The feeds of the queries that a reader follows; 404 if no address is configured."""
    if not configured():
        return no_address()
    asks = followed.read(request.cookies.get(followed.COOKIE, ""))
    response = Response(document(asks), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="svodka.opml"'
    response.vary.add("Cookie")
    return response


def document(asks: Sequence[Ask]) -> bytes:
    """The feeds of the queries, ordered by when articles were added."""
    top = xml.root("opml")
    top.set("version", "2.0")
    xml.add(xml.add(top, "head"), "title", _("Сводка: мои запросы"))
    body = xml.add(top, "body")
    for ask in asks:
        name = in_words(ask) or _("Все статьи")
        arguments = replace(ask, sort="added").arguments() | {"q": scrub(ask.query)}
        outline = xml.add(
            body,
            "outline",
            type="rss",
            title=name,
            xmlUrl=absolute("feeds.atom_feed", **arguments),
            htmlUrl=absolute("pages.search", **arguments),
        )
        outline.set("text", scrub(name))
    return xml.document(top)
