"""A posting list: the occurrences of a term, as NumPy arrays.

An *occurrence* is one 64-bit number: document << 32 | zone << 31 | position. Zone 0 is the title,
zone 1 the text. A posting list is the ascending array of a term's occurrences. Arrays let set
operations in C answer a query, instead of a step in Python for each posting.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.weights import LEAD
from svodka.indexer.engines.whoosh.format.packing import (
    MAX_POSITION,
    MOST_AT_START,
    Bytes,
    Occurrences,
    frequencies_of,
    one_stretch,
    title_bits,
    widths_of,
)

Docs = NDArray[np.int64]

TITLE, TEXT = 0, 1
TEXT_BIT = 1 << 31

__all__ = ["MAX_POSITION", "TEXT", "TEXT_BIT", "TITLE", "Docs", "Occurrences", "Postings"]


@dataclass(frozen=True)
class Postings:
    """A term's documents, ascending, with its frequency in each.

    ``frequencies`` counts title and text together, ``title_frequencies`` the title alone.
    ``positions`` has the position of each occurrence in its title or text.
    """

    docs: Docs
    frequencies: NDArray[np.int64]
    title_frequencies: NDArray[np.int64]
    positions: NDArray[np.integer]

    @cached_property
    def occurrences(self) -> Occurrences:
        """All occurrences, ascending. Made on first use: only phrases need them."""
        docs = np.repeat(self.docs.astype(np.uint64) << np.uint64(32), self.frequencies)
        starts = np.cumsum(self.frequencies) - self.frequencies
        within = np.arange(len(docs)) - np.repeat(starts, self.frequencies)
        in_text = within >= np.repeat(self.title_frequencies, self.frequencies)
        zones = in_text.astype(np.uint64) << np.uint64(31)
        occurrences: Occurrences = docs | zones | self.positions.astype(np.uint64)
        return occurrences

    @cached_property
    def lead_frequencies(self) -> NDArray[np.int64]:
        """The term's frequency among the first LEAD words of each document's text.

        Counted on the stored positions, because every word of a query needs it. All occurrences in
        a title are taken to be among its first LEAD words: few titles are longer.
        """
        if not len(self.docs):
            return self.frequencies
        starts = np.cumsum(self.frequencies) - self.frequencies
        early = np.add.reduceat(self.positions < LEAD, starts, dtype=np.int64)
        return np.maximum(early - self.title_frequencies, 0)


def postings_of(data: Bytes, documents: int, occurrences: int, code: int) -> Postings:
    """Unpack one list of ``packing.pack``. Damage raises ValueError."""
    gap_width, _, position_width = widths_of(code)
    if (not gap_width and documents > 1) or (
        not position_width and occurrences > MOST_AT_START * documents
    ):
        raise ValueError("a posting list claims more numbers than it holds")
    lengths = (documents, documents, occurrences)
    stretches, start = [], 0
    for width, length in zip(widths_of(code), lengths, strict=True):
        stop = start + width * length
        if stop > len(data) or width > 4:
            raise ValueError("a posting list ends too early")
        stretches.append(one_stretch(data[start:stop], width, length))
        start = stop
    gaps, coded, positions = stretches
    frequencies, in_titles = frequencies_of(coded.astype(np.int64), title_bits(code))
    if int(frequencies.sum()) != occurrences:
        raise ValueError("the frequencies of a posting list do not fit its positions")
    return Postings(np.cumsum(gaps, dtype=np.int64), frequencies, in_titles, positions)
