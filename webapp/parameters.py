"""Parameters of a request, read strictly: a wrong one raises an error that names it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from svodka.indexer.article import ExactField
from svodka.indexer.engines.records import Sort, Unit
from svodka.indexer.errors import RequestError
from svodka.indexer.query.filters import NO_FILTERS, Filters, days
from svodka.indexer.results.request import LIMIT, MAX_DEPTH, MAX_LIMIT, SearchRequest

SIZES = (LIMIT, 20, 50)  # results on a page of the site
MOST_INTEGER = 999_999_999
SORTS: dict[str, Sort] = {name: name for name in get_args(Sort)}
UNITS: dict[str, Unit] = {name: name for name in get_args(Unit)}
LONGEST_NAME = 100  # characters of an unknown parameter that an error repeats
# Filters by exact values: these parameters may be repeated.
VALUES: tuple[ExactField, ...] = get_args(ExactField)


class ParameterError(RequestError):
    """A parameter out of its range; ``parameter`` is its name."""

    def __init__(self, parameter: str, rule: str) -> None:
        super().__init__(f"Parameter «{parameter}» must be {rule}.")
        self.parameter = parameter


class UnknownParameterError(RequestError):
    """A parameter that an address does not have; ``nearest`` is the one that was meant, perhaps."""

    def __init__(self, parameter: str, nearest: str | None, known: Sequence[str]) -> None:
        meant = f"Did you mean «{nearest}»? " if nearest else ""
        super().__init__(
            f"There is no parameter «{parameter[:LONGEST_NAME]}». {meant}"
            f"The parameters are {', '.join(known)}."
        )
        self.parameter, self.nearest = parameter[:LONGEST_NAME], nearest


@dataclass(frozen=True, slots=True)
class Ask(SearchRequest):
    """A request as the URL of a page has it. Pages show one article of each story by default."""

    fold: bool = True
    # The look of the list: headlines alone, and days as headings where dates give the order.
    titles: bool = False
    days: bool = False
    step: Unit | None = None  # of the time line, unless it is the fitting one

    def replace(
        self, *, add: tuple[str, str] | None = None, drop: tuple[str, ...] = (), **changes: Any
    ) -> "Ask":
        """The first page of the request with ``changes`` of its fields and of its filters.

        ``add`` is a parameter of the URL and its value: ``("source", "ТАСС")``,
        ``("from", "2024-03")``; ``("date", "2024")`` sets both ends of the period. ``drop`` removes
        one value ``("source", "ТАСС")``, a parameter ``("source",)``, or all filters
        ``("filters",)``. ``drop`` is applied before ``add``. Raises ParameterError.
        """
        filters = changes.pop("filters", self.filters)
        if drop:
            filters = _dropped(filters, *drop)
        if add:
            filters = _added(filters, *add)
        return replace(self, **{"page": 1, **changes}, filters=filters)

    def arguments(self) -> dict[str, str | list[str]]:
        """The request as arguments of the URL of a page, without those with default values."""
        filters = self.filters
        written: dict[str, str | list[str] | None] = {
            "q": self.query,
            "page": str(self.page) if self.page > 1 else None,
            "sort": self.sort if self.sort != "relevance" else None,
            "as_typed": None if self.correct else "1",
            "fold": None if self.fold else "0",
            "strict": "1" if self.strict else None,
            "limit": str(self.limit) if self.limit in SIZES[1:] else None,
            "titles": "1" if self.titles else None,
            "days": "1" if self.days else None,
            "step": self.step,
            "from": filters.since,
            "to": filters.until,
            **{name: list(filters.values(name)) for name in VALUES},
        }
        return {
            name: value
            for name, value in written.items()
            if value or (name == "q" and value is not None)
        }


def read(arguments: Mapping[str, str], *, fold: bool = True, limit: int = LIMIT) -> Ask:
    """Read the arguments of a URL. Empty ones count as absent; ``fold`` and ``limit`` are defaults.

    The first of a repeated parameter counts; filters by values take all. Raises ParameterError.
    """
    limit = integer(arguments, "limit", limit, MAX_LIMIT)
    filters, swapped = _filters(MultiDict(arguments))
    return Ask(
        query=arguments.get("q", ""),
        page=integer(arguments, "page", 1, MAX_DEPTH // limit),
        limit=limit,
        sort=_sort(arguments),
        correct=not flag(arguments, "as_typed"),
        filters=filters,
        swapped=swapped,
        count=flag(arguments, "counts"),
        fold=flag(arguments, "fold", fold),
        strict=flag(arguments, "strict"),
        titles=flag(arguments, "titles"),
        days=flag(arguments, "days"),
        step=_step(arguments),
    )


def integer(arguments: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Read an integer from 1 to ``most``. Raises ParameterError."""
    written = arguments.get(name) or str(default)
    # ASCII digits only: int() also accepts «٣», «1_0» and blanks around the number. 2.0 is a whole
    # number in JSON Schema.
    number = re.fullmatch(r"([0-9]{1,9})(?:\.0{1,9})?", written)
    if number and 1 <= int(number[1]) <= most:
        return int(number[1])
    raise ParameterError(name, f"a whole number from 1 to {most}")


