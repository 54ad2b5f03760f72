"""A page of results as the record that the command line and the site both print as JSON."""

from indexer.search import Correction, Page, Result


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
    }


def _correction(correction: Correction) -> dict[str, object]:
    return {"query": correction.query, "reason": correction.reason, "applied": correction.applied}


def _result(result: Result) -> dict[str, object]:
    article = result.article
    return {
        "id": article.id,
        "title": result.title.text,
        "title_marks": [list(span) for span in result.title.marks],
        "date": article.date and article.date[:10],
        "source": article.source,
        "section": article.section,
        "author": article.author,
        "url": article.url,
        "path": article.path,
        "score": round(result.score, 4),
        "snippets": [
            {"text": snippet.text, "marks": [list(span) for span in snippet.marks]} for snippet in result.snippets
        ],
    }
