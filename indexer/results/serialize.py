"""JSON records of pages, articles and figures of an index, for the command line and the site."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.engines.records import Bucket, Counts, Statistics
from svodka.indexer.engines.remembered import Folder, Run
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.results.answer import Correction
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.page import Page, Result, notices_of

PageUrl = Callable[[str], str]  # the id of an article → the address of its page


def page_record(
    page: Page, bulkhead: Bulkhead | None = None, page_url: PageUrl | None = None
) -> dict[str, object]:
    """A page as JSON types. Offsets count code points; ``took_ms`` is rounded to 0.1.

    ``bulkhead`` has the failures of the page, and collects those of its results here. ``page_url``
    gives results the addresses of their articles' pages.
    """
    bulkhead = Bulkhead(page.failures) if bulkhead is None else bulkhead
    results = [
        _result_or_what_is_left(result, bulkhead) | addressed(result.article.id, page_url)
        for result in page.results
    ]
    return {
        "query": page.query,
        "understood": page.understood,
        "total": page.total,
        "also": page.also,
        "articles": page.articles,
        "page": page.page,
        "pages": page.pages,
        "took_ms": round(page.took_ms, 1),
        "relaxed": page.relaxed,
        "notices": notices_of(page, bulkhead.failures),
        "correction": _correction(page.correction) if page.correction else None,
        "wider": {"query": page.wider.query, "more": page.wider.more} if page.wider else None,
        "results": results,
        "counts": _counts(page.counts) if page.counts else None,
        **failures_record(bulkhead.failures),
    }


def failures_record(failures: Sequence[PartFailure]) -> dict[str, object]:
    """The member of a record that names its failures; empty if there are none."""
    return {"failures": [failure_record(failure) for failure in failures]} if failures else {}


def failure_record(failure: PartFailure) -> dict[str, object]:
    """A failure as JSON types; ``id`` is null if it concerns no article."""
    return {"part": failure.part, "id": failure.id or None, "title": failure.title or None}


def article_record(article: Article, title: Marked, text: Marked) -> dict[str, object]:
    """An article with its text as JSON types; ``published`` is its date, with the time if known."""
    return {
        **_known(article, title),
        "published": article.date,
        "text": text.text,
        "text_marks": [list(span) for span in text.marks],
        **({"notices": failure_notices([text.failure])} if text.failure else {}),
    }


def statistics_record(statistics: Statistics, now: float) -> dict[str, object]:
    """The figures of an index as JSON types; ``now`` is in seconds since 1970."""
    return {
        "articles": statistics.articles,
        "from": statistics.since,
        "to": statistics.until,
        "undated": statistics.undated,
        "sources": statistics.sources,
        "bytes": statistics.bytes,
        "generation": statistics.generation,
        "commits": statistics.commits,
        "segments": statistics.segments,
        "deleted_share": round(statistics.deleted_share, 4),
        "changed": _moment(statistics.changed),
        "age_seconds": max(0, round(now - statistics.changed)),
        "schema": statistics.schema,
        "analysis": statistics.analysis,
    }


def last_run_record(run: Run | None) -> dict[str, object]:
    """The end of the last run as JSON types; all are None if none is known.

    ``compared`` is when it ended, ``succeeded`` when a run last brought the index up to date.
    """
    return {
        "compared": run and _moment(run.ended),
        "compared_result": run and run.result,
        "compared_error": (run and run.error) or None,
        "skipped": run and run.skipped,
        "succeeded": _moment(run.succeeded) if run and run.succeeded is not None else None,
    }


def folder_records(folders: Sequence[Folder]) -> list[dict[str, object]]:
    """The folders that an index remembers, as JSON types."""
    return [
        {
            "folder": folder.place,
            "label": folder.label,
            "articles": folder.articles,
            "map": [f"{field}={name}" for field, name in folder.mapping],
        }
        for folder in folders
    ]


def _moment(seconds: float) -> str:
    """A time in seconds since 1970, in ISO 8601 and UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _correction(correction: Correction) -> dict[str, object]:
    return {"query": correction.query, "reason": correction.reason, "applied": correction.applied}


def _counts(counts: Counts) -> dict[str, object]:
    timeline = counts.timeline
    return {
        "facets": {name: _buckets(buckets) for name, buckets in counts.facets.items()},
        "timeline": {
            "unit": timeline.unit,
            "undated": timeline.undated,
            "buckets": _buckets(timeline.buckets),
        },
        "sourceless": counts.sourceless,
    }


def _buckets(buckets: Sequence[Bucket]) -> list[dict[str, object]]:
    return [{"value": bucket.value, "count": bucket.count} for bucket in buckets]


def _result_or_what_is_left(result: Result, bulkhead: Bulkhead) -> dict[str, object]:
    left: dict[str, object] = {
        "id": result.article.id,
        "title": result.article.title,
        "title_marks": [],
        "date": None,
    }
    left |= dict.fromkeys(("source", "section", "author", "url", "path"), "")
    left |= {"score": 0.0, "reprints": 0, "missing": [], "snippets": [], "failed": True}
    return bulkhead.run("result", lambda: _result(result), left, result.article)


def _result(result: Result) -> dict[str, object]:
    return {
        **_known(result.article, result.title),
        "score": round(result.score, 4),
        "reprints": result.reprints,
        "missing": list(result.missing),
        "snippets": [
            {"text": snippet.text, "marks": [list(span) for span in snippet.marks]}
            for snippet in result.snippets
        ],
        **({"failed": True} if result.failure else {}),
    }


def _known(article: Article, title: Marked) -> dict[str, object]:
    return {
        "id": article.id,
        "title": title.text,
        "title_marks": [list(span) for span in title.marks],
        "date": article.date and article.date[:10],
        "source": article.source,
        "section": article.section,
        "author": article.author,
        "url": article.url,
        "path": article.file,
    }


def addressed(id: str, page_url: PageUrl | None) -> dict[str, object]:
    """The member of a record with the address of an article's page; empty without one."""
    return {"page_url": page_url(id)} if page_url else {}
