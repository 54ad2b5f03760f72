"""A page of results as lines: results on standard output, the rest on standard error."""

from collections.abc import Sequence

import click

from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.commands.asking.screen import shown, wrapped
from svodka.indexer.commands.language import _, counted, noticed
from svodka.indexer.commands.printing import note
from svodka.indexer.printable import printable
from svodka.indexer.results.failure_notices import NOT_SHOWN
from svodka.indexer.results.page import Page, Result, notices_of


def page_lines(page: Page, bulkhead: Bulkhead) -> list[str]:
    """The lines of all results; failures of their making are added to ``bulkhead``."""
    return [line for result in page.results for line in result_lines(result, bulkhead)]


def tell_notices(page: Page, bulkhead: Bulkhead) -> None:
    """Say on standard error what was corrected and left out."""
    if page.correction:
        said = printable(page.correction.query)
        if page.correction.applied:
            note(_("Corrected: %(query)s", query=said))
        else:
            note(_("Did you mean: %(query)s", query=said))
    for notice in notices_of(page, bulkhead.failures):
        told = noticed(notice)
        note(printable(told, len(told)))


def tell_summary(page: Page) -> None:
    """Say on standard error how much was found."""
    if page.wider:
        query = printable(page.wider.query)
        note(
            counted(
                "%(num)s more with words of the same root: %(query)s",
                "%(num)s more with words of the same root: %(query)s",
                page.wider.more,
                query=query,
            )
        )
    note(_summary(page))


def _summary(page: Page) -> str:
    if not page.total:
        return _("The search could not be finished") if page.unfinished else _("Nothing found")
    where = {"page": page.page, "pages": page.pages}
    if page.also:
        return _(
            "%(num)s found and %(also)s without some of the words, page %(page)s of %(pages)s",
            num=page.articles,
            also=page.also_articles,
            **where,
        )
    return _("%(num)s found, page %(page)s of %(pages)s", num=page.articles, **where)


def result_lines(result: Result, bulkhead: Bulkhead) -> Sequence[str]:
    """The lines of a result; if it cannot be shown, its id and known facts."""
    article = result.article
    title = f"{printable(article.title)} [{printable(article.id)}]".lstrip()
    left = [title, f"  {noticed(NOT_SHOWN)}"]
    if result.failure:
        return left
    return bulkhead.run("result", lambda: _shown_result(result), left, article)


def _shown_result(result: Result) -> list[str]:
    article = result.article
    facts = [fact for fact in (article.date and article.date[:10], article.source) if fact]
    lines = [
        wrapped(click.style(shown(result.title), bold=True)),
        f"  {printable(', '.join([*facts, article.file]))}",
        f"  {printable(' '.join(filter(None, (article.id, article.url))), 2000)}",
    ]
    if result.missing:
        lines.append(f"  {_('Without: %(words)s', words=printable(', '.join(result.missing)))}")
    return [*lines, *(wrapped(shown(snippet), "  ") for snippet in result.snippets)]
