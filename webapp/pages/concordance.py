"""Contexts: every hit of a query in a line with its context, as a page and as JSON."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, current_app, request
from markupsafe import Markup

from svodka.indexer.article import ExactField
from svodka.indexer.bulkhead import Bulkhead, leaves_open
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.query.filters import NO_FILTERS
from svodka.indexer.query.tree import Nothing
from svodka.indexer.results.concordance import LIMIT, Choice, Concordance, most_frequent
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.lines import Line
from svodka.indexer.results.request import MAX_LIMIT
from svodka.indexer.results.study_records import concordance_record
from svodka.webapp import parameters
from svodka.webapp.addresses import neighbours, page_url
from svodka.webapp.monitoring.failures import report
from svodka.webapp.parameters import Ask, ParameterError
from svodka.webapp.presentation.lines_request import choice_of, turned
from svodka.webapp.presentation.narrowing import Narrowing, facet_title
from svodka.webapp.presentation.plain import plain
from svodka.webapp.presentation.rendering import piece, render, shown
from svodka.webapp.presentation.responses import json_response
from svodka.webapp.presentation.sections import section_name
from svodka.webapp.presentation.telling import told
from svodka.webapp.searcher import current_searcher

blueprint = Blueprint("concordance", __name__)

FIELDS: tuple[ExactField, ...] = ("source", "section", "person", "place")


@blueprint.get("/concordance")
def page() -> str:
    """The lines of a query, aligned at the hit."""
    ask, choice = parameters.read(request.args), choice_of(request.args)
    concordance = _find(ask, choice, LIMIT)
    query = shown(ask.query)
    ask = ask.replace(query=query, page=ask.page)
    turn = partial(turned, "concordance.page", choice)
    bulkhead = Bulkhead(concordance.failures)
    rows = [
        bulkhead.run("line", partial(_row, line, query), None, line) for line in concordance.lines
    ]
    choices = bulkhead.run("facet", partial(_choices, ask), [])
    report(bulkhead.failures)
    return render(
        "concordance.html",
        page=concordance,
        meant=bulkhead.run("understood", lambda: told(concordance.meaning or Nothing()), ""),
        query=query,
        ask=ask,
        choice=choice,
        turn=turn,
        file=partial(turned, ask=ask, choice=choice),
        chips=list(Narrowing(ask, turn).chips()),
        choices=choices,
        reset=turn(ask, filters=NO_FILTERS),
        forms=most_frequent(concordance.forms),
        rows=[row for row in rows if row],
        failed={one.id: one for one in bulkhead.failures if one.id}.values(),
        notices=[*concordance.notices, *failure_notices(bulkhead.failures)],
        unfinished=leaves_open(bulkhead.failures),
    )


@blueprint.get("/api/concordance")
def lines() -> Response:
    """The lines of a query, as JSON."""
    ask, choice = parameters.read(request.args, fold=False), choice_of(request.args)
    limit = parameters.integer(request.args, "limit", LIMIT, MAX_LIMIT)
    concordance = _find(ask, choice, limit)
    bulkhead = Bulkhead(concordance.failures)
    record = concordance_record(concordance, bulkhead, page_url)
    report(bulkhead.failures)
    return json_response(record | neighbours(concordance.page, concordance.pages))


def _choices(ask: Ask) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """For each field its title, and the frequent values that can be added, with their names."""
    counts = current_searcher().overview().counts
    if counts is None:
        return []
    return [
        (
            name,
            facet_title(name),
            [
                (one.value, section_name(one.value) if name == "section" else one.value)
                for one in counts.facets.get(name, ())
                if one.value not in ask.filters.values(name)
            ],
        )
        for name in FIELDS
    ]


def _row(line: Line, query: str) -> Markup:
    return piece("parts/line.html", line=_plain(line), query=query)


def _plain(line: Line) -> Line:
    """The line without signs of markup. Its context may have cut off one of a pair."""
    written = f"{line.left}{line.hit}{line.right}"
    if not any(sign in written for sign in ("**", "__", "](", "[")):
        return line
    opened = line.right.rfind("[")
    if opened > line.right.rfind("]"):  # a link whose address is cut off
        line = replace(line, right=line.right[:opened] + line.right[opened + 1 :])
        written = f"{line.left}{line.hit}{line.right}"
    start, stop = len(line.left), len(line.left) + len(line.hit)
    shown = plain(Marked(written, [(start, stop)]))
    if not shown.marks:  # the hit stands in the target of a link
        return line
    first, last = shown.marks[0]
    left, hit, right = shown.text[:first], shown.text[first:last], shown.text[last:]
    return replace(line, left=left, hit=hit, right=right)


def _find(ask: Ask, choice: Choice, limit: int) -> Concordance:
    most = current_app.config["LIMITS"].context_lines
    if ask.page > most:
        raise ParameterError("page", f"a whole number from 1 to {most}")
    return current_searcher().concordance(replace(ask, limit=limit), choice)
