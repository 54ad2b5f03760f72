"""The page of differences between two reprints: the later text with the changes."""

import re
from collections.abc import Iterable

from flask import Blueprint, abort, current_app, request

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import readable
from svodka.indexer.highlight.marks import Range
from svodka.indexer.results.comparison import MergedParagraph, differences, side_by_side
from svodka.webapp import parameters
from svodka.webapp.presentation.plain import plain_text
from svodka.webapp.presentation.rendering import render, shown
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/article/<id>/compare/<other>")
def page(id: str, other: str) -> str:
    """The differences between an article and its reprint, in either order."""
    with current_searcher().steady():
        found = current_searcher().article(id)
        reprint = next((one for one in current_searcher().reprints(id) if one.id == other), None)
    if found is None or reprint is None:
        abort(404)
    earlier, later = sorted((found[0], readable(reprint)), key=_age)
    texts = plain_text(_with_title(earlier)), plain_text(_with_title(later))
    most = current_app.config["LIMITS"].compared_characters
    compared = [text[:most] for text in texts]
    paragraphs = differences(*compared)
    sides = parameters.flag(request.args, "sides")
    return render(
        "comparison.html",
        article=found[0],
        earlier=earlier,
        later=later,
        paragraphs=paragraphs,
        sides=sides,
        other=other,
        rows=side_by_side(*compared) if sides else (),
        deleted=_words((one, one.deleted) for one in paragraphs),
        shortened=max(map(len, texts)) > most,
        most=most,
        inserted=_words((one, one.inserted) for one in paragraphs),
        query=shown(request.args.get("q", "")),
        back=request.args.get("back", ""),
    )


def _age(article: Article) -> tuple[bool, str, str]:
    """A sort key by date; an undated article counts as the later."""
    return article.date is None, article.date or "", article.id


def _with_title(article: Article) -> str:
    """An article with its title in front, unless its text begins with the title."""
    title, text = (
        re.findall(r"\w+", written.casefold()) for written in (article.title, article.text)
    )
    return article.text if text[: len(title)] == title else f"{article.title}\n{article.text}"


def _words(paragraphs: Iterable[tuple[MergedParagraph, Iterable[Range]]]) -> int:
    """The number of words in ranges of paragraphs."""
    return sum(
        len(re.findall(r"\w+", merged.text[start:stop]))
        for merged, spans in paragraphs
        for start, stop in spans
    )
