"""What the pages of results and the start page show beside the articles: ways to narrow, and the time line."""

from datetime import date

from indexer.engine import Counts, Timeline
from indexer.overview import Overview
from indexer.page import Page
from webapp.narrowing import Narrowing
from webapp.parameters import Ask
from webapp.rendering import results_url
from webapp.timeline import Chart, chart


def view(ask: Ask, page: Page, overview: Overview) -> dict[str, object]:
    """The parts of a page of results, for its template; ``overview`` is that of the whole collection."""
    narrowing = Narrowing(ask)
    counts = page.counts
    # Without the dates that it is narrowed by, a result may have newer articles than those found.
    dated = ask.filters.since or ask.filters.until
    return {
        "ask": ask,
        "chips": list(narrowing.chips()),
        "presets": list(narrowing.presets(_latest(overview.counts if dated else counts), date.today())),
        "facets": list(narrowing.facets(counts)) if counts else [],
        "chart": chart(counts.timeline, narrowing.within) if counts else None,
        "folded_away": max(0, _matching(counts.timeline) - page.total) if counts and page.folded else 0,
    }


def whole(overview: Overview | None) -> Chart | None:
    """The time line of the whole collection, whose bars ask for their dates."""
    if overview is None or overview.counts is None:
        return None
    return chart(overview.counts.timeline, lambda value: results_url(f"дата:{value}", sort="newest"))


def _latest(counts: Counts | None) -> str:
    return counts.timeline.buckets[-1].value if counts and counts.timeline.buckets else ""


def _matching(timeline: Timeline) -> int:
    """How many articles match, the folded ones too."""
    return sum(bucket.count for bucket in timeline.buckets) + timeline.undated
