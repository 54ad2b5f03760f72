"""One request for results, as pages, API, feeds, exports and the command line make it."""

from dataclasses import dataclass
from typing import get_args

from svodka.indexer.engines.records import Sort
from svodka.indexer.errors import RequestError
from svodka.indexer.query.filters import NO_FILTERS, Filters

LIMIT = 10  # results on a page, unless asked otherwise
MAX_LIMIT = 100  # results on a page
MAX_DEPTH = 10_000  # results that can be paged to


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query as it was typed, and how to answer it.

    Pages are numbered from 1 and have ``limit`` results. Without ``correct``, typos are not
    corrected. With ``count``, the facets and the time line of all matches are counted. With
    ``fold``, reprints of one story are one result. With ``strict``, the list ends after the
    articles that have all words. ``swapped`` says that the dates of the filters came in the wrong
    order.
    """

    query: str
    page: int = 1
    limit: int = LIMIT
    sort: Sort = "relevance"
    correct: bool = True
    filters: Filters = NO_FILTERS
    count: bool = False
    fold: bool = False
    strict: bool = False
    swapped: bool = False

    @property
    def offset(self) -> int:
        """The number of results on the pages before this one."""
        return (self.page - 1) * self.limit

    def check(self) -> None:
        """Raise RequestError if the page, the limit or the order is impossible."""
        if not 1 <= self.limit <= MAX_LIMIT:
            raise RequestError(f"limit must be from 1 to {MAX_LIMIT}")
        last = MAX_DEPTH // self.limit
        if not 1 <= self.page <= last:
            raise RequestError(
                f"page must be from 1 to {last}: only the first {MAX_DEPTH} results are shown"
            )
        if self.sort not in get_args(Sort):
            raise RequestError(f"sort must be one of {', '.join(get_args(Sort))}")
