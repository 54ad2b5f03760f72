"""The letters of terms as sets of 64 bits, and their lengths: a filter before edit distances.

A character counts by the six lowest bits of its last byte in UTF-8. So each character has one bit,
the letters from а to я have a bit each, and some others share one. An edit changes at most one
character, so at most one bit of each kind: none goes missing.
"""

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Bytes, Numbers

LONGEST = 255  # characters; longer terms count as this long
_ONE, _LOW = np.uint64(1), np.uint8(63)

Sets = NDArray[np.uint64]


def letters_of(text: Bytes, lengths: Numbers) -> tuple[Sets, NDArray[np.uint8]]:
    """Return the letter sets of terms in UTF-8, end to end, and their lengths in characters."""
    if not len(lengths):
        return np.zeros(0, np.uint64), np.zeros(0, np.uint8)
    stops = lengths.cumsum()
    is_last = np.ones(len(text), bool)
    np.less(text[1:] ^ np.uint8(0x80), np.uint8(0x40), out=is_last[:-1])  # the next one goes on
    np.logical_not(is_last[:-1], out=is_last[:-1])
    bits = np.where(is_last, _ONE << (text & _LOW).astype(np.uint64), np.uint64(0))
    bits = np.append(bits, np.uint64(0))
    ends = np.concatenate(([0], np.cumsum(is_last, dtype=np.int64)))
    sizes = ends[stops] - ends[stops - lengths]
    sets = np.bitwise_or.reduceat(bits, stops - lengths)
    sets[lengths == 0] = 0
    return sets, np.minimum(sizes, LONGEST).astype(np.uint8)


def letters(term: str) -> np.uint64:
    """Return the letter set of one term."""
    encoded = np.frombuffer(term.encode(), np.uint8)
    sets, _ = letters_of(encoded, np.array([len(encoded)], np.int64))
    return np.uint64(sets[0])


def near(sets: Array, sizes: Array, term: str, edits: int) -> Numbers:
    """Return the numbers of the terms whose letters may be ``edits`` edits from those of a term."""
    size, own = min(len(term), LONGEST), letters(term)
    low, high = np.uint8(max(size - edits, 0)), np.uint8(min(size + edits, LONGEST))
    numbers = np.flatnonzero((sizes >= low) & (sizes <= high))
    theirs = sets[numbers]
    few = np.uint8(edits)
    alike = np.bitwise_count(theirs & ~own) <= few
    alike &= np.bitwise_count(own & ~theirs) <= few
    found: Numbers = numbers[alike]
    return found


def having(sets: Array, wanted: np.uint64) -> Numbers:
    """Return the numbers of the terms whose letter sets have all of ``wanted``."""
    return np.flatnonzero((sets & wanted) == wanted)
