"""The link back from an article to its results: their parameters, passed in ``back``.

Only known parameters of our own results page are passed, so the link never leaves the site.
"""

from functools import lru_cache
from typing import get_args
from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask, request, url_for
from werkzeug.datastructures import MultiDict

from svodka.indexer.article import ExactField
from svodka.webapp.addresses import local
from svodka.webapp.presentation.markup import scrub

# The targets of the link, by ``view``.
VIEWS = {
    "": "pages.search",
    "contexts": "concordance.page",
}
CARRIED = frozenset(
    [
        "q",
        "page",
        "limit",
        "titles",
        "days",
        "step",
        "sort",
        "order",
        "words",
        "sample",
        "seed",
        "as_typed",
        "fold",
        "strict",
        "from",
        "to",
        "view",
        *get_args(ExactField),
    ],
)
# Characters. Longer values are dropped: the length of addresses is limited, and they contain it
# encoded twice.
LONGEST = 1500
CACHED = 64  # pages of results


def init_app(app: Flask) -> None:
    """Add the functions for links to articles and back to the templates."""
    app.jinja_env.globals.update(article_url=article_url, back_url=back_url, article_anchor=anchor)


def article_url(
    id: str, query: str, back: str | None = None, marks: bool = True, at: int | None = None
) -> str:
    """The address of an article with the query's hits, or without ``marks``.

    ``back`` is by default this page of results. ``at`` is the place of a hit in the text, from 0.
    """
    trail = _carried(_this_page(query) if back is None else back)
    arguments = {
        "q": scrub(query) or None,
        "marks": None if marks else "0",
        "back": trail or None,
        "at": None if at is None else str(at + 1),
    }
    return local("pages.article", arguments, id=id)


def back_url(id: str, query: str, back: str) -> str:
    """The address of the results that led to an article, at its entry."""
    values = MultiDict(parse_qsl(_carried(back)))
    values.setdefault("q", scrub(query))
    endpoint = VIEWS.get(values.pop("view", ""), VIEWS[""])
    return f"{url_for(endpoint)}?{urlencode(list(values.items(multi=True)))}#{quote(anchor(id))}"


def anchor(id: str) -> str:
    """The id of an article's element in a page of results."""
    return f"article-{id}"


def _this_page(query: str) -> str:
    """The parameters of this page of results, without the query if it is the article's own."""
    view = [
        ("view", name) for name, endpoint in VIEWS.items() if name and endpoint == request.endpoint
    ]
    return urlencode(
        [*view, *(pair for pair in request.args.items(multi=True) if pair != ("q", query))]
    )


@lru_cache(CACHED)  # each article of a page asks for the same
def _carried(back: str) -> str:
    """The allowed part of a query string that anybody may have written; "" if it is too long."""
    pairs = parse_qsl(back[: LONGEST + 1])
    encoded = urlencode([(name, scrub(value)) for name, value in pairs if name in CARRIED])
    return encoded if max(len(back), len(encoded)) <= LONGEST else ""
