"""The words of a lexicon that some documents use, as arrays for a segment."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.analysis.token_arrays import Vocabulary
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.stretches import Stretches, bounds_of
from svodka.indexer.engines.whoosh.format.words import (
    CAPITALIZED,
    GROUPS,
    HYPHENATED,
    OTHER,
    SAME,
    SPELLED,
    UPPER,
    Words,
)


class Draft(NamedTuple):
    """Words, their forms and lemmas in ascending order, and the new number of each old surface."""

    words: Words
    forms: list[str]
    lemmas: list[str]
    numbers: Array


def draft(lexicon: Vocabulary, used: Array) -> Draft:
    """Number the words of a lexicon anew.

    ``used`` has the numbers of surfaces that shall be kept, with repeats; their parts are kept too.
    """
    old = _with_parts(lexicon, used)
    forms, form_numbers = _numbered(lexicon.forms[old], lexicon.form)
    old_readings, readings = np.unique(lexicon.readings[old], return_inverse=True)
    lemma_lists = _taken(lexicon.lemmas, lexicon.lemma_bounds, old_readings.astype(np.int64))
    lemmas, lemma_numbers = _numbered(lemma_lists.values, lexicon.lemma)
    lemma_lists, places = ordered(lemma_lists._replace(values=lemma_numbers[lemma_lists.values]))
    own, readings = form_numbers[lexicon.forms[old]], places[readings.reshape(-1)]
    texts = list(map(lexicon.surface, old.tolist()))
    kinds = np.array(
        [_kind(text, forms[number]) for text, number in zip(texts, own.tolist(), strict=True)],
        np.int64,
    )
    kinds[_part_counts(lexicon, old) > 0] = HYPHENATED
    order = np.lexsort((readings, own, kinds))
    numbers = np.zeros(len(lexicon.forms), np.uint32)
    numbers[old[order]] = np.arange(len(old))
    groups = np.bincount(kinds, minlength=GROUPS)
    spelled = [texts[at].encode() for at in order[groups[:SPELLED].sum() :].tolist()]
    hyphenated = old[order[groups[:HYPHENATED].sum() :]]
    parts = _taken(lexicon.parts, lexicon.part_bounds, hyphenated)
    words = Words(
        groups,
        own[order],
        readings[order],
        lexicon.lengths[old[order]],
        lexicon.flags[old[order]],
        joined(spelled),
        parts._replace(values=numbers[parts.values]),
        _taken(lexicon.part_starts, lexicon.part_bounds, hyphenated).values,
        lemma_lists,
    )
    return Draft(words, forms, lemmas, numbers)


def joined(texts: list[bytes]) -> Stretches:
    """Texts laid end to end."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Stretches(np.frombuffer(b"".join(texts), np.uint8), bounds_of(lengths))


def ordered(lists: Stretches) -> tuple[Stretches, Numbers]:
    """Return lists of numbers in ascending order, and the new place of each."""
    data = lists.values.astype(">u4").tobytes()
    bounds = (lists.bounds.astype(np.int64) * 4).tolist()
    keys = [data[start:stop] for start, stop in pairwise(bounds)]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return _taken(lists.values, lists.bounds, order), places


def _with_parts(lexicon: Vocabulary, used: Array) -> Numbers:
    """The surfaces in use, ascending, with the parts of hyphenated ones."""
    kept = np.zeros(len(lexicon.forms), bool)
    kept[used] = True
    kept[_taken(lexicon.parts, lexicon.part_bounds, np.flatnonzero(kept)).values] = True
    return np.flatnonzero(kept)


def _part_counts(lexicon: Vocabulary, surfaces: Numbers) -> Numbers:
    bounds = lexicon.part_bounds
    return bounds[surfaces + 1].astype(np.int64) - bounds[surfaces]


def _taken(values: Array, bounds: Array, rows: Numbers) -> Stretches:
    """The stretches of some rows, laid end to end."""
    lengths = Stretches(values, bounds).lengths(rows)
    return Stretches(values[ranges(bounds[rows], lengths)], bounds_of(lengths))


def _numbered(used: Array, text: Callable[[int], str]) -> tuple[list[str], Array]:
    """The texts of some numbers, sorted; and for each old number its place among them."""
    found = np.zeros(int(used.max()) + 1 if len(used) else 0, bool)
    found[used] = True
    old = np.flatnonzero(found)
    texts = list(map(text, old.tolist()))
    order = sorted(range(len(texts)), key=texts.__getitem__)
    numbers = np.full(len(found), _NONE)
    numbers[old[order]] = np.arange(len(order), dtype=np.uint32)
    return [texts[at] for at in order], numbers


_NONE = np.uint32(0xFFFFFFFF)


def _kind(text: str, form: str) -> int:
    """The group of a surface that is not hyphenated."""
    if text == form:
        return SAME
    if text == form[:1].upper() + form[1:]:
        return CAPITALIZED
    return UPPER if text == form.upper() else OTHER
