"""Counts of a filtered field as they are without its own filter.

So a second value of it can be added. Other filters hold. Years are values of the field of dates.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from svodka.indexer.article import ExactField
from svodka.indexer.engines.records import Bucket, Counts, FacetName
from svodka.indexer.query.filters import Filters


def fields(filters: Filters) -> Iterator[FacetName]:
    """Yield the fields that are filtered."""
    if filters.since or filters.until:
        yield "year"
    for field in get_args(ExactField):
        if filters.values(field):
            yield field


def freed(filters: Filters, field: FacetName) -> Filters:
    """Return the filters without that of one field."""
    if field == "year":
        return replace(filters, since=None, until=None)
    return replace(filters, **{field: ()})  # type: ignore[arg-type]


def with_choices(counts: Counts, others: Counts, field: FacetName, filters: Filters) -> Counts:
    """Return ``counts`` with the values of a field that ``others`` counted.

    A chosen value stays, though it may not be among the most frequent ones.
    """
    accepted = () if field == "year" else filters.values(field)
    values = {bucket.value: bucket for bucket in others.facets.get(field, ())}
    narrowed = counts.facets.get(field, ())
    chosen = [one for one in narrowed if one.value in accepted and one.value not in values]
    wider: list[Bucket] = [*values.values(), *chosen]
    sourceless = others.sourceless if field == "source" else counts.sourceless
    return replace(counts, facets={**counts.facets, field: wider}, sourceless=sourceless)
