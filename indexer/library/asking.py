"""What a program asks for: the request of a query, and what narrows it."""

from collections.abc import Iterable
from typing import TypedDict

from svodka.indexer.bulkhead import PartFailure
from svodka.indexer.engines.records import Sort
from svodka.indexer.errors import RequestError, SvodkaError
from svodka.indexer.query.filters import NO_FILTERS, Filters, days
from svodka.indexer.results.request import SearchRequest

ALL = 1_000_000_000  # articles: more than any index has


class IncompleteError(SvodkaError):
    """The answer would be incomplete: the query is too complex for its time."""


class Narrowing(TypedDict, total=False):
    """What narrows an answer. ``since`` and ``until`` are a day, month or year, both included.

    An article must have one of the values of each other field, letter by letter.
    """

    since: str
    until: str
    source: str | Iterable[str]
    section: str | Iterable[str]
    author: str | Iterable[str]
    person: str | Iterable[str]
    place: str | Iterable[str]


def most(limit: int | None) -> int:
    """The number of a limit; ALL without one. Raises RequestError for a negative one."""
    if limit is None:
        return ALL
    if limit < 0:
        raise RequestError("limit must not be negative")
    return limit


def request_of(query: str, sort: Sort, narrowing: Narrowing) -> SearchRequest:
    """A query as it is typed, narrowed. Raises RequestError for an impossible argument."""
    filters = filters_of(narrowing)
    query = query if query.strip() or filters else "*"
    return SearchRequest(query, limit=1, sort=sort, correct=False, filters=filters, strict=True)


def filters_of(narrowing: Narrowing) -> Filters:
    """The filters of the arguments. Raises RequestError for a date that is none."""
    if unknown := set(narrowing) - Narrowing.__annotations__.keys():
        raise RequestError(f"nothing is narrowed by {', '.join(sorted(unknown))}")
    since, until = (_days(narrowing.get(name)) for name in ("since", "until"))
    values = {
        name: (given,) if isinstance(given, str) else tuple(given)
        for name, given in narrowing.items()
        if name not in ("since", "until") and isinstance(given, str | Iterable)
    }
    filters = Filters(since and since[0], until and until[1], **values)
    if filters.since and filters.until and filters.since > filters.until:
        raise RequestError("since must not be after until")
    return filters or NO_FILTERS


def _days(written: object) -> tuple[str, str] | None:
    if written is None:
        return None
    if isinstance(written, str) and (found := days(written)):
        return found
    raise RequestError(f"{written!r} is no date: write 2024-03-01, 2024-03 or 2024")


def refuse_parts(failures: Iterable[PartFailure], *, partial: bool) -> None:
    """Raise the first failure, or IncompleteError for a part of an answer."""
    for failure in failures:
        raise failure.error
    if partial:
        raise IncompleteError("the query is too complex: simplify it, or narrow it")
