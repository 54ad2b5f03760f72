"""What ``svodka search`` was asked: a page, all articles, or what is new in a saved search."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from math import inf
from typing import Any

import click

from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.commands.asking import saved
from svodka.indexer.commands.asking.pages import (
    page_lines,
    result_lines,
    tell_notices,
    tell_summary,
)
from svodka.indexer.commands.asking.saved import SavedSearch
from svodka.indexer.commands.asking.screen import output
from svodka.indexer.commands.asking.tables import print_rows
from svodka.indexer.commands.language import _, counted
from svodka.indexer.commands.options import filters_of
from svodka.indexer.commands.printing import note, note_failures
from svodka.indexer.engines.records import Hit, Sort
from svodka.indexer.limits import LIMITS
from svodka.indexer.printable import harmless_json_of, printable
from svodka.indexer.query.tree import Node
from svodka.indexer.results.page import Page, Result, result_of
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.rows import Found, found
from svodka.indexer.results.serialize import page_record
from svodka.indexer.search import Search

_COLUMNS = [field.name for field in fields(Found)]
# A person at a terminal can wait longer than a reader of a page.
_PATIENT = replace(LIMITS, engine_seconds=10.0, reading_seconds=inf)


class Asked:
    """One call of the command."""

    def __init__(
        self,
        query: str,
        url: str,
        *,
        limit: int,
        page: int,
        sort: Sort,
        as_typed: bool,
        strict: bool,
        counts: bool,
        everything: bool,
        save: str | None,
        since_last: str | None,
        form: str,
        as_json: bool,
        **filters: Any,
    ) -> None:
        self.everything, self.save, self.since_last = everything, save, since_last
        self._form, self._as_json = form, as_json
        narrowed = filters_of(**filters)
        self._saved = SavedSearch(saved.everywhere(url), query, sort, as_typed, narrowed)
        counted = counts and as_json
        self._request = SearchRequest(
            query, page, limit, sort, not as_typed, narrowed, counted, strict=strict
        )
        self._url = url

    def refuse_contradictions(self) -> None:
        """Raise click.UsageError for options that exclude each other."""
        if self.since_last and (self._request.query or self._request.filters or self.save):
            raise click.UsageError(_("--since-last stands alone: the saved search has its query"))
        if not (self.since_last or self._request.query or self._request.filters):
            raise click.UsageError(_("Missing argument 'QUERY…'."))
        if self._as_json and (self._form != "text" or self.everything or self.since_last):
            raise click.UsageError(_("--json prints one page; --format jsonl prints a line each"))

    def print_page(self) -> int:
        """Print a page, and return the exit code."""
        answer = Search(self._url).page(self._request)
        bulkhead = Bulkhead(answer.failures)
        if self._as_json:
            click.echo(harmless_json_of(page_record(answer, bulkhead)))
        elif self._form != "text":
            tell_notices(answer, bulkhead)
            print_rows(_COLUMNS, _rows(answer.results), self._form)
            tell_summary(answer)
        else:
            lines = page_lines(answer, bulkhead)
            tell_notices(answer, bulkhead)
            output(lines)
            tell_summary(answer)
        note_failures(bulkhead.failures)
        return _code(answer)

    def print_all(self) -> int:
        """Print all articles with all words, and return the exit code."""
        request = replace(self._request, strict=True)
        ranking = Search(self._url, limits=_PATIENT).ranking(request, limit=saved.MOST)
        number = self._print_hits(ranking.stream.hits, ranking.tree)
        note_failures(ranking.failures)
        note(counted("%(num)s found", "%(num)s found", number))
        return 0 if number else 1

    def print_new(self) -> int:
        """Print what is new since the last time, then keep that it was seen."""
        name = self.since_last or ""
        known = saved.load(name)
        searcher = Search(known.url, limits=_PATIENT)
        ranking = saved.ranking(searcher, known)
        new = saved.New(searcher, known, ranking)
        number = self._print_hits(new.hits(), ranking.tree)
        sys.stdout.flush()  # what could not be printed is new next time
        saved.store(name, replace(known, seen=new.ids))
        note(counted("%(num)s new", "%(num)s new", number))
        return 0 if number else 1

    def keep(self) -> None:
        """Save the search with all that it finds now."""
        name = self.save or ""
        ranking = saved.ranking(Search(self._url, limits=_PATIENT), self._saved)
        ids = [hit.article.id for hit in ranking.stream.hits]
        saved.store(name, replace(self._saved, seen=ids))
        said = printable(name)
        note(_("Saved: svodka search --since-last '%(name)s' shows what is new", name=said))

    def _print_hits(self, hits: Iterable[Hit], tree: Node) -> int:
        budget, bulkhead = Budget(inf), Bulkhead()
        results = [result_of(hit, tree, budget) for hit in hits]
        if self._form != "text":
            print_rows(_COLUMNS, _rows(results), self._form)
        else:
            output([line for one in results for line in result_lines(one, bulkhead)])
        note_failures([*(one.failure for one in results if one.failure), *bulkhead.failures])
        return len(results)


def _rows(results: Iterable[Result]) -> Iterator[dict[str, Any]]:
    """The rows of the results that could be made."""
    for result in results:
        if not result.failure:
            yield asdict(found(result))


def _code(answer: Page) -> int:
    if answer.total:
        return 0
    return 2 if answer.unfinished and answer.failures else 1
