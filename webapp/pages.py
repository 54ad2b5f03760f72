"""What people see: the start page, the results, an article."""

from flask import Blueprint, request

from indexer.errors import UnusableIndexError
from indexer.page import Page
from webapp import parameters, reading
from webapp.index import current_searcher
from webapp.language_help import chapters
from webapp.metrics import counted
from webapp.parameters import Ask
from webapp.rendering import render, shown
from webapp.result_view import view, whole

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@blueprint.get("/search")
def search() -> str:
    """The results of the query, or the start page when there is none."""
    if not request.args.get("q", "").strip():
        return start()
    ask = parameters.read(request.args)
    with current_searcher().steady():
        page = counted(_page(ask))
        overview = current_searcher().overview()
    query = shown(ask.query)
    shown_ask = ask.replace(query=query, page=ask.page)
    return render("results.html", page=page, query=query, overview=overview, **view(shown_ask, page, overview))


def start() -> str:
    """What the collection holds, and ways to begin; without an index, only the box."""
    try:
        overview = current_searcher().overview()
    except UnusableIndexError:
        overview = None
    return render("start.html", overview=overview, chart=whole(overview))


@blueprint.get("/help")
def help() -> str:
    """The query language, row by row, with examples that run."""
    return render("help.html", chapters=chapters())


@blueprint.get("/article/<page_id:id>")
def article(id: str) -> str:
    """An article with the hits of the query marked."""
    return reading.page(id)


def _page(ask: Ask) -> Page:
    return current_searcher().page(
        ask.query,
        page=ask.page,
        limit=parameters.LIMIT,
        sort=ask.sort,
        correct=not ask.as_typed,
        filters=ask.filters,
        count=True,
        fold=ask.fold,
    )
