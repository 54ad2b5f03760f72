"""The forms that stand in a collection, held in memory so that words like a typed one are found quickly."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist


class Vocabulary:
    """Folded forms, each with the number of articles that have it."""

    def __init__(self, forms: Iterable[tuple[str, int]]) -> None:
        self._counts = dict(forms)
        self._largest = max(self._counts.values(), default=1)
        self._sorted = sorted(self._counts)
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for form in self._sorted:
            if form.isalpha():
                self._by_length[len(form)].append(form)

    def count(self, form: str) -> int:
        """In how many articles a form stands."""
        return self._counts.get(form, 0)

    def expected(self, first: str, second: str) -> float:
        """In how many articles two words would stand side by side if one said nothing of the other."""
        return self.count(first) * self.count(second) / self._largest

    def has_beginning(self, prefix: str) -> bool:
        """Whether some form begins so."""
        place = bisect_left(self._sorted, prefix)
        return place < len(self._sorted) and self._sorted[place].startswith(prefix)

    def near(self, form: str, edits: int) -> list[str]:
        """The forms, of letters only, that so many edits or fewer make of ``form``."""
        found: list[str] = []
        for length in range(max(1, len(form) - edits), len(form) + edits + 1):
            words = self._by_length.get(length)
            if words:
                distances = cdist([form], words, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8)[0]
                found += [words[place] for place in np.flatnonzero(distances <= edits)]
        return found
