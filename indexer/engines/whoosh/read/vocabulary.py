"""The forms of a collection: their counts, those near another one, beginnings, parts of wholes.

All is read from the mapped terms of the segments; nothing is kept.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from svodka.indexer.engines.whoosh.format.schema import FORM
from svodka.indexer.engines.whoosh.format.terms import FieldTerms
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot


def near(
    snapshot: Snapshot, form: str, edits: int, field: str = FORM, prefix: str = ""
) -> Counter[str]:
    """The terms of a field within ``edits`` edits, with the number of living documents of each.

    All of them begin with ``prefix``.
    """
    found = Counter[str]()
    for segment, terms in _terms(snapshot, field):
        for number, name in terms.near(form, edits, prefix.encode()):
            if count := segment.living(terms, number):
                found[name] += count
    return found


def begun(snapshot: Snapshot, prefixes: Sequence[str]) -> list[bool]:
    """For each prefix, True if a form begins with it."""
    fields = [terms for _, terms in _terms(snapshot, FORM)]
    return [any(terms.begins(prefix.encode()) for terms in fields) for prefix in prefixes]


def hyphenated(snapshot: Snapshot, parts: Sequence[str]) -> list[int]:
    """For each part, the sum of the documents of the hyphenated forms that have it."""
    counts = np.zeros(len(parts), np.int64)
    for segment, terms in _terms(snapshot, FORM):
        for at, part in enumerate(parts):
            for number in _wholes(terms, part.encode()):
                counts[at] += segment.living(terms, number)
    sums: list[int] = counts.tolist()
    return sums


def _wholes(terms: FieldTerms, part: bytes) -> Iterator[int]:
    """The numbers of the hyphenated terms that have a part."""
    numbers, text, ends = terms.hyphenated
    sought, start = b"-%s-" % part, 0
    while (found := text.find(sought, start)) >= 0:
        at = bisect_right(ends, found)
        start = ends[at]
        if start - (ends[at - 1] if at else 0) > len(sought):  # else it is the whole
            yield numbers[at]


def _terms(snapshot: Snapshot, field: str) -> Iterator[tuple[OpenSegment, FieldTerms]]:
    for segment in snapshot.segments:
        if terms := segment.fields.get(field):
            yield segment, terms
