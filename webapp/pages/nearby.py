"""The lists beside an article: its reprints, and similar articles."""

from collections.abc import Sequence

from flask import request
from markupsafe import Markup

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, Part, readable
from svodka.indexer.results.page import Result, failures_of
from svodka.webapp.presentation.fragments import failed, fragment
from svodka.webapp.presentation.rendering import shown
from svodka.webapp.searcher import current_searcher

MOST_REPRINTS = 20  # reprints listed on a page


def others(article: Article, query: str, bulkhead: Bulkhead) -> dict[str, object]:
    """The lines of both lists, for the article template. A line that fails costs no other."""
    searcher = current_searcher()
    nothing: tuple[Sequence[Article], Sequence[Result]] = (), ()
    reprints = bulkhead.run("reprint", lambda: searcher.reprints(article.id), nothing[0], article)
    similar = bulkhead.run("similar", lambda: searcher.similar(article.id), nothing[1], article)
    bulkhead.failures += failures_of(similar)
    asked = {"query": shown(query), "back": request.args.get("back", "")}

    def line(part: Part, other: Article, compared: bool) -> Markup:
        return fragment(
            bulkhead,
            part,
            "near.html",
            other,
            other=other,
            compared=compared,
            article=article,
            **asked,
        )

    def reprint(other: Article) -> Markup:
        loaded = bulkhead.run("reprint", lambda: readable(other), None, other)
        return line("reprint", loaded, True) if loaded else failed("near.html", other)

    return {
        "reprints": [reprint(other) for other in reprints[:MOST_REPRINTS]],
        "more_reprints": len(reprints[MOST_REPRINTS:]),
        "similar": [
            failed("near.html", one.article) if one.failure else line("similar", one.article, False)
            for one in similar
        ],
    }
