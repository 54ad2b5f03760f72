"""The word forms of a collection in memory, for a quick search for similar ones."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Sets = NDArray[np.uint64]

_COUNTS = np.array([number.bit_count() for number in range(1 << 16)])


class Vocabulary:
    """Folded forms, each with its number of articles."""

    def __init__(self, forms: Iterable[tuple[str, int]]) -> None:
        self._counts = dict(forms)
        self._in_wholes = _in_wholes(self._counts)
        self._largest = max(self._counts.values(), default=1)
        self._sorted = sorted(self._counts)
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for form in self._sorted:
            if form.isalpha():
                by_length[len(form)].append(form)
        self._by_length = {length: (words, _letters(words)) for length, words in by_length.items()}

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, form: str) -> int:
        """Return the number of articles with a form."""
        return self._counts.get(form, 0)

    def is_only_part(self, form: str) -> bool:
        """True if a form stands only in hyphenated words, as «наро» in «Наро-Фоминск»."""
        return 0 < self.count(form) <= self._in_wholes.get(form, 0)

    def expected(self, first: str, second: str) -> float:
        """Return the expected number of articles with two independent words as neighbours."""
        return self.count(first) * self.count(second) / self._largest

    def has_beginning(self, prefix: str) -> bool:
        """True if a form begins with the prefix."""
        index = bisect_left(self._sorted, prefix)
        return index < len(self._sorted) and self._sorted[index].startswith(prefix)

    def near(self, form: str, edits: int) -> list[str]:
        """Return the forms, of letters only, within ``edits`` edits of ``form``."""
        found: list[str] = []
        typed = _letters([form])[0]
        for length in range(max(1, len(form) - edits), len(form) + edits + 1):
            words, letters = self._by_length.get(length, ([], _letters([])))
            alike = (_bits(letters & ~typed) <= edits) & (_bits(typed & ~letters) <= edits)
            likely = [words[index] for index in np.flatnonzero(alike)]
            if likely:
                distances = cdist(
                    [form], likely, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8
                )[0]
                found += [likely[index] for index in np.flatnonzero(distances <= edits)]
        return found


def _in_wholes(counts: Mapping[str, int]) -> Counter[str]:
    """Return the sum of the articles of the hyphenated forms that have a part, for each part."""
    parts: Counter[str] = Counter()
    for form, count in counts.items():
        if "-" in form:
            for part in set(form.split("-")):
                parts[part] += count
    return parts


def _letters(words: Sequence[str]) -> Sets:
    """Return the letter sets of words of one length, a bit for each letter.

    Few letters share one.
    """
    codes = np.frombuffer("".join(words).encode("utf-32-le"), "<u4").reshape(
        len(words), -1 if words else 1
    )
    bits: Sets = np.bitwise_or.reduce(np.uint64(1) << (codes % 64).astype(np.uint64), axis=1)
    return bits


def _bits(sets: Sets) -> NDArray[np.int64]:
    """Return the sizes of sets."""
    counts: NDArray[np.int64] = _COUNTS[sets.view(np.uint16).reshape(-1, 4)].sum(axis=1)
    return counts
