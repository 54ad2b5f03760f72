"""The capitals of words, as texts write them inside sentences: ООН, Евросоюз, Россия."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from svodka.indexer.analysis.columns import I64, Array
from svodka.indexer.analysis.token_arrays import CAPITAL, UPPER

_CAPITALS = CAPITAL | UPPER

# The text before the first word of a sentence, of a line or of a quotation.
_BEGINS = re.compile(r"(?:^|[.!?…:\n«„“\"])[\s«„“\"'(\[—–-]*$")
_BEFORE = 6  # characters in which the end of the sentence before is looked for


def capitals(text: str, flags: Array, starts: I64) -> list[int | None]:
    """Return the capitals of words of a text: CAPITAL, UPPER, both, or 0.

    ``flags`` are those of their surfaces. None stands for a capital where something begins.
    """
    kinds = zip((flags & _CAPITALS).tolist(), starts.tolist(), strict=True)
    return [None if kind and _begins(text, start) else kind for kind, start in kinds]


def _begins(text: str, start: int) -> bool:
    """True if a sentence, a line or a quotation begins with the word at ``start``."""
    return bool(_BEGINS.search(text[max(0, start - _BEFORE) : start]))


class Writings:
    """Counts how lemmas are written, and gives them the capitals that most of their words have."""

    def __init__(self) -> None:
        self._counts = defaultdict[str, Counter[int]](Counter)

    def update(self, written: Iterable[tuple[str, int | None]]) -> None:
        """Count words: their lemmas and their ``capitals``; None says nothing."""
        for lemma, kind in written:
            if kind is not None:
                self._counts[lemma][kind] += 1

    def of(self, lemma: str) -> str:
        """The lemma as most of its words are written; in small letters if it was not counted.

        >>> writings = Writings()
        >>> writings.update([("россия", CAPITAL), ("россия", CAPITAL), ("россия", UPPER)])
        >>> writings.of("россия"), writings.of("река")
        ('Россия', 'река')
        """
        counts = self._counts.get(lemma)
        most = max(counts, key=lambda kind: (counts[kind], -kind)) if counts else 0
        if most & UPPER:
            return lemma.upper()
        return lemma[:1].upper() + lemma[1:] if most & CAPITAL else lemma