def _sort(arguments: Mapping[str, str]) -> Sort:
    sort = SORTS.get(arguments.get("sort") or "relevance")
    if sort is None:
        raise ParameterError("sort", f"one of {', '.join(SORTS)}")
    return sort


def _step(arguments: Mapping[str, str]) -> Unit | None:
    written = arguments.get("step") or None
    if written is not None and written not in UNITS:
        raise ParameterError("step", f"one of {', '.join(UNITS)}")
    return UNITS[written] if written else None


def flag(arguments: Mapping[str, str], name: str, default: bool = False) -> bool:
    """Read a parameter that is 0 or 1. Raises ParameterError."""
    written = arguments.get(name) or str(int(default))
    if written in ("0", "1"):
        return written == "1"
    raise ParameterError(name, "0 or 1")


def _filters(arguments: MultiDict[str, str]) -> tuple[Filters, bool]:
    """The filters; true if their dates came in the wrong order."""
    since, until = arguments.get("from"), arguments.get("to")
    values = {name: tuple(filter(None, dict.fromkeys(arguments.getlist(name)))) for name in VALUES}
    first = _days("from", since) if since else None
    last = _days("to", until) if until else None
    swapped = bool(first and last and first[0] > last[1])
    if swapped:
        first, last = last, first
    filters = Filters(first[0] if first else None, last[1] if last else None, **values)
    return filters, swapped


def _in_order(filters: Filters) -> Filters:
    if filters.since and filters.until and filters.since > filters.until:
        raise ParameterError("from", "a day not after «to»")
    return filters


def _days(name: str, written: str) -> tuple[str, str]:
    found = days(written.strip())
    if found is None:
        raise ParameterError(name, "a day, a month or a year, such as 2024-03-01, 2024-03 or 2024")
    return found


def _added(filters: Filters, name: str, value: str) -> Filters:
    match name:
        case "from":
            return _in_order(replace(filters, since=_days(name, value)[0]))
        case "to":
            return _in_order(replace(filters, until=_days(name, value)[1]))
        case "date":
            since, until = _days(name, value)
            return replace(filters, since=since, until=until)
    values = dict.fromkeys((*_values(filters, name), value))
    return replace(filters, **{name: tuple(values)})  # type: ignore[arg-type]


def _dropped(filters: Filters, name: str, value: str | None = None) -> Filters:
    match name:
        case "filters":
            return NO_FILTERS
        case "from":
            return replace(filters, since=None)
        case "to":
            return replace(filters, until=None)
        case "date":
            return replace(filters, since=None, until=None)
    kept = tuple(other for other in _values(filters, name) if value is not None and other != value)
    return replace(filters, **{name: kept})  # type: ignore[arg-type]


def _values(filters: Filters, name: str) -> tuple[str, ...]:
    field = next((field for field in VALUES if field == name), None)
    if field is None:
        raise ParameterError(name, "one of the filters")
    return filters.values(field)
