"""Set operations on ascending arrays of documents or occurrences."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.postings import Docs, Occurrences

Number = TypeVar("Number", np.int64, np.uint64)
Places = NDArray[np.integer[Any]]

_DENSE = 8  # a table of all documents is faster for arrays of more than one eighth of its size
_SHIFT = np.uint64(32)
_NOWHERE: Docs = np.empty(0, np.int64)


def common(first: NDArray[Number], second: NDArray[Number]) -> NDArray[Number]:
    """The intersection of two ascending arrays, mostly in time linear in the shorter one."""
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    return few[_searched(few, many)[0]]


def without(docs: Docs, others: Docs) -> Docs:
    """The numbers of ``docs`` that are not among ``others``."""
    kept = np.ones(len(docs), bool)
    kept[_searched(others, docs)[1] if len(others) < len(docs) else _searched(docs, others)[0]] = 0
    return docs[kept]


def at_least(number: int, rows: Sequence[Docs], size: int, weights: Sequence[int] = ()) -> Docs:
    """The documents, below ``size``, that are in at least ``number`` of some ascending arrays.

    With ``weights``, one for each array, an array counts as many times.
    """
    if weights:
        return _weighing(number, rows, size, weights)
    rows = [row for row in rows if len(row)]
    if len(rows) < max(number, 1):
        return _NOWHERE
    if len(rows) == 1:
        return rows[0]
    together = np.concatenate(rows)
    if len(together) * _DENSE < size:
        docs, counts = np.unique(together, return_counts=True)
        return docs[counts >= number]
    if number > 1:
        return np.flatnonzero(np.bincount(together, minlength=size) >= number)
    table = np.zeros(size, bool)
    table[together] = True
    return table.nonzero()[0]


def _weighing(number: int, rows: Sequence[Docs], size: int, weights: Sequence[int]) -> Docs:
    together = np.concatenate(rows)
    each = np.repeat(weights, [len(row) for row in rows])
    if len(together) * _DENSE < size:
        docs, inverse = np.unique(together, return_inverse=True)
        return docs[np.bincount(inverse, each, len(docs)) >= number]
    return np.flatnonzero(np.bincount(together, each, size) >= number)


def covers(docs: Docs, others: Docs) -> bool:
    """True if all ``others`` are among ``docs``; both are ascending."""
    return docs is others or (
        len(others) <= len(docs) and len(_searched(others, docs)[0]) == len(others)
    )


def docs_of(occurrences: Occurrences) -> Docs:
    """The documents of ascending occurrences."""
    docs = (occurrences >> _SHIFT).astype(np.int64)
    return docs[_differs(docs)]


def shared(docs: Docs, others: Docs, size: int) -> tuple[Places, Places]:
    """The places in ``docs`` and in ``others`` of the numbers that both have.

    Both are ascending and below ``size``. Takes time linear in the shorter one, or in both if they
    are about equally long.
    """
    if len(docs) == size:
        return others, np.arange(len(others))
    if docs is others:
        places = np.arange(len(docs))
        return places, places
    if len(docs) * _DENSE < len(others):
        return _searched(docs, others)
    if len(others) * _DENSE < len(docs) or (len(docs) + len(others)) * _DENSE < size:
        there, here = _searched(others, docs)
        return here, there
    table = np.zeros(size, np.int32)
    table[others] = np.arange(1, len(others) + 1, dtype=np.int32)
    place = table[docs]
    here = place.nonzero()[0]
    return here, place[here] - 1


def following(before: Occurrences, row: Occurrences, least: int, most: int) -> Occurrences:
    """The occurrences in ``row`` that stand ``least`` to ``most`` words after one in ``before``."""
    reached = before + np.uint64(most)
    indexes = np.searchsorted(reached, row)
    inside = indexes < len(before)
    inside[inside] = before[indexes[inside]] + np.uint64(least) <= row[inside]
    return row[inside]


def united(rows: Sequence[Occurrences]) -> Occurrences:
    """The union of ascending occurrences of one row or more."""
    return rows[0] if len(rows) == 1 else distinct(np.concatenate(rows))


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """Numbers in ascending order, each once. Fast for a few ascending runs, as a merge is."""
    ascending = np.sort(numbers, kind="stable")
    return ascending[_differs(ascending)]


def _differs(ascending: NDArray[Number]) -> NDArray[np.bool_]:
    """True for the first of equal numbers."""
    first = np.ones(ascending.size, bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def _searched(few: NDArray[Number], many: NDArray[Number]) -> tuple[Places, Places]:
    """The places in ``few`` and in ``many`` of the numbers that both have."""
    if not few.size or not many.size:
        return _NOWHERE, _NOWHERE
    places = many.searchsorted(few)
    if places[-1] == many.size:
        places[places == many.size] = 0
    inside = (many[places] == few).nonzero()[0]
    return inside, places if inside.size == few.size else places[inside]
