"""Posting lists by sorting: rows of words become blocks of terms with their occurrences."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers, Occurrences
from svodka.indexer.engines.whoosh.format.terms import Block, block_bounds
from svodka.indexer.engines.whoosh.format.words import Words

PIECE = 1 << 20  # occurrences that are sorted at once
_ROWS = 1 << 18  # rows whose terms are looked up at once
_SHIFT = np.uint64(32)
_INDEX = np.uint64(0xFFFFFFFF)
_TEXT_ZONE = np.uint64(1 << 31)  # the bit of an occurrence in a text, not in a title

# Gives the terms of the rows from a start to a stop, and the row of each.
TermsOf = Callable[[int, int], tuple[Array, Numbers]]


def laid_out(words: Words, ids: Array, lengths: Array) -> tuple[Array, Occurrences]:
    """The words of all titles and texts with the parts of hyphenated ones, and where they occur.

    ``ids`` are the surfaces of all rows, ``lengths`` the rows of each title and text in turn.
    """
    hyphenated = ids[ids >= words.first_hyphenated].astype(np.int64) - words.first_hyphenated
    size = len(ids) + int(words.parts.lengths(hyphenated).sum())
    laid, every = np.empty(size, np.uint32), np.empty(size, np.uint64)
    row = at = 0
    for first, last in block_bounds(lengths, _ROWS):
        stop = row + int(lengths[first:last].sum(dtype=np.int64))
        own, occurrences = _laid_out(words, ids[row:stop], lengths[first:last], first)
        end = at + len(own)
        laid[at:end], every[at:end] = own, occurrences
        row, at = stop, end
    return laid, every


def _laid_out(words: Words, ids: Array, lengths: Array, zone: int) -> tuple[Array, Occurrences]:
    """The words of some titles and texts; ``zone`` is the number of the first."""
    hyphenated = np.flatnonzero(ids >= words.first_hyphenated)
    lists = ids[hyphenated].astype(np.int64) - words.first_hyphenated
    parts = words.parts.lengths(lists)
    occurrences = _occurrences(len(ids), lengths, zone, hyphenated, parts)
    after = ranges(hyphenated + 1 + parts.cumsum() - parts, parts)
    whole = np.ones(len(ids) + len(after), bool)
    whole[after] = False
    laid = np.empty(len(whole), np.uint32)
    laid[whole] = ids
    laid[after] = words.parts.values[ranges(words.parts.bounds[lists], parts)]
    every = np.empty(len(whole), np.uint64)
    every[whole] = occurrences
    nth = ranges(np.zeros_like(parts), parts).astype(np.uint64)
    every[after] = np.repeat(occurrences[hyphenated], parts) + nth
    return laid, every


def lengths_in_words(words: Words, ids: Array, lengths: Array) -> Numbers:
    """The words of each title and text in turn; a hyphenated one counts by its parts."""
    found = lengths.astype(np.int64)
    hyphenated = np.flatnonzero(ids >= words.first_hyphenated)
    zones = np.searchsorted(lengths.cumsum(dtype=np.int64), hyphenated, side="right")
    parts = words.parts.lengths(ids[hyphenated].astype(np.int64) - words.first_hyphenated)
    np.add.at(found, zones, parts - 1)
    return found


def _occurrences(
    size: int, lengths: Array, zone: int, hyphenated: Numbers, parts: Numbers
) -> Occurrences:
    """The occurrence of each row: its document, zone and position."""
    steps = np.ones(size, np.uint32)
    steps[hyphenated] = parts
    positions = np.cumsum(steps, dtype=np.uint64) - steps
    firsts = np.cumsum(lengths, dtype=np.int64) - lengths
    filled = lengths > 0
    zones = (np.flatnonzero(filled) + zone).astype(np.uint64)
    keys = (zones >> np.uint64(1) << _SHIFT) | ((zones & np.uint64(1)) << np.uint64(31))
    positions += np.repeat(keys - positions[firsts[filled]], lengths[filled])
    return positions


def inverted(
    names: Sequence[str], size: int, terms_of: TermsOf, occurrences: Occurrences
) -> Iterator[Block]:
    """The blocks of a field whose terms are ``names``, in order; ``size`` is the number of rows."""
    counts = np.zeros(len(names), np.int64)
    for start in range(0, size, _ROWS):
        counts += np.bincount(terms_of(start, start + _ROWS)[0], minlength=len(names))
    for first, last in block_bounds(counts, PIECE):
        keys = [np.empty(0, np.uint64)]
        for start in range(0, size, _ROWS):
            terms, rows = terms_of(start, start + _ROWS)
            inside = (terms >= first) & (terms < last)
            keys.append(terms[inside].astype(np.uint64) << _SHIFT | rows[inside].astype(np.uint64))
        yield from _blocks(names, counts, (first, last), np.concatenate(keys), occurrences)


def _blocks(
    names: Sequence[str],
    counts: Numbers,
    bounds: tuple[int, int],
    keys: Occurrences,
    occurrences: Occurrences,
) -> Iterator[Block]:
    """The blocks of the terms within some bounds, whose keys are term << 32 | row."""
    keys.sort()
    keys &= _INDEX
    at, (offset, last) = 0, bounds
    for start, stop in block_bounds(counts[offset:last]):
        own = counts[offset + start : offset + stop]
        end = at + int(own.sum())
        yield block_of(names[offset + start : offset + stop], occurrences[keys[at:end]], own)
        at = end


def block_of(names: Sequence[str], occurrences: Occurrences, counts: Numbers) -> Block:
    """A block of terms in order."""
    encoded = list(map(str.encode, names))
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    return Block(b"".join(encoded), lengths, occurrences, counts)


def forms_of(words: Words, ids: Array) -> TermsOf:
    """The forms of rows of words."""

    def terms(start: int, stop: int) -> tuple[Array, Numbers]:
        own = words.forms[ids[start:stop]]
        return own, np.arange(start, start + len(own))

    return terms


def lemmas_of(words: Words, ids: Array) -> TermsOf:
    """The lemmas of rows of words, several for a word."""

    def terms(start: int, stop: int) -> tuple[Array, Numbers]:
        readings = words.readings[ids[start:stop]].astype(np.int64)
        counts = words.lemmas.lengths(readings)
        own = words.lemmas.values[ranges(words.lemmas.bounds[readings], counts)]
        return own, np.repeat(np.arange(start, start + len(readings)), counts)

    return terms


def of_titles(
    words: Words, names: Sequence[str], ids: Array, occurrences: Occurrences
) -> Iterator[Block]:
    """The blocks of the forms in titles; ``names`` are all forms."""
    rows = np.flatnonzero((occurrences & _TEXT_ZONE) == 0)
    own = words.forms[ids[rows]]
    used = np.unique(own)
    terms = np.searchsorted(used, own)

    def terms_of(start: int, stop: int) -> tuple[Array, Numbers]:
        part = terms[start:stop]
        return part, np.arange(start, start + len(part))

    return inverted([names[n] for n in used.tolist()], len(rows), terms_of, occurrences[rows])


def listed(terms: Mapping[str, "array[int]"]) -> Iterator[Block]:
    """The blocks of a field of few occurrences, from an array of them for each term."""
    names = sorted(terms)
    counts = np.fromiter((len(terms[name]) for name in names), np.int64, len(names))
    for start, stop in block_bounds(counts):
        own = names[start:stop]
        found = np.frombuffer(b"".join(map(terms.__getitem__, own)), np.uint64)
        yield block_of(own, found, counts[start:stop])
