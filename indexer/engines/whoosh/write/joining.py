"""Join the words of several lexicons or segments."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.stretches import Source, Stretches, combined
from svodka.indexer.engines.whoosh.format.words import GROUPS, HYPHENATED, OTHER, SPELLED, Words
from svodka.indexer.engines.whoosh.write.drafts import joined

GONE = np.int64(-1)  # the new number of what is left out
_SPELLED_KEYS = 1 << 40  # above the keys of all surfaces that are not spelled out


class Part(NamedTuple):
    """Words to join: the surfaces to keep, and the new number of each form and lemma or GONE.

    Surfaces that are not ``used`` are kept as parts of others, without parts of their own.
    """

    words: Words
    used: Array
    kept: Array
    forms: Numbers
    lemmas: Numbers


def join(parts: Sequence[Part], forms: int) -> tuple[Words, list[Array]]:
    """Join words; return the new number of each old surface of each part too.

    There are ``forms`` new forms. Numbers of surfaces that are not kept mean nothing.
    """
    rows = [np.flatnonzero(part.kept) for part in parts]
    own = [part.forms[part.words.forms[row]] for part, row in zip(parts, rows, strict=True)]
    kinds = [_kinds(part, row) for part, row in zip(parts, rows, strict=True)]
    spelled: dict[tuple[bytes, int], int] = {}
    keys = [
        _keys(part.words, row, form, kind, spelled)
        for part, row, form, kind in zip(parts, rows, own, kinds, strict=True)
    ]
    firsts, inverse = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)[1:]
    all_kinds, all_forms = np.concatenate(kinds)[firsts], np.concatenate(own)[firsts]
    order = np.lexsort((all_forms, all_kinds))
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order))
    numbers = _split(rank[inverse.reshape(-1)], parts, rows)
    firsts = firsts[order]
    groups = np.bincount(all_kinds, minlength=GROUPS)
    texts = [text for text, _ in spelled]
    names = np.concatenate(keys)[firsts[groups[:SPELLED].sum() :]] - _SPELLED_KEYS
    hyphenated = firsts[groups[:HYPHENATED].sum() :]
    split, starts = _joined_parts(parts, rows, hyphenated, numbers)
    words = Words(
        groups,
        all_forms[order],
        _column([part.words.lengths[row] for part, row in zip(parts, rows, strict=True)], firsts),
        _column([part.words.flags[row] for part, row in zip(parts, rows, strict=True)], firsts),
        joined([texts[name] for name in names.tolist()]),
        split,
        starts,
        _joined_lemmas(parts, forms),
    )
    return words, numbers


def _kinds(part: Part, rows: Numbers) -> Array:
    """The group of some surfaces; one that is only a part of others is not hyphenated."""
    kinds = part.words.kinds[rows]
    kinds[(kinds == HYPHENATED) & ~part.used[rows]] = OTHER
    return kinds


def _keys(
    words: Words,
    rows: Numbers,
    forms: Numbers,
    kinds: Array,
    spelled: dict[tuple[bytes, int], int],
) -> Numbers:
    """A number for each surface, the same for the same surface of any part."""
    keys = forms << 2 | kinds.astype(np.int64)
    first = int(np.searchsorted(rows, words.first_spelled))
    bounds = words.spelled.bounds.tolist()
    data = words.spelled.values.tobytes()
    at = (rows[first:] - words.first_spelled).tolist()
    names = [
        (data[bounds[number] : bounds[number + 1]], kind)
        for number, kind in zip(at, kinds[first:].tolist(), strict=True)
    ]
    keys[first:] = [_SPELLED_KEYS + spelled.setdefault(name, len(spelled)) for name in names]
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


def _joined_lemmas(parts: Sequence[Part], forms: int) -> Stretches:
    """The lemmas of each form, from the first part that has it."""
    sources, missing = [], np.ones(forms, bool)
    for part in parts:
        rows = np.flatnonzero(part.forms != GONE)
        rows = rows[missing[part.forms[rows]]]
        targets = part.forms[rows]
        missing[targets] = False
        sources.append(Source(part.words.lemmas, rows, targets, part.lemmas))
    return combined(forms, sources)
