"""Join the words of several lexicons or segments."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.stretches import Source, Stretches, bounds_of, combined
from svodka.indexer.engines.whoosh.format.words import GROUPS, HYPHENATED, SPELLED, Words
from svodka.indexer.engines.whoosh.write.drafts import joined, ordered

GONE = np.int64(-1)  # the new number of what is left out
_ITEM = 4  # bytes of a lemma's number
_SPELLED_KEYS = 1 << 62  # above the keys of all surfaces that are not spelled out


class Part(NamedTuple):
    """Words to join: the surfaces to keep, and the new number of each form and lemma or GONE."""

    words: Words
    kept: Array
    forms: Numbers
    lemmas: Numbers


def join(parts: Sequence[Part]) -> tuple[Words, list[Array]]:
    """Join words; return the new number of each old surface of each part too.

    Numbers of surfaces that are not kept mean nothing.
    """
    rows = [np.flatnonzero(part.kept) for part in parts]
    own = [part.forms[part.words.forms[row]] for part, row in zip(parts, rows, strict=True)]
    kinds = [part.words.kinds[row] for part, row in zip(parts, rows, strict=True)]
    readings, lemmas = _joined_readings(parts, rows)
    spelled: dict[tuple[bytes, int, int], int] = {}
    keys = [
        _keys(part.words, row, form * lemmas.size + reading << 2 | kind, reading, spelled)
        for part, row, form, kind, reading in zip(parts, rows, own, kinds, readings, strict=True)
    ]
    firsts, inverse = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)[1:]
    all_kinds, all_forms = np.concatenate(kinds)[firsts], np.concatenate(own)[firsts]
    order = np.lexsort((_column(readings, firsts), all_forms, all_kinds))
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order))
    numbers = _split(rank[inverse.reshape(-1)], parts, rows)
    firsts = firsts[order]
    groups = np.bincount(all_kinds, minlength=GROUPS)
    texts = [text for text, _, _ in spelled]
    names = np.concatenate(keys)[firsts[groups[:SPELLED].sum() :]] - _SPELLED_KEYS
    hyphenated = firsts[groups[:HYPHENATED].sum() :]
    split, starts = _joined_parts(parts, rows, hyphenated, numbers)
    words = Words(
        groups,
        all_forms[order],
        _column(readings, firsts),
        _column([part.words.lengths[row] for part, row in zip(parts, rows, strict=True)], firsts),
        _column([part.words.flags[row] for part, row in zip(parts, rows, strict=True)], firsts),
        joined([texts[name] for name in names.tolist()]),
        split,
        starts,
        lemmas,
    )
    return words, numbers


def _keys(
    words: Words,
    rows: Numbers,
    keys: Numbers,
    readings: Numbers,
    spelled: dict[tuple[bytes, int, int], int],
) -> Numbers:
    """A number for each surface, the same for the same surface and reading in any part.

    ``keys`` are such numbers, but for the surfaces that are spelled out.
    """
    first = int(np.searchsorted(rows, words.first_spelled))
    bounds = words.spelled.bounds.tolist()
    data = words.spelled.values.tobytes()
    at = (rows[first:] - words.first_spelled).tolist()
    names = [data[bounds[number] : bounds[number + 1]] for number in at]
    kinds = words.kinds[rows[first:]].tolist()
    keys[first:] = [
        _SPELLED_KEYS + spelled.setdefault(name, len(spelled))
        for name in zip(names, readings[first:].tolist(), kinds, strict=True)
    ]
    return keys


def _split(numbers: Array, parts: Sequence[Part], rows: Sequence[Numbers]) -> list[Array]:
    """The new numbers of all rows, as an array for each part's surfaces."""
    found, start = [], 0
    for part, row in zip(parts, rows, strict=True):
        own = np.zeros(part.words.size, np.uint32)
        own[row] = numbers[start : start + len(row)]
        found.append(own)
        start += len(row)
    return found


def _column(columns: Sequence[Array], rows: Numbers) -> Array:
    taken: Array = np.concatenate(columns)[rows]
    return taken


def _joined_parts(
    parts: Sequence[Part], rows: Sequence[Numbers], chosen: Numbers, numbers: Sequence[Array]
) -> tuple[Stretches, Array]:
    """The parts of the chosen hyphenated surfaces, and the starts of these parts."""
    surfaces, starts, begin = [], [], 0
    for part, row, renumbered in zip(parts, rows, numbers, strict=True):
        targets = np.flatnonzero((chosen >= begin) & (chosen < begin + len(row)))
        own = row[chosen[targets] - begin] - part.words.first_hyphenated
        lists = part.words.parts
        surfaces.append(Source(lists, own, targets, renumbered))
        starts.append(Source(lists._replace(values=part.words.part_starts), own, targets))
        begin += len(row)
    return combined(len(chosen), surfaces), combined(len(chosen), starts).values


def _joined_readings(
    parts: Sequence[Part], rows: Sequence[Numbers]
) -> tuple[list[Numbers], Stretches]:
    """The new reading of each kept surface, and the lemmas of each reading.

    Equal lists of lemmas become one. They are in the order of ``ordered``.
    """
    known: dict[bytes, int] = {}
    found = []
    for part, row in zip(parts, rows, strict=True):
        lists = part.words.lemmas
        used, inverse = np.unique(part.words.readings[row], return_inverse=True)
        lengths = lists.lengths(used.astype(np.int64))
        values = part.lemmas[lists.values[ranges(lists.bounds[used], lengths)]]
        data = values.astype(np.uint32).tobytes()
        bounds = (bounds_of(lengths).astype(np.int64) * _ITEM).tolist()
        numbers = [
            known.setdefault(data[start:stop], len(known)) for start, stop in pairwise(bounds)
        ]
        found.append(np.array(numbers, np.int64)[inverse.reshape(-1)])
    lengths = np.fromiter(map(len, known), np.int64, len(known)) // _ITEM
    lists = Stretches(np.frombuffer(b"".join(known), np.uint32), bounds_of(lengths))
    lists, places = ordered(lists)
    return [places[numbers] for numbers in found], lists
