"""Export a whole concordance as a table, streamed line by line."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.results.concordance import LineStream
from svodka.indexer.results.lines import Line
from svodka.webapp import parameters
from svodka.webapp.addresses import absolute
from svodka.webapp.feeds.export import ANY, file_name, stretches
from svodka.webapp.monitoring.failures import reporter
from svodka.webapp.presentation.lines_request import choice_of
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.tables import harmless, row
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("lines", __name__)

COLUMNS = (
    *("left", "hit", "right", "lemma", "date", "source"),
    *("title", "id", "field", "start", "link"),
)
MOST = 200_000  # lines of a file
KINDS = {
    "csv": (",", "text/csv; charset=utf-8; header=present"),
    "tsv": ("\t", "text/tab-separated-values; charset=utf-8"),
}


@blueprint.get("/concordance.csv")
def as_csv() -> Response:
    """The lines as a table, in UTF-8 with a byte order mark."""
    return _answer("csv")


@blueprint.get("/concordance.tsv")
def as_tsv() -> Response:
    """The same with tabs between the cells."""
    return _answer("tsv")


def _answer(kind: str) -> Response:
    ask, choice = parameters.read(request.args), choice_of(request.args)
    stream = current_searcher().lines(ask, choice)
    separator, content_type = KINDS[kind]
    # A stream has no request: the address of an article is found now.
    address = absolute("pages.article", id=ANY) or url_for("pages.article", id=ANY)
    query = quote(scrub(ask.query))
    write = partial(_cells, address=address, query=query)
    lines = _lines(stream, write, separator)
    body = (stretch.encode("utf-8", "replace") for stretch in stretches(lines))
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = file_name(ask.query, kind)
    response.headers["X-Total-Count"] = str(stream.total)
    if stream.partial:
        response.headers["X-Partial"] = "1"
    return response


def _row(write: Callable[[Line], list[str]], line: Line, separator: str) -> str:
    return row(write(line), separator)


def _cells(line: Line, address: str, query: str) -> list[str]:
    at = f"&at={line.start + 1}" if line.field == "text" else ""
    link = f"{address.replace(ANY, quote(line.id))}?q={query}{at}"
    known = (line.left, line.hit, line.right, line.lemma, line.date or "", line.source)
    cells = (*known, line.title, line.id, line.field)
    return [*map(harmless, cells), str(line.start), link]


def _lines(stream: LineStream, write: Callable[[Line], list[str]], separator: str) -> Iterator[str]:
    """The rows of a file, then a row for each failure.

    The translated notices and the reporter are looked up now, while the request is active.
    """
    tell, cut = reporter(), _("Здесь первые %(most)s вхождений.", most=MOST)
    failed = _("Вхождения выгружены не все.")

    def last(text: str, failure: PartFailure | None = None) -> str:
        cells = [""] * len(COLUMNS)
        cells[1], cells[7] = harmless(text), failure.id if failure else ""
        return row(cells, separator)

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield row(COLUMNS, separator)
        bulkhead = Bulkhead()
        for line in islice(stream.lines, MOST):
            yield bulkhead.run("line", partial(_row, write, line, separator), "", line)
        if next(stream.lines, None) is not None:
            yield last(cut)
        failures = [*stream.failures, *bulkhead.failures]
        tell(failures)
        yield from (last(failed, one) for one in failures)

    return lines()
