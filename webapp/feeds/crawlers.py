"""Rules and sitemaps for web search engines: articles are open, pages of results are not."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, tostring

from flask import Blueprint, Response, abort, current_app

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import UnreadArticle, failure
from svodka.webapp.addresses import PageId, absolute, configured, outward
from svodka.webapp.feeds import xml as elements
from svodka.webapp.feeds.atom import instant
from svodka.webapp.monitoring.failures import reporter
from svodka.webapp.presentation.problems import no_address
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("crawlers", __name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLS = 50_000  # per sitemap, the bound of sitemaps.org
LINES = 500  # lines sent at once
# Pages of single queries are unlimited in number, and each costs a search.
CLOSED = (
    "/search",
    "/concordance",
    "/collocates",
    "/person",
    "/place",
    "/trends",
    "/feed.atom",
    "/export.",
    "/suggest",
    "/api/",
    "/healthz",
    "/livez",
    "/*?q=",
    "/*&q=",
)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """The rules for robots."""
    below = urlsplit(outward("crawlers.robots")).path.removesuffix("/robots.txt")
    lines = ["User-agent: *", *(f"Disallow: {below}{path}" for path in CLOSED), "Allow: /"]
    if configured():
        lines += ["", f"Sitemap: {absolute('crawlers.sitemap')}"]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the sitemaps; 404 if no address is configured."""
    if not configured():
        return no_address()
    top = elements.root("sitemapindex", xmlns=SITEMAP)
    total = current_searcher().catalog(0, 0).total
    for number in range(1, -(-total // URLS) + 1):
        elements.add(
            elements.add(top, "sitemap"), "loc", absolute("crawlers.sitemap_page", number=number)
        )
    return Response(elements.document(top), mimetype="application/xml")


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_page(number: int) -> Response:
    """One sitemap: articles in the order of their dates, so that new ones come on the last."""
    if not configured():
        return no_address()
    stream = current_searcher().catalog((number - 1) * URLS, URLS)
    if number < 1 or (number - 1) * URLS >= stream.total:
        abort(404)
    page, written = (
        str(absolute("pages.article", id="-")).removesuffix("-"),
        PageId(current_app.url_map).to_url,
    )
    tell = reporter()

    def entry(article: Article) -> tuple[str, str | None]:
        if isinstance(article, UnreadArticle):  # only its date is missing
            tell([failure("row", article.error, article)])
        return page + written(article.id), article.date

    entries = (entry(hit.article) for hit in stream.hits)
    return Response(_stretches(_urlset(entries)), mimetype="application/xml")


def _urlset(entries: Iterator[tuple[str, str | None]]) -> Iterator[bytes]:
    """The document of addresses and dates, streamed: it is never in memory as a whole."""
    start, end = elements.document(elements.root("urlset", xmlns=SITEMAP)).split(b" />")
    yield start + b">\n"
    for address, date in entries:
        url = Element("url")
        elements.add(url, "loc", address)
        if modified := instant(date):
            elements.add(url, "lastmod", modified)
        yield tostring(url, encoding="utf-8") + b"\n"
    yield b"</urlset>" + end


def _stretches(lines: Iterator[bytes]) -> Iterator[bytes]:
    while stretch := b"".join(islice(lines, LINES)):
        yield stretch
