"""Pages of results, articles and the figures of an index, as the records that the command line and the site print as JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime

from indexer.answering import Correction
from indexer.article import Article
from indexer.engine import Bucket, Counts, Statistics
from indexer.marking import Marked
from indexer.page import Page, Result
from indexer.remembered import Folder, Run


def page_record(page: Page) -> dict[str, object]:
    """Give a page as JSON's own types. Offsets count code points; ``took_ms`` is rounded to a tenth."""
    return {
        "query": page.query,
        "understood": page.understood,
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "took_ms": round(page.took_ms, 1),
        "relaxed": page.relaxed,
        "notices": list(page.notices),
        "correction": _correction(page.correction) if page.correction else None,
        "wider": {"query": page.wider.query, "more": page.wider.more} if page.wider else None,
        "results": [_result(result) for result in page.results],
        "counts": _counts(page.counts) if page.counts else None,
    }


def article_record(article: Article, title: Marked, text: Marked) -> dict[str, object]:
    """Give a whole article as JSON's own types; ``published`` is its date with the time, where the source gave one."""
    return {
        **_known(article, title),
        "published": article.date,
        "text": text.text,
        "text_marks": [list(span) for span in text.marks],
    }


def statistics_record(statistics: Statistics, now: float) -> dict[str, object]:
    """Give the figures of an index as JSON's own types; ``now`` is in seconds since 1970."""
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
    """Give the end of the last run as JSON's own types; all are None where none is known.

    ``compared`` is when it ended, ``succeeded`` when one last brought the index up to date.
    """
    return {
        "compared": run and _moment(run.ended),
        "compared_result": run and run.result,
        "compared_error": (run and run.error) or None,
        "skipped": run and run.skipped,
        "succeeded": _moment(run.succeeded) if run and run.succeeded is not None else None,
    }


def folder_records(folders: Sequence[Folder]) -> list[dict[str, object]]:
    """Give the folders that an index remembers as JSON's own types."""
    return [{"folder": folder.place, "label": folder.label, "articles": folder.articles} for folder in folders]


def _moment(seconds: float) -> str:
    """A time in seconds since 1970 as ISO 8601 writes it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _correction(correction: Correction) -> dict[str, object]:
    return {"query": correction.query, "reason": correction.reason, "applied": correction.applied}


def _counts(counts: Counts) -> dict[str, object]:
    timeline = counts.timeline
    return {
        "facets": {name: _buckets(buckets) for name, buckets in counts.facets.items()},
        "timeline": {"unit": timeline.unit, "undated": timeline.undated, "buckets": _buckets(timeline.buckets)},
    }


def _buckets(buckets: Sequence[Bucket]) -> list[dict[str, object]]:
    return [{"value": bucket.value, "count": bucket.count} for bucket in buckets]


def _result(result: Result) -> dict[str, object]:
    return {
        **_known(result.article, result.title),
        "score": round(result.score, 4),
        "reprints": result.reprints,
        "snippets": [
            {"text": snippet.text, "marks": [list(span) for span in snippet.marks]} for snippet in result.snippets
        ],
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
