"""The parts of result pages and the start page beside the articles: facets and time line."""

from dataclasses import replace
from datetime import date
from functools import partial

from markupsafe import Markup

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.records import Counts, Timeline, Unit
from svodka.indexer.query.tree import Nothing
from svodka.indexer.results.overview import Overview
from svodka.indexer.results.page import Page, Result
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.charts.steps import in_unit, steps, units
from svodka.webapp.presentation.charts.timeline import Chart, chart
from svodka.webapp.presentation.fragments import failed, fragment
from svodka.webapp.presentation.language import gettext as _
from svodka.webapp.presentation.narrowing import Narrowing
from svodka.webapp.presentation.plain import has_markup, is_signature, plain
from svodka.webapp.presentation.telling import told
from svodka.webapp.searcher import current_searcher


def view(ask: Ask, page: Page, overview: Overview | None, bulkhead: Bulkhead) -> dict[str, object]:
    """The template's parts of a page of results; ``overview`` is that of the whole collection."""
    narrowing = Narrowing(ask)
    counts = page.counts
    # The results may be narrowed by dates. Then only the overview has the newest article without
    # that filter.
    dated = ask.filters.since or ask.filters.until
    within = overview.counts if overview and dated else counts
    today = date.today()
    return {
        "ask": ask,
        "meant": bulkhead.run("understood", lambda: told(page.meaning or Nothing()), ""),
        "chips": list(narrowing.chips()),
        "presets": list(narrowing.presets(_latest(within) if within else today.isoformat(), today)),
        "counted": counts is not None,
        "facets": list(narrowing.facets(counts, bulkhead)) if counts else [],
        **bulkhead.run("timeline", lambda: _time(ask, page, counts, overview), NO_TIME),
    }


NO_TIME: dict[str, object] = {"chart": None, "steps": None, "units": []}


def _time(
    ask: Ask, page: Page, counts: Counts | None, overview: Overview | None
) -> dict[str, object]:
    """The chart of the results, and the steps along it."""
    if not counts:
        return NO_TIME
    every = overview.counts.timeline.buckets if overview and overview.counts else ()
    narrowing, fitting = Narrowing(ask), counts.timeline
    line = _stepped(ask, page, fitting.unit) or fitting
    return {
        "chart": chart(line, partial(narrowing.within, unit=line.unit)),
        "steps": steps(ask, every[0].value, every[-1].value) if every else None,
        # Weaker queries are counted in the fitting unit alone.
        "units": [] if page.relaxed else units(fitting),
    }


def _stepped(ask: Ask, page: Page, fitting: Unit) -> Timeline | None:
    """The time line in the unit that was asked for, if it is another one."""
    if ask.step in (None, fitting) or page.relaxed:
        return None
    query = page.correction.query if page.correction and page.correction.applied else ask.query
    return in_unit(current_searcher().trends([replace(ask, query=query)], ask.step))


def span(overview: Overview) -> str:
    """The years of the collection: «2000–2024 годы», «2024 год»; empty if no article is dated."""
    years = overview.counts.facets.get("year", ()) if overview.counts else ()
    if not years:
        return ""
    first, last = years[-1].value, years[0].value
    if first == last:
        return str(_("%(year)s год", year=first))
    return str(_("%(first)s–%(last)s годы", first=first, last=last))


def hits(page: Page, query: str, bulkhead: Bulkhead, *, titles: bool = False) -> list[Markup]:
    """The results of a page as HTML; for one that cannot be shown, a line that says so.

    With ``titles``, they are without passages.
    """
    shown = [replace(one, snippets=()) for one in page.results] if titles else page.results
    return [_hit(result, query, bulkhead) for result in shown]


def collection_chart(overview: Overview | None, bulkhead: Bulkhead) -> Chart | None:
    """The time line of the whole collection; its bars link to searches for their dates."""
    counts = overview.counts if overview else None
    if counts is None:
        return None
    narrowing = Narrowing(Ask(""))
    return bulkhead.run("timeline", lambda: chart(counts.timeline, narrowing.within), None)


def _hit(result: Result, query: str, bulkhead: Bulkhead) -> Markup:
    if result.failure:
        return failed("parts/hit.html", result.article)
    return fragment(
        bulkhead, "result", "parts/hit.html", result.article, result=_plain(result), effective=query
    )


def _plain(result: Result) -> Result:
    """The result without signs of markup, and without the signature of a channel."""
    snippets = [one for one in result.snippets if not is_signature(one.text)]
    if has_markup(result.article.text) or has_markup(result.article.title):
        snippets = list(map(plain, snippets))
        result = replace(result, title=plain(result.title))
    return replace(result, snippets=snippets)


def _latest(counts: Counts | None) -> str:
    return counts.timeline.buckets[-1].value if counts and counts.timeline.buckets else ""
