"""The article page, and the same article as plain text, JSON and citation records.

Each address of an article ends with its id and an optional ending of a format. An id may itself end
like that («report.txt»). Its page then has the ending .html, so each address has one meaning.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from svodka.indexer.article import Article, blocks
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.results.dossier import Names, names_in
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.serialize import article_record
from svodka.webapp import parameters
from svodka.webapp.addresses import PageId, absolute, page_url
from svodka.webapp.monitoring.failures import report
from svodka.webapp.pages.article_body import body, plain_body, step_at
from svodka.webapp.pages.nearby import others
from svodka.webapp.presentation import citation
from svodka.webapp.presentation.citation import Cited
from svodka.webapp.presentation.markup import cut, scrub, web_address
from svodka.webapp.presentation.plain import has_markup
from svodka.webapp.presentation.plain import plain as without_markup
from svodka.webapp.presentation.rendering import piece, render, shown
from svodka.webapp.presentation.responses import json_response
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("reading", __name__)


def init_app(app: Flask) -> None:
    """Register the URL converter for article ids, and the template filters for citations."""
    app.url_map.converters["page_id"] = PageId
    app.jinja_env.filters.update(gost=citation.gost, bibtex=citation.bibtex, ris=citation.ris)


def page(id: str) -> str | BaseResponse:
    """The page of an article, with the query's hits marked unless ``marks`` is 0.

    With ``at``, the number of a character of the text from 1, it redirects to the hit there.
    """
    query = request.args.get("q", "")
    marked = parameters.flag(request.args, "marks", default=True)
    ending = ".html" if request.path.endswith(".html") else ""
    bulkhead = Bulkhead()
    with current_searcher().steady():
        article, title, text = _article_or_abort(id, query if marked else "", ending)
        near = others(article, query, bulkhead)
    if place := request.args.get("at"):
        return _at(id, query, step_at(_first(text), _place(place), article.title))
    bulkhead.failures += [text.failure] if text.failure else []
    url = absolute("pages.article", id=id)
    first = _first(text)
    names = bulkhead.run("overview", partial(names_in, article), Names(), article)
    made = bulkhead.run("marks", partial(body, first, article.title), None, article)
    reference = _reference(article, url, bulkhead)
    report(bulkhead.failures)
    return render(
        "article.html",
        article=article,
        original=web_address(article.url),
        title=without_markup(title) if has_markup(title.text) or has_markup(text.text) else title,
        body=made or plain_body(first),
        names=names,
        shortened=len(first.text) < len(text.text),
        all_marked=text.whole,
        canonical=url or url_for("pages.article", id=id),
        address=url,
        query=shown(query),
        marked=marked,
        back=request.args.get("back", ""),
        notices=failure_notices(bulkhead.failures),
        **near,
        **reference,
    )


def _place(written: str) -> int:
    most: int = current_app.config["LIMITS"].shown_characters
    return min(parameters.integer({"at": written}, "at", 1, parameters.MOST_INTEGER), most) - 1


def _at(id: str, query: str, step: int | None) -> BaseResponse:
    anchor = f"hit-{step}" if step else None
    back = request.args.get("back")
    return redirect(
        url_for("pages.article", id=id, q=scrub(query) or None, back=back, _anchor=anchor)
    )


def _reference(article: Article, url: str | None, bulkhead: Bulkhead) -> dict[str, object]:
    """The citation of an article, as data and as a part of its page, which may be missing."""
    cited = bulkhead.run(
        "citation", lambda: citation.cited(article, url, date.today()), None, article
    )
    if cited is None:
        return {"cited": citation.titled(article, date.today()), "reference": ""}
    cite = partial(piece, "article/cite.html", cited=cited, article=article)
    return {"cited": cited, "reference": bulkhead.run("citation", cite, "", article)}


@blueprint.get("/article/<id>.txt")
def text(id: str) -> Response:
    """The article as plain text, as ``svodka index`` reads it."""
    return Response(plain(_article_or_abort(id, ending=".txt")[0]), mimetype="text/plain")


@blueprint.get("/article/<id>.json")
def record(id: str) -> Response:
    """The article as JSON, at the address of its page."""
    return _record(*_article_or_abort(id, request.args.get("q", ""), ".json"))


@blueprint.get("/api/articles/<id>")
def api_record(id: str) -> Response:
    """The article as JSON, with the ranges that the query matches."""
    return _record(*_article_or_abort(id, request.args.get("q", "")))


@blueprint.get("/article/<id>.bib")
def bib(id: str) -> Response:
    """The article's record for BibTeX."""
    return _download(
        _article_or_abort(id, ending=".bib")[0], citation.bibtex, "bib", "application/x-bibtex"
    )


@blueprint.get("/article/<id>.ris")
def ris(id: str) -> Response:
    """The article's record for Zotero, EndNote and other readers of RIS."""
    return _download(
        _article_or_abort(id, ending=".ris")[0],
        citation.ris,
        "ris",
        "application/x-research-info-systems",
    )


def plain(article: Article) -> str:
    """An article as plain text: title, a line for each known fact, and paragraphs."""
    known = {
        "Дата": article.date or "",
        "Источник": article.source,
        "Рубрика": article.section,
        "Автор": article.author,
        "Ссылка": article.url,
    }
    lines = [f"{name}: {' '.join(value.split())}" for name, value in known.items() if value.strip()]
    paragraphs = [article.text[block.start : block.stop] for block in blocks(article.text)]
    head = "\n".join([" ".join(article.title.split()), *lines])
    return scrub("\n\n".join([head, *paragraphs]) + "\n")


def _record(article: Article, title: Marked, text: Marked) -> Response:
    report([text.failure] if text.failure else [])
    return json_response(article_record(article, title, text) | {"page_url": page_url(article.id)})


def _first(text: Marked) -> Marked:
    """The part of a text that its page shows, up to the end of a line."""
    most: int = current_app.config["LIMITS"].shown_characters
    stop = text.text.rfind("\n", 0, most) if len(text.text) > most else len(text.text)
    return cut(text, 0, stop if stop > 0 else most)


def _article_or_abort(id: str, query: str = "", ending: str = "") -> tuple[Article, Marked, Marked]:
    """The article, marked. Redirects if only an article whose id includes the ending exists."""
    searcher = current_searcher()
    result = searcher.article(id, query)
    if result is None and ending and searcher.article(id + ending):
        arguments = urlencode(list(request.args.items(multi=True)))
        abort(redirect(f"{url_for('pages.article', id=id + ending)}?{arguments}".rstrip("?")))
    return result or abort(404)


def _download(
    article: Article, write: Callable[[Cited], str], ending: str, mimetype: str
) -> Response:
    work = citation.cited(article, absolute("pages.article", id=article.id), date.today())
    response = Response(write(work), mimetype=mimetype, content_type=f"{mimetype}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{work.key[:100]}.{ending}"'
    return response
