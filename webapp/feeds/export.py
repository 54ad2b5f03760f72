"""Export all results as a table, as JSON or as references, streamed article by article."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import Literal
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, request
from flask_babel import gettext as _
from werkzeug.http import dump_options_header

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.errors import SettingError
from svodka.indexer.results.export import COLUMNS, Export, export_record
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.serialize import failure_record
from svodka.webapp import parameters
from svodka.webapp.addresses import absolute
from svodka.webapp.monitoring.failures import reporter
from svodka.webapp.parameters import ParameterError
from svodka.webapp.presentation import citation
from svodka.webapp.presentation.citation import Cited
from svodka.webapp.presentation.tables import harmless, row
from svodka.webapp.presentation.wording import notice_text
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("export", __name__)

VARIABLE = "SVODKA_EXPORT_LIMIT"

Format = Literal["csv", "jsonl", "txt", "bib", "ris"]
ANY = "ANY-ARTICLE"  # in an address, for the id of any article

SEPARATORS = {"comma": ",", "semicolon": ";"}
STRETCH = 1 << 16  # characters sent at once
_NO_NAME = re.compile(r"[^\w.]+")


def init_app(app: Flask) -> None:
    """Check the configured maximum of exported articles. Raises SettingError."""
    written = str(app.config["EXPORT_LIMIT"])
    if not re.fullmatch("[1-9][0-9]{0,8}", written):
        raise SettingError(f"{VARIABLE}: «{written}» is no number of articles")
    app.config["EXPORT_LIMIT"] = int(written)


@blueprint.get("/export.csv")
def as_csv() -> Response:
    """The articles as a table, in UTF-8 with a byte order mark; Excel needs it for Cyrillic.

    ``separator=semicolon`` is the form for Excel in Russia, where numbers contain commas.
    """
    separator = SEPARATORS.get(request.args.get("separator") or "comma")
    if separator is None:
        raise ParameterError("separator", f"one of {', '.join(SEPARATORS)}")
    text = parameters.flag(request.args, "text")
    export = _export()
    names = [*COLUMNS, "text"] if text else [*COLUMNS]

    def line(article: Article) -> str:
        record = export_record(article, text=text)
        return row([harmless(record[name] or "") for name in names], separator)

    def left(failure: PartFailure, notice: str) -> str:
        cells = [failure.id, f"{notice} {failure.title}".rstrip(), *[""] * (len(names) - 2)]
        return row([harmless(cell) for cell in cells], separator)

    lines = chain(["\ufeff", row(names, separator)], _lines(export, line, left))
    return _answer(export, "csv", "text/csv; charset=utf-8; header=present", lines)


@blueprint.get("/export.jsonl")
def as_jsonl() -> Response:
    """The articles as JSON objects, one per line, exactly as in the index."""
    text = parameters.flag(request.args, "text")
    export = _export()

    def line(article: Article) -> str:
        return _json(export_record(article, text=text))

    def left(failure: PartFailure, notice: str) -> str:
        return _json({**failure_record(failure), "failed": True, "notice": notice})

    return _answer(export, "jsonl", "application/jsonl; charset=utf-8", _lines(export, line, left))


@blueprint.get("/export.txt")
def as_gost() -> Response:
    """References to the articles by ГОСТ Р 7.0.5-2008, one a line."""
    return _references("txt", "text/plain; charset=utf-8", lambda work: f"{citation.gost(work)}\n")


@blueprint.get("/export.bib")
def as_bibtex() -> Response:
    """References to the articles as records of BibTeX."""
    return _references("bib", "application/x-bibtex; charset=utf-8", citation.bibtex)


@blueprint.get("/export.ris")
def as_ris() -> Response:
    """References to the articles as records of RIS, for Zotero and other citation managers."""
    kind = "application/x-research-info-systems; charset=utf-8"
    return _references("ris", kind, citation.ris)


def _references(format: Format, content_type: str, write: Callable[[Cited], str]) -> Response:
    """The references of all articles found; one that cannot be written is only reported."""
    export, today = _export(), date.today()
    # A stream has no request: the address of the site is found now.
    address = absolute("pages.article", id=ANY) or ""

    def line(article: Article) -> str:
        page = address.replace(ANY, quote(article.id)) or None
        return write(citation.cited(readable(article), page, today))

    return _answer(export, format, content_type, _lines(export, line, lambda _failure, _said: ""))


def _export() -> Export:
    ask = parameters.read(request.args)
    limit = current_app.config["EXPORT_LIMIT"]
    return current_searcher().export(ask, limit=limit)


def _answer(export: Export, format: Format, content_type: str, lines: Iterable[str]) -> Response:
    body = (stretch.encode("utf-8", "replace") for stretch in stretches(lines))
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = file_name(export.query, format)
    response.headers["X-Total-Count"] = str(export.total)
    response.headers["X-Exported-Count"] = str(export.size)
    if export.partial:
        response.headers["X-Partial"] = "1"
    return response


def file_name(query: str, format: str) -> str:
    """Today's file name for the query, with an ASCII alternative for old browsers."""
    words = _NO_NAME.sub("-", query)[:60].strip("-.")
    name = "-".join(filter(None, ("svodka", words, date.today().isoformat())))
    plain = f"svodka-{date.today().isoformat()}.{format}"
    return dump_options_header(
        "attachment", {"filename": plain, "filename*": f"UTF-8''{quote(name)}.{format}"}
    )


def _json(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _lines(
    export: Export, line: Callable[[Article], str], left: Callable[[PartFailure, str], str]
) -> Iterator[str]:
    """The lines of all articles, then a line for each failure.

    The translated notice and the reporter are looked up now, while the request is active.
    """
    tell, not_written = reporter(), _("Эту статью выгрузить не удалось.")
    tell(export.failures)
    last = [left(one, notice_text(failure_notices([one])[0])) for one in export.failures]

    def lines() -> Iterator[str]:
        for article in export.articles:
            bulkhead = Bulkhead()
            yield bulkhead.run("row", partial(line, article), "", article)
            tell(bulkhead.failures)
            last.extend(left(one, not_written) for one in bulkhead.failures)
        yield from last

    return lines()


def stretches(lines: Iterable[str]) -> Iterator[str]:
    """The lines joined to pieces of about STRETCH characters."""
    held: list[str] = []
    length = 0
    for line in lines:
        held.append(line)
        length += len(line)
        if length >= STRETCH:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)
