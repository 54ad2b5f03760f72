"""Facets and time line of all matching articles, as aggregations."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from svodka.indexer.article import ExactField
from svodka.indexer.engines.opensearch.mapping import VALUE_FIELDS
from svodka.indexer.engines.records import FACET_SIZE, Bucket, Counts, FacetName, Timeline, Unit
from svodka.indexer.engines.timeline import filled, fitting

Aggregations = Mapping[str, Any]
# Asks for further aggregations of the same articles.
Again = Callable[[Aggregations], Any]

CANDIDATES = 2_000  # values that each shard names for a facet
MOST_CANDIDATES = 60_000
_LENGTHS = {"year": 4, "month": 7, "week": 10, "day": 10}
_EPOCH = date(1970, 1, 1).toordinal()


def facet(field: ExactField, size: int, candidates: int = CANDIDATES) -> Aggregations:
    """The most frequent values of a field, by falling count, then by value."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    terms = {"field": field, "size": size, "shard_size": max(size, candidates), "order": order}
    return {"terms": terms}


_DATES: dict[str, Any] = {
    "first": {"min": {"field": "day"}},
    "last": {"max": {"field": "day"}},
    "undated": {"missing": {"field": "day"}},
}
COUNTS: dict[str, Any] = {
    **_DATES,
    **{field: facet(field, FACET_SIZE) for field in VALUE_FIELDS},
    "sourceless": {"missing": {"field": "source"}},
    "year": {"date_histogram": {"field": "day", "calendar_interval": "year", "min_doc_count": 1}},
}


def counts_of(found: Aggregations, again: Again) -> Counts:
    """The counts in the answer to COUNTS, with what has to be asked for after it."""
    if not found:
        return Counts(dict.fromkeys(("year", *VALUE_FIELDS), ()), Timeline("year", []))
    facets: dict[FacetName, Sequence[Bucket]] = {
        "year": [Bucket(*pair) for pair in reversed(_periods(found, "year").items())]
    }
    for field in VALUE_FIELDS:
        facets[field] = exact(field, FACET_SIZE, found[field], again)
    return Counts(facets, _timeline(found, again), found["sourceless"]["doc_count"])


def exact(field: ExactField, size: int, found: Aggregations, again: Again) -> list[Bucket]:
    """The values in the answer to ``facet``; asks for more candidates if it may be wrong."""
    if found["doc_count_error_upper_bound"]:
        found = again({field: facet(field, size, MOST_CANDIDATES)})[field]
    return [Bucket(one["key"], one["doc_count"]) for one in found["buckets"]]


def timeline_of(again: Again, unit: Unit | None) -> Timeline:
    """The time line of all that ``again`` aggregates."""
    return (
        _timeline(found, again, unit) if (found := again(_DATES)) else Timeline(unit or "year", [])
    )


def _timeline(found: Aggregations, again: Again, unit: Unit | None = None) -> Timeline:
    undated = int(found["undated"]["doc_count"])
    if found["first"]["value"] is None:
        return Timeline(unit or "year", [], undated)
    first, last = (date.fromisoformat(found[end]["value_as_string"]) for end in ("first", "last"))
    unit = unit or fitting(first.toordinal() - _EPOCH, last.toordinal() - _EPOCH)
    if unit not in found:
        interval = {"field": "day", "calendar_interval": unit, "min_doc_count": 1}
        found = again({unit: {"date_histogram": interval}}) or {unit: {"buckets": []}}
    return Timeline(unit, filled(_periods(found, unit), unit), undated)


def _periods(found: Aggregations, unit: str) -> dict[str, int]:
    length = _LENGTHS[unit]
    return {one["key_as_string"][:length]: one["doc_count"] for one in found[unit]["buckets"]}
