"""What differs between two reprints of one story: the page that shows the later text with the changes since the earlier."""

import re
from collections.abc import Iterable

from flask import Blueprint, abort, request

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import readable
from svodka.indexer.highlight.marks import Range
from svodka.indexer.results.comparison import Woven, differences
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("comparison", __name__)

MOST_COMPARED = 200_000  # characters of each text, at their beginnings: more would take longer than a reader waits


@blueprint.get("/article/<id>/compare/<other>")
def page(id: str, other: str) -> str:
    """What differs between an article and a reprint of it, whichever of the two is asked for first."""
    with current_searcher().steady():
        found = current_searcher().article(id)
        reprint = next((one for one in current_searcher().reprints(id) if one.id == other), None)
    if found is None or reprint is None:
        abort(404)
    earlier, later = sorted((found[0], readable(reprint)), key=_age)
    texts = _whole(earlier), _whole(later)
    paragraphs = differences(*(text[:MOST_COMPARED] for text in texts))
    return render(
        "comparison.html",
        article=found[0],
        earlier=earlier,
        later=later,
        paragraphs=paragraphs,
        deleted=_words((one, one.deleted) for one in paragraphs),
        shortened=max(map(len, texts)) > MOST_COMPARED,
        most=MOST_COMPARED,
        inserted=_words((one, one.inserted) for one in paragraphs),
        query=shown(request.args.get("q", "")),
        back=request.args.get("back", ""),
    )


def _age(article: Article) -> tuple[bool, str, str]:
    """By date; an article without one is taken for the later."""
    return article.date is None, article.date or "", article.id


def _whole(article: Article) -> str:
    """An article with its title before it, unless it begins with that anyway."""
    title, text = (
        re.findall(r"\w+", written.casefold()) for written in (article.title, article.text)
    )
    return article.text if text[: len(title)] == title else f"{article.title}\n{article.text}"


def _words(stretches: Iterable[tuple[Woven, Iterable[Range]]]) -> int:
    """The number of words in ranges of paragraphs."""
    return sum(
        len(re.findall(r"\w+", woven.text[start:stop]))
        for woven, spans in stretches
        for start, stop in spans
    )
