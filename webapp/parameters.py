"""What a request asks for, read strictly: a parameter is right, or it is named in a RequestError."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from indexer.engine import Sort
from indexer.errors import RequestError
from indexer.search import MAX_DEPTH, MAX_LIMIT

LIMIT = 10  # results on a page, unless asked otherwise

SORTS: dict[str, Sort] = {name: name for name in get_args(Sort)}


class ParameterError(RequestError):
    """A parameter out of its range; ``parameter`` is its name."""

    def __init__(self, parameter: str, rule: str) -> None:
        super().__init__(f"Parameter «{parameter}» must be {rule}.")
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page of results. ``query`` is as it was typed; ``as_typed`` if it must not be corrected."""

    query: str
    page: int = 1
    limit: int = LIMIT
    sort: Sort = "relevance"
    as_typed: bool = False


def read(arguments: Mapping[str, str]) -> Ask:
    """Read the arguments of a URL. Of a repeated parameter the first counts; an empty one is as if absent.

    Raises ParameterError.
    """
    limit = _whole(arguments, "limit", LIMIT, MAX_LIMIT)
    return Ask(
        query=arguments.get("q", ""),
        page=_whole(arguments, "page", 1, MAX_DEPTH // limit),
        limit=limit,
        sort=_sort(arguments),
        as_typed=flag(arguments, "as_typed"),
    )


def _whole(arguments: Mapping[str, str], name: str, default: int, most: int) -> int:
    written = arguments.get(name) or str(default)
    # Digits of ASCII only: int() would also take «٣», «1_0» and a blank on either side.
    if re.fullmatch(r"[0-9]{1,9}", written) and 1 <= int(written) <= most:
        return int(written)
    raise ParameterError(name, f"a whole number from 1 to {most}")


def _sort(arguments: Mapping[str, str]) -> Sort:
    sort = SORTS.get(arguments.get("sort") or "relevance")
    if sort is None:
        raise ParameterError("sort", f"one of {', '.join(SORTS)}")
    return sort


def flag(arguments: Mapping[str, str], name: str, default: bool = False) -> bool:
    """Read a parameter that is 0 or 1. Raises ParameterError."""
    written = arguments.get(name) or str(int(default))
    if written in ("0", "1"):
        return written == "1"
    raise ParameterError(name, "0 or 1")
