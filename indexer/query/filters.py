"""Filters beside a query: dates, and exact values of metadata."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from svodka.indexer.article import ExactField
from svodka.indexer.notice import Notice
from svodka.indexer.query.builders import conjunction, disjunction
from svodka.indexer.query.dates import period
from svodka.indexer.query.tree import DateRange, Exactly, Node, Nothing


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrict a search to dates and to values of metadata.

    ``since`` and ``until`` are ISO days, both included. An article must have one of the values of
    each field.
    """

    since: str | None = None
    until: str | None = None
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()

    def values(self, field: ExactField) -> tuple[str, ...]:
        """Return the accepted values of a field, empty if it is not filtered."""
        values: tuple[str, ...] = getattr(self, field)
        return values

    def __bool__(self) -> bool:
        return self != NO_FILTERS


NO_FILTERS = Filters()


def narrow(tree: Node, filters: Filters) -> Node:
    """Return the tree with its filters; ``Nothing`` stays as it is."""
    return tree if tree == Nothing() or not filters else conjunction([tree, *_nodes(filters)])


def stretch(written: str) -> tuple[str, str] | None:
    """Return the first and last ISO day of ``2024``, ``2024-03`` or ``2024-03-01``.

    None for other text.
    """
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", written)
    if not match:
        return None
    year, month, day = (int(number) if number else 0 for number in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:  # no such month or day, or the year 0
        return None
    return first.isoformat(), last.isoformat()


def days(written: str) -> tuple[str, str] | None:
    """Return the first and last ISO day of a date in any form that the query language takes.

    For example ``2007``, ``03.2007``, ``01.03.2007`` and ``март 2007``. None for other text.
    """
    if known := stretch(written):
        return known
    read = period(written, date.today()) if re.search(r"\d{4}", written) else None
    return (read.first, read.last) if read and read.first and read.last else None


def _nodes(filters: Filters) -> Iterator[Node]:
    if filters.since or filters.until:
        yield DateRange(filters.since, filters.until)
    for field in get_args(ExactField):
        if values := filters.values(field):
            yield disjunction(Exactly(field, value) for value in values)


def ruled_out(total: int) -> Notice:
    """Say that filters ruled out all of the ``total`` articles."""
    return Notice(
        "С выбранными фильтрами ничего не найдено; без них статей — %(total)s.", total=total
    )


def most_ruled_out(total: int) -> Notice:
    """Say so of the ``total`` articles that have some of the words, where none answers."""
    return Notice(
        "Ни одна статья не отвечает запросу целиком, а с выбранными фильтрами нет и статей "
        "с некоторыми из слов; без фильтров статей — %(total)s.",
        total=total,
    )
