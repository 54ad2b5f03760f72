"""Facets and time line of all matching articles, as aggregations."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from svodka.indexer.article import ExactField
from svodka.indexer.engines.opensearch.mapping import VALUE_FIELDS
from svodka.indexer.engines.records import FACET_SIZE, Bucket, Counts, FacetName, Timeline
from svodka.indexer.engines.timeline import filled, fitting

Aggregations = Mapping[str, Any]
# Asks for further aggregations of the same articles.
Again = Callable[[Aggregations], Any]

CANDIDATES = 2_000  # values that each shard names for a facet
MOST_CANDIDATES = 60_000
_LENGTHS = {"year": 4, "month": 7, "day": 10}
_EPOCH = date(1970, 1, 1).toordinal()


def facet(field: ExactField, size: int, candidates: int = CANDIDATES) -> Aggregations:
    """The most frequent values of a field, by falling count, then by value."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    terms = {"field": field, "size": size, "shard_size": max(size, candidates), "order": order}
    return {"terms": terms}


COUNTS: dict[str, Any] = {
    **{field: facet(field, FACET_SIZE) for field in VALUE_FIELDS},
    "first": {"min": {"field": "day"}},
    "last": {"max": {"field": "day"}},
    "sourceless": {"missing": {"field": "source"}},
    "undated": {"missing": {"field": "day"}},
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


def _timeline(found: Aggregations, again: Again) -> Timeline:
    undated = int(found["undated"]["doc_count"])
    if found["first"]["value"] is None:
        return Timeline("year", [], undated)
    first, last = (date.fromisoformat(found[end]["value_as_string"]) for end in ("first", "last"))
    unit = fitting(first.toordinal() - _EPOCH, last.toordinal() - _EPOCH)
    if unit != "year":
        interval = {"field": "day", "calendar_interval": unit, "min_doc_count": 1}
        found = again({unit: {"date_histogram": interval}})
    return Timeline(unit, filled(_periods(found, unit), unit), undated)


def _periods(found: Aggregations, unit: str) -> dict[str, int]:
    length = _LENGTHS[unit]
    return {one["key_as_string"][:length]: one["doc_count"] for one in found[unit]["buckets"]}
