"""Pages for people: the start page, the results, an article."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from flask import Blueprint, request
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.page import Page, notices_of
from svodka.indexer.results.request import LIMIT, MAX_DEPTH, SearchRequest
from svodka.webapp import parameters
from svodka.webapp.monitoring.failures import report
from svodka.webapp.monitoring.metrics import counted
from svodka.webapp.pages import article as reading
from svodka.webapp.pages.help import chapters, those_that_find
from svodka.webapp.pages.kept_pages import kept_pages
from svodka.webapp.pages.result_view import collection_chart, hits, span, view
from svodka.webapp.parameters import SIZES, Ask, ParameterError
from svodka.webapp.presentation import problems
from svodka.webapp.presentation.examples import often
from svodka.webapp.presentation.fragments import fragment
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.presentation.wording import day
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("pages", __name__)

_QUOTES = re.compile('["«»„“”!]')
_SCALED = re.compile(
    r"(?<![\w.,])(\d[\d.,]*)\s+"
    r"((?:тыс|млн|млрд|трлн|тысяч|миллион|миллиард|триллион)[а-яё]{0,2})\b",
    re.IGNORECASE,
)
EMPTY = problems.Advice(
    _("Архив пуст"),
    _("Добавьте папку со статьями этой командой. Перезапускать сервер не нужно."),
    _("svodka index ПАПКА"),
)


@blueprint.get("/")
@blueprint.get("/search")
def search() -> str:
    """The results of the query; without a query and filters, the start page.

    Without a query, filters give all of their articles.
    """
    ask = _sized(parameters.read(request.args))
    if not ask.query.strip() and not ask.filters:
        return start()
    with current_searcher().steady():
        page = counted(current_searcher().page(replace(ask, count=True)))
        if kept := kept_pages().get(page):
            return kept
        bulkhead = Bulkhead(page.failures)
        overview = bulkhead.run("overview", current_searcher().overview, None)
    query = shown(ask.query)
    parts = view(ask.replace(query=query, page=ask.page), page, overview, bulkhead)
    parts["unquoted"] = bulkhead.run("relaxation", lambda: _unquoted(ask, page), None)
    parts["together"] = bulkhead.run("wider", lambda: _together(ask), None)
    effective = page.correction.query if page.correction and page.correction.applied else query
    lines = hits(page, effective, bulkhead, titles=ask.titles)
    report([*bulkhead.failures, *(overview.failures if overview else ())])
    notices = notices_of(page, bulkhead.failures)
    known = {
        "page": page,
        "query": query,
        "effective": effective,
        "overview": overview,
        "groups": _grouped(page, lines[: page.total - ask.offset] if page.also else lines, ask),
        "sizes": SIZES,
        "with_all": max(0, page.total - ask.offset) if page.also else len(lines),
    }
    made = render("results.html", **known, hits=lines, notices=notices, **parts)
    # Whether a phrase has articles with its words is asked for again: that answer may be cut.
    if overview and not bulkhead.failures and not overview.failures and page.total:
        kept_pages().keep(page, made)
    return made


def _sized(ask: Ask) -> Ask:
    """The request for a page of one of the SIZES; other numbers of results are for programs.

    Raises ParameterError if there is no such page.
    """
    limit = ask.limit if ask.limit in SIZES else LIMIT
    if ask.page > MAX_DEPTH // limit:
        raise ParameterError("page", f"a whole number from 1 to {MAX_DEPTH // limit}")
    return replace(ask, limit=limit)


def _grouped(page: Page, lines: Sequence[Markup], ask: Ask) -> list[tuple[str, list[Markup]]]:
    """The results with their days as headings, if dates give the order; else under none."""
    unranked = ask.sort == "relevance" and ask.query.strip() in ("", "*")
    by_date = unranked or ask.sort in ("newest", "oldest")
    if not (ask.days and by_date):
        return [("", list(lines))]
    days = [(one.article.date or "")[:10] for one in page.results]
    together = groupby(zip(days, lines, strict=True), key=itemgetter(0))
    return [
        (day(iso) if iso else str(_("без даты")), [line for _, line in own])
        for iso, own in together
    ]


def _unquoted(ask: Ask, page: Page) -> Page | None:
    """The page of a phrase's words, if no article has the phrase but some have all of its words."""
    words = _QUOTES.sub(" ", ask.query).strip()
    if (page.total and not page.relaxed) or page.unfinished or ask.filters:
        return None
    if not words or words == ask.query.strip():
        return None
    found = current_searcher().page(SearchRequest(words, limit=1, correct=False, strict=True))
    return found if found.total and not found.relaxed else None


def _together(ask: Ask) -> Page | None:
    """The page of a query whose numbers stand beside their thousands, millions or billions.

    None if it has none, or no article has them side by side.
    """
    query = _SCALED.sub(r'"\1 \2"', ask.query)
    if query == ask.query or _QUOTES.search(ask.query):
        return None
    asked = SearchRequest(query, limit=1, correct=False, strict=True, filters=ask.filters)
    found = current_searcher().page(asked)
    return found if found.total and not found.relaxed else None


def start() -> str:
    """The overview of the collection; without an index, or an empty one, what to do."""
    bulkhead, overview, advice = Bulkhead(), None, None
    try:
        overview = bulkhead.run("overview", lambda: current_searcher().overview(), None)
        if overview and not overview.articles:
            advice = EMPTY
    except UnusableIndexError as error:
        advice = problems.index_advice(error)
    bulkhead.failures += overview.failures if overview else ()
    newest = overview.newest if overview else ()
    parts = {
        "overview": overview,
        "advice": advice,
        "years": bulkhead.run("overview", lambda: span(overview), "") if overview else "",
        "chart": collection_chart(overview, bulkhead),
        "newest": [
            fragment(bulkhead, "overview", "parts/newest.html", one, article=one) for one in newest
        ],
        "often": bulkhead.run("overview", lambda: often(overview), []) if overview else [],
    }
    report(bulkhead.failures)
    return render("start.html", **parts, notices=failure_notices(bulkhead.failures))


@blueprint.get("/help")
def help() -> str:
    """The query language, row by row, with examples that find something in this collection."""
    try:
        with current_searcher().steady():
            shown_chapters = those_that_find(
                chapters(current_searcher().overview()), current_searcher().finds
            )
    except UnusableIndexError:
        shown_chapters = chapters()
    return render("help.html", chapters=shown_chapters)


@blueprint.get("/article/<page_id:id>")
def article(id: str) -> str | Response:
    """An article with the hits of the query marked."""
    return reading.page(id)
