"""Templates, and the words that they use."""

from flask import Flask, render_template, url_for

from indexer.engine import Sort
from webapp import markup, russian
from webapp.paging import offered

LONGEST_SHOWN = 1000  # characters of a query that pages repeat; no longer one is searched for in full


def init_app(app: Flask) -> None:
    """Teach the application's templates to mark, to count and to date."""
    app.jinja_env.filters.update(
        articles=russian.articles,
        day=russian.day,
        found=russian.found,
        grouped=russian.grouped,
        mark=markup.mark,
        moment=russian.moment,
        web_address=markup.web_address,
    )
    app.jinja_env.globals.update(offered=offered, results_url=results_url, query="")


def render(template: str, **context: object) -> str:
    """Render a page, free of code points that no document may hold."""
    return markup.scrub(render_template(template, **context))


def shown(query: str) -> str:
    """A query as pages repeat it, however long the one that was sent."""
    return query[:LONGEST_SHOWN]


def results_url(query: str, page: int = 1, sort: Sort = "relevance", as_typed: bool = False) -> str:
    """The address of a page of results; what is as by default is left out of it."""
    return url_for(
        "pages.search",
        q=markup.scrub(query),
        page=page if page > 1 else None,
        sort=sort if sort != "relevance" else None,
        as_typed="1" if as_typed else None,
    )
