"""JSON records for those who study words: concordances, collocates and trends."""

from functools import partial

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.results.collocates import Collocates
from svodka.indexer.results.concordance import Concordance, most_frequent
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.lines import Line
from svodka.indexer.results.serialize import PageUrl, addressed, failures_record
from svodka.indexer.results.trends import Point, Trends


def concordance_record(
    concordance: Concordance, bulkhead: Bulkhead, page_url: PageUrl | None = None
) -> dict[str, object]:
    """A page of a concordance as JSON types. Offsets count code points.

    ``bulkhead`` has the failures of the concordance, and collects those of its lines here.
    ``page_url`` gives lines the addresses of their articles' pages.
    """
    lines = [
        bulkhead.run("line", partial(_concordance_line, line, page_url), None, line)
        for line in concordance.lines
    ]
    return {
        "query": concordance.query,
        "understood": concordance.understood,
        "total": concordance.total,
        "articles": concordance.articles,
        "found": concordance.found,
        "lines_total": concordance.lines_total,
        "cut": concordance.cut,
        "page": concordance.page,
        "pages": concordance.pages,
        "order": concordance.order,
        "words": concordance.choice.words,
        "sample": concordance.choice.sample,
        "seed": concordance.choice.seed,
        "took_ms": round(concordance.took_ms, 1),
        "notices": [*concordance.notices, *failure_notices(bulkhead.failures)],
        "lines": [line for line in lines if line],
        "forms": [
            {"value": form, "count": count} for form, count in most_frequent(concordance.forms)
        ],
        **failures_record(bulkhead.failures),
    }


def collocates_record(found: Collocates) -> dict[str, object]:
    """Collocates as JSON types; measures are rounded."""
    return {
        "query": found.query,
        "understood": found.understood,
        "total": found.total,
        "articles": found.articles,
        "hits": found.hits,
        "cut": found.cut,
        "window": found.measure.window,
        "least": found.measure.least,
        "by": found.measure.by,
        "notices": [*found.notices, *failure_notices(found.failures)],
        "words": [
            {
                "lemma": one.lemma,
                "written": one.written,
                "articles": one.articles,
                "times": one.times,
                "everywhere": one.everywhere,
                "likelihood": round(one.likelihood, 2),
                "dice": round(one.dice, 2),
            }
            for one in found.words
        ],
        **failures_record(found.failures),
    }


def trends_record(trends: Trends) -> dict[str, object]:
    """Series of articles over time as JSON types; ``share`` is per thousand, null for nothing."""
    return {
        "unit": trends.unit,
        "took_ms": round(trends.took_ms, 1),
        "series": [
            {
                "query": series.request.query,
                "understood": series.understood,
                "total": series.total,
                "undated": series.undated,
                "notices": list(series.notices),
                "points": [_point(point) for point in series.points],
            }
            for series in trends.series
        ],
        **failures_record(trends.failures),
    }


def _concordance_line(line: Line, page_url: PageUrl | None) -> dict[str, object]:
    return {
        "id": line.id,
        "title": line.title,
        "date": line.date and line.date[:10],
        "source": line.source,
        "field": line.field,
        "range": [line.start, line.stop],
        "left": line.left,
        "hit": line.hit,
        "right": line.right,
        "lemma": line.lemma,
        **addressed(line.id, page_url),
    }


def _point(point: Point) -> dict[str, object]:
    share = point.share
    return {
        "period": point.period,
        "articles": point.articles,
        "of": point.of,
        "share": None if share is None else round(share, 3),
    }
