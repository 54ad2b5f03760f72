"""The newest articles whose titles have given words, equal titles once."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.records import Hit
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.format.schema import TITLE_FORM
from svodka.indexer.engines.whoosh.format.terms import FieldTerms
from svodka.indexer.engines.whoosh.read.finding import article_of
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.query.tree import Form, Prefix

Words = Sequence[Sequence[Form | Prefix]]
Parts = Sequence[tuple[OpenSegment, Docs]]

_SPARE = 4  # times the wanted titles that are looked at first
_SHIFT = np.uint64(32)


def titles(snapshot: Snapshot, words: Words, limit: int) -> list[Hit]:
    """The newest titles with one of the alternatives for each word; see the port."""
    parts = [(segment, _matching(segment, words)) for segment in snapshot.segments]
    keys, starts = _column("title_key", parts), np.cumsum([0, *(len(docs) for _, docs in parts)])
    chosen = _newest(_column("date", parts), _column("rank", parts), keys, limit)
    counts = _occurrences(keys, keys[chosen])
    where = np.searchsorted(starts, chosen, side="right") - 1
    hits = []
    for number, part, count in zip(chosen.tolist(), where.tolist(), counts, strict=True):
        segment, docs = parts[part]
        hits.append(Hit(article_of(segment, int(docs[number - starts[part]])), 0.0, count - 1))
    return hits


def _matching(segment: OpenSegment, words: Words) -> Docs:
    """The living documents of a segment that match, ascending."""
    terms = segment.fields.get(TITLE_FORM) or FieldTerms.none()
    if not words:
        return np.flatnonzero(segment.alive)
    sets = (_having(terms, alternatives) for alternatives in words)
    return segment.without_deleted(reduce(np.intersect1d, sets))


def _having(terms: FieldTerms, alternatives: Sequence[Form | Prefix]) -> Docs:
    """The documents whose titles have one of the alternatives, ascending."""
    lists = [np.empty(0, np.int64)]
    for slot in alternatives:
        if isinstance(slot, Prefix):
            bounds = terms.beginning(slot.prefix.encode())
        else:
            number = terms.find(slot.form.encode())
            bounds = (0, 0) if number is None else (number, number + 1)
        if bounds[0] < bounds[1]:
            occurrences, _ = terms.lists(*bounds)
            lists.append((occurrences >> _SHIFT).astype(np.int64))
    return np.unique(np.concatenate(lists))


def _newest(
    dates: NDArray[Any], ranks: NDArray[Any], keys: NDArray[Any], limit: int
) -> NDArray[np.int64]:
    """The indexes of the newest rows with distinct keys, the newest first."""
    ages, least = -dates, limit * _SPARE
    while True:
        rows = np.arange(len(ages))
        if least < len(ages):
            rows = np.flatnonzero(ages <= np.partition(ages, least)[least])
        ordered = rows[np.lexsort((ranks[rows], ages[rows]))]
        _, firsts = np.unique(keys[ordered], return_index=True)
        if len(firsts) >= limit or len(rows) == len(ages):
            return ordered[np.sort(firsts)[:limit]]
        least *= _SPARE


def _occurrences(keys: NDArray[Any], wanted: NDArray[Any]) -> list[int]:
    """The number of rows with each of the wanted keys."""
    order = np.argsort(wanted)
    found = keys[np.isin(keys, wanted)]
    counts = np.bincount(np.searchsorted(wanted[order], found), minlength=len(wanted))
    own = np.empty(len(wanted), np.int64)
    own[order] = counts
    ordered: list[int] = own.tolist()
    return ordered


def _column(name: str, parts: Parts) -> NDArray[Any]:
    columns = [segment.numbers[name][docs] for segment, docs in parts]
    return np.concatenate(columns) if columns else np.empty(0, np.int64)
