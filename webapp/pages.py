"""What people see: the start page, the results, an article."""

from flask import Blueprint, request

from webapp import parameters, reading
from webapp.index import current_searcher
from webapp.rendering import render, shown

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@blueprint.get("/search")
def search() -> str:
    """The results of the query, or the start page when there is none."""
    if not request.args.get("q", "").strip():
        return render("start.html")
    ask = parameters.read(request.args)
    page = current_searcher().page(
        ask.query,
        page=ask.page,
        limit=parameters.LIMIT,
        sort=ask.sort,
        correct=not ask.as_typed,
        filters=ask.filters,
        fold=ask.fold,
    )
    query = shown(ask.query)
    return render("results.html", page=page, query=query, ask=ask.replace(query=query))


@blueprint.get("/article/<page_id:id>")
def article(id: str) -> str:
    """An article with the hits of the query marked."""
    return reading.page(id)
