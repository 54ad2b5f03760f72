"""The lists beside an article: its reprints, and similar articles."""

from collections.abc import Sequence
from datetime import datetime

from flask import request
from markupsafe import Markup

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, Part, readable
from svodka.indexer.results.page import Result, failures_of
from svodka.webapp.presentation.fragments import failed, fragment
from svodka.webapp.presentation.rendering import shown
from svodka.webapp.searcher import current_searcher

MOST_REPRINTS = 20  # reprints listed on a page


def earliest(articles: Sequence[Article]) -> str | None:
    """The id of the article that was published before all others; None if that is unknown.

    A day does not tell which of two articles of that day came first, nor does a time without an
    offset beside one with an offset.
    """
    dates = [article.date for article in articles if article.date]
    if len(dates) < len(articles) or len(dates) < 2:
        return None
    try:
        ordered = sorted(articles, key=lambda one: datetime.fromisoformat(one.date or ""))
        first, second = (ordered[at].date or "" for at in (0, 1))
        timed = min(len(first), len(second)) > len("2024-08-19")
        apart = first[:10] < second[:10] if not timed else _moment(first) < _moment(second)
    except (ValueError, TypeError):  # a month or a year; times with and without an offset
        return None
    return ordered[0].id if apart else None


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def others(article: Article, query: str, bulkhead: Bulkhead) -> dict[str, object]:
    """The lines of both lists, for the article template. A line that fails costs no other."""
    searcher = current_searcher()
    nothing: tuple[Sequence[Article], Sequence[Result]] = (), ()
    reprints = bulkhead.run("reprint", lambda: searcher.reprints(article.id), nothing[0], article)
    similar = bulkhead.run("similar", lambda: searcher.similar(article.id), nothing[1], article)
    bulkhead.failures += failures_of(similar)
    asked = {"query": shown(query), "back": request.args.get("back", "")}

    first = earliest([article, *reprints])

    def line(part: Part, other: Article, compared: bool) -> Markup:
        return fragment(
            bulkhead,
            part,
            "parts/near.html",
            other,
            other=other,
            compared=compared,
            article=article,
            first=compared and other.id == first,
            **asked,
        )

    def reprint(other: Article) -> Markup:
        loaded = bulkhead.run("reprint", lambda: readable(other), None, other)
        return line("reprint", loaded, True) if loaded else failed("parts/near.html", other)

    return {
        "is_first": bool(reprints) and first == article.id,
        "reprints": [reprint(other) for other in reprints[:MOST_REPRINTS]],
        "more_reprints": len(reprints[MOST_REPRINTS:]),
        "similar": [
            failed("parts/near.html", one.article)
            if one.failure
            else line("similar", one.article, False)
            for one in similar
        ],
    }
