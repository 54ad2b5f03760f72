"""The words of a segment's titles and texts in memory, until they are written."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from svodka.indexer.analysis.token_arrays import Tokens, Vocabulary
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers
from svodka.indexer.engines.whoosh.format.token_records import BLOCK, Rows, gaps_of
from svodka.indexer.engines.whoosh.format.words import Words
from svodka.indexer.engines.whoosh.write.drafts import Draft, draft
from svodka.indexer.engines.whoosh.write.joining import Part, join


class Numbered(NamedTuple):
    """The words of a segment, with their forms and lemmas in ascending order."""

    words: Words
    forms: Sequence[str]
    lemmas: Sequence[str]


class Texts:
    """Collects the words of documents, a title and a text in turn."""

    def __init__(self) -> None:
        self._ids, self._starts, self._lengths = array("I"), array("I"), array("I")
        self._lexicon: Vocabulary | None = None
        self._first = 0  # row of the current lexicon
        self._drafts: list[tuple[Draft, int, int]] = []  # of earlier lexicons, with their rows

    def __len__(self) -> int:
        """The number of words; a hyphenated one counts once."""
        return len(self._ids)

    @property
    def lengths(self) -> Array:
        """The rows of each title and text in turn."""
        return np.frombuffer(self._lengths, np.uint32)

    @property
    def ids(self) -> Array:
        """The surfaces of all rows; once ``numbered``, those of the segment."""
        return np.frombuffer(self._ids, np.uint32)

    def follow(self, lexicon: Vocabulary) -> None:
        """Prepare for tokens of this lexicon. An earlier lexicon can be freed from then on."""
        if lexicon is not self._lexicon:
            self._end_lexicon()
            self._lexicon = lexicon

    def add(self, title: Tokens, text: Tokens) -> None:
        """Add a document; its tokens are of the lexicon of ``follow``."""
        for tokens in (title, text):
            self._ids.frombytes(tokens.ids.astype(np.uint32, copy=False).tobytes())
            self._starts.frombytes(tokens.starts.astype(np.uint32, copy=False).tobytes())
            self._lengths.append(len(tokens.ids))

    def numbered(self) -> Numbered:
        """Number all words anew for a segment. Nothing can be added afterwards."""
        self._end_lexicon()
        drafts = [one for one, _, _ in self._drafts]
        forms, form_numbers = _union([one.forms for one in drafts])
        lemmas, lemma_numbers = _union([one.lemmas for one in drafts])
        parts = [
            Part(one.words, np.ones(one.words.size, bool), *numbers)
            for one, *numbers in zip(drafts, form_numbers, lemma_numbers, strict=True)
        ]
        words, numbers = join(parts) if parts[1:] else (drafts[0].words, None)
        ids = self.ids
        for at, (one, first, last) in enumerate(self._drafts):
            own = one.numbers if numbers is None else numbers[at][one.numbers]
            ids[first:last] = own[ids[first:last]]
        self._drafts.clear()
        return Numbered(words, forms, lemmas)

    def rows(self, words: Words) -> Iterator[Rows]:
        """All rows in blocks, once ``numbered``."""
        ids, starts = self.ids, np.frombuffer(self._starts, np.uint32)
        lengths = self.lengths[self.lengths > 0].astype(np.int64)
        firsts = lengths.cumsum() - lengths
        for start in range(0, len(ids), BLOCK):
            stop, before = min(start + BLOCK, len(ids)), max(start - 1, 0)
            own = firsts[slice(*np.searchsorted(firsts, (before, stop)).tolist())] - before
            gaps = gaps_of(starts[before:stop], words.lengths[ids[before:stop]], own)
            yield Rows(ids[start:stop], gaps[start - before :])

    def forget_starts(self) -> None:
        """Free the memory of what ``rows`` needs."""
        self._starts = array("I")

    def _end_lexicon(self) -> None:
        last = len(self._ids)
        if self._lexicon is not None and (last > self._first or not self._drafts):
            own = draft(self._lexicon, self.ids[self._first :])
            self._drafts.append((own, self._first, last))
        self._first, self._lexicon = last, None


def _union(lists: Sequence[Sequence[str]]) -> tuple[list[str], list[Numbers]]:
    """All texts of some ascending lists, ascending, and the places of each list's among them."""
    every = sorted(dict.fromkeys(chain(*lists)))  # runs that are in order sort fast
    places = dict(zip(every, range(len(every)), strict=True))
    return every, [np.fromiter(map(places.__getitem__, one), np.int64, len(one)) for one in lists]
