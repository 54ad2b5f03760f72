"""A page of results as an Atom feed (RFC 4287) with OpenSearch's response elements."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.page import Page, Result
from svodka.indexer.results.request import LIMIT
from svodka.webapp.addresses import configured, outward
from svodka.webapp.feeds import xml as elements
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.markup import scrub, web_address
from svodka.webapp.presentation.narrowing import in_words
from svodka.webapp.presentation.plain import is_signature, plain_text
from svodka.webapp.presentation.wording import notice_text

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
MIMETYPE = "application/atom+xml"
ENTRIES = 50  # of a feed, unless asked otherwise
UNDATED = "1970-01-01T00:00:00Z"  # An undated article needs a date, and always the same one.

Add = Callable[..., Element]


def feed(page: Page, ask: Ask, bulkhead: Bulkhead) -> bytes:
    """The feed of one page of results. Its ids are the same at every address.

    ``bulkhead`` has the failures of the page, and collects those of the entries. Their notices are
    in the subtitle.
    """
    entries = [_entry_or_what_is_left(result, page, bulkhead) for result in page.results]
    top = elements.root("feed", xmlns=ATOM, opensearch=OPENSEARCH)
    top.set("xml:lang", "ru")
    _tell(top, id=feed_id(ask), title=_title(ask))
    understood = [_("Ищем: %(query)s", query=page.understood)] if page.understood else []
    if subtitle := [*understood, *map(notice_text, failure_notices(bulkhead.failures))]:
        _tell(
            top,
            subtitle=". ".join(line.rstrip(".") for line in subtitle)
            if subtitle[1:]
            else subtitle[0],
        )
    _tell(
        top, updated=max((entry.findtext("updated", UNDATED) for entry in entries), default=UNDATED)
    )
    elements.add(elements.add(top, "author"), "name", _("Сводка"))
    elements.add(top, "generator", "Svodka")
    for rel, kind, href in _links(page, ask):
        elements.add(top, "link", rel=rel, type=kind, href=href)
    _counted(top, page)
    top.extend(entries)
    return elements.document(top)


def _title(ask: Ask) -> str:
    """The title of a feed: its query and its filters."""
    asked = in_words(ask)
    return str(_("Сводка: %(query)s", query=asked) if asked else _("Сводка"))


def feed_id(ask: Ask) -> str:
    """The id of the feed of a query with its filters and order, the same for all pages."""
    first_page = replace(ask, page=1, limit=LIMIT, titles=False, days=False, step=None)
    return _urn(
        "feed", urlencode(sorted(first_page.arguments().items()), doseq=True, errors="replace")
    )


def entry_id(article: Article) -> str:
    """The id of an article's entry, the same in all feeds."""
    return _urn("article", article.id)


def instant(date: str | None) -> str | None:
    """An article's date in RFC 3339, or None. A missing time is midnight, a missing offset UTC.

    >>> instant("2024-08-19"), instant("2024-08-19T14:05:00+03:00")
    ('2024-08-19T00:00:00Z', '2024-08-19T14:05:00+03:00')
    """
    try:
        when = datetime.fromisoformat(date or "")
    except ValueError:
        return None
    if when.utcoffset() is None:
        when = when.replace(tzinfo=UTC)
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def _urn(kind: str, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"urn:svodka:{kind}:{name.encode('utf-8', 'replace').decode()}").urn


def _updated(article: Article) -> str:
    return instant(article.date) or UNDATED


def _tell(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        elements.add(parent, name, text)


def _links(page: Page, ask: Ask) -> Iterable[tuple[str, str, str]]:
    arguments = _asked(replace(ask, page=1))
    pages = {"self": page.page, "first": 1}
    if page.page > 1:
        pages["previous"] = min(page.page - 1, max(page.pages, 1))
    if page.page < page.pages:
        pages["next"] = page.page + 1
    if page.pages:
        pages["last"] = page.pages
    for rel, number in pages.items():
        values = {
            "sort": ask.sort if ask.sort != "newest" else None,
            "page": number if number > 1 else None,
            "limit": page.limit if page.limit != ENTRIES else None,
        }
        yield rel, MIMETYPE, outward("feeds.atom_feed", **(arguments | values))
    yield "alternate", "text/html", outward("pages.search", **_asked(ask))
    if configured():
        yield "search", "application/opensearchdescription+xml", outward("opensearch.description")


def _asked(ask: Ask) -> dict[str, Any]:
    return ask.arguments() | {"q": scrub(ask.query)}


def _counted(top: Element, page: Page) -> None:
    elements.add(top, "opensearch:totalResults", str(page.total))
    elements.add(top, "opensearch:startIndex", str((page.page - 1) * page.limit + 1))
    elements.add(top, "opensearch:itemsPerPage", str(page.limit))
    elements.add(
        top, "opensearch:Query", role="request", searchTerms=page.query, startPage=str(page.page)
    )


def _entry_or_what_is_left(result: Result, page: Page, bulkhead: Bulkhead) -> Element:
    made = (
        None
        if result.failure
        else bulkhead.run("entry", lambda: _entry(result, page), None, result.article)
    )
    return _failed_entry(result.article) if made is None else made


def _failed_entry(article: Article) -> Element:
    """The entry of an article that cannot be shown.

    Its id differs from the article's, so that feed readers later see the article as new.
    """
    entry, failed = Element("entry"), _("Эту статью показать не удалось.")
    _tell(
        entry,
        id=_urn("failed", article.id),
        title=article.title or article.id or failed,
        updated=UNDATED,
    )
    elements.add(
        entry,
        "link",
        rel="alternate",
        type="text/html",
        href=outward("pages.article", id=article.id or "-"),
    )
    _tell(entry, summary=failed)
    return entry


def _entry(result: Result, page: Page) -> Element:
    entry, article = Element("entry"), result.article
    query = page.correction.query if page.correction and page.correction.applied else page.query
    _tell(
        entry,
        id=entry_id(article),
        title=plain_text(article.title) or _("Без названия"),
        updated=_updated(article),
    )
    if published := instant(article.date):
        _tell(entry, published=published)
    if author := article.author or article.source:
        elements.add(elements.add(entry, "author"), "name", author)
    elements.add(
        entry,
        "link",
        rel="alternate",
        type="text/html",
        href=outward("pages.article", id=article.id, q=query),
    )
    if original := web_address(article.url):
        elements.add(entry, "link", rel="via", href=original)
    if article.section:
        elements.add(entry, "category", term=article.section)
    if passages := [one.text for one in result.snippets if not is_signature(one.text)]:
        _tell(entry, summary=" … ".join(map(plain_text, passages)))
    return entry
