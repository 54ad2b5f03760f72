"""Short texts in memory: as numbers of words, and by prefixes of their words."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import forms
from svodka.indexer.analysis.word_lists import language

_TOKEN = re.compile(r"\w+(?:[-‐‑’']\w+)*|[^\w\s]|\n")
_PART = re.compile(r"\w+")
_NONE: NDArray[np.int64] = np.empty(0, np.int64)

other_forms = lru_cache(1 << 12)(forms)


class Numbered:
    """Texts of one line, in order of preference, as numbers of words: title ``n`` is ``texts[n]``.

    ``ids`` numbers all their tokens in order, signs and line ends too. For each number, ``words``
    has the token, ``forms`` the folded token. ``kinds`` is the same number for equal folded tokens;
    ``keys`` has it for each of them. ``spoken`` is true for a word or a number, ``plain`` for a
    word with a meaning of its own.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = [" ".join(text.split()) for text in texts]
        numbers: dict[str, int] = {"\n": 0}
        tokens = _TOKEN.finditer("\n".join([*self.texts, ""]))
        self.ids: NDArray[np.int64] = np.fromiter(
            (numbers.setdefault(token[0], len(numbers)) for token in tokens), np.int64
        )
        self.words = list(numbers)
        self.forms = [fold(word) for word in self.words]
        weak = language("function_words.txt")
        self.plain = np.array(
            [len(form) > 2 and form[0].isalpha() and form not in weak for form in self.forms]
        )
        self.spoken = np.array([word[0].isalnum() for word in self.words])
        self.keys: dict[str, int] = {}
        self.kinds = np.array(
            [self.keys.setdefault(form, len(self.keys)) for form in self.forms], np.int64
        )


class Titles(Numbered):
    """Texts of one line that can be asked for by their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__(texts)
        self._index(self.keys.copy())

    def _index(self, keys: dict[str, int]) -> None:
        """Index the texts: the sorted folded words, with the numbers of the texts of each."""
        lines = np.cumsum(self.ids == 0) - (self.ids == 0)
        has_hyphen = np.array([len(_PART.findall(form)) > 1 for form in self.forms])
        hyphenated = np.flatnonzero(has_hyphen[self.ids])
        parts = [
            (keys.setdefault(part, len(keys)), line)
            for id, line in zip(
                self.ids[hyphenated].tolist(), lines[hyphenated].tolist(), strict=True
            )
            for part in _PART.findall(self.forms[id])
        ]
        extra = np.array(parts, np.int64).reshape(-1, 2)
        self._sorted = sorted(keys)
        rank = np.empty(len(keys), np.int64)
        rank[[keys[key] for key in self._sorted]] = np.arange(len(keys))
        having = np.unique(
            np.concatenate(
                [rank[self.kinds[self.ids]] << 32 | lines, rank[extra[:, 0]] << 32 | extra[:, 1]]
            )
        )
        self._lines = (having & 0xFFFFFFFF).astype(np.int32)
        self._starts = np.searchsorted(having >> 32, np.arange(len(keys) + 1))

    def having(self, words: Sequence[str], *, unfinished: bool) -> NDArray[np.int64]:
        """Return the numbers of the texts with all the folded words, in any form.

        With ``unfinished``, the last word is a prefix.
        """
        found = None
        for number, word in enumerate(words):
            last = number == len(words) - 1
            lines = self._beginning(word) if last and unfinished else _NONE
            lines = np.concatenate(
                [lines, *(self._with(form) for form in {word, *other_forms(word)})]
            )
            if not len(lines):
                lines = self._beginning(word)
            found = lines if found is None else np.intersect1d(found, lines)
        return _NONE if found is None else np.unique(found)

    def _with(self, form: str) -> NDArray[np.int64]:
        index = bisect_left(self._sorted, form)
        known = index < len(self._sorted) and self._sorted[index] == form
        return self._stretch(index, index + 1) if known else _NONE

    def _beginning(self, prefix: str) -> NDArray[np.int64]:
        return self._stretch(
            bisect_left(self._sorted, prefix), bisect_left(self._sorted, prefix + "\U0010ffff")
        )

    def _stretch(self, first: int, last: int) -> NDArray[np.int64]:
        return self._lines[self._starts[first] : self._starts[last]].astype(np.int64)


def words_of(typed: str) -> list[str]:
    """Return the folded words of a typed text."""
    return [fold(token) for token in _TOKEN.findall(typed) if token[0].isalnum()]
