"""The words of texts that fill the slots of a query: each surface form is looked at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from time import thread_time
from typing import NamedTuple

from rapidfuzz.distance import OSA

from svodka.indexer.analysis.tokens import TOKEN, is_learnt, learn
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word

Spans = dict[int, tuple[int, int]]  # by the position of a word: its start and stop

KNOWN = 1 << 14  # surface forms of one query, about 2 MB


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, read for a query at ``deadline`` (``time.thread_time``) at the latest.

    Then words that were never analysed are left out, with all after them.
    """

    text: str
    deadline: float = inf


class _Filling(NamedTuple):
    """The slots that a surface form fills, and those of each part, with its range in the form."""

    slots: tuple[Slot, ...]
    parts: tuple[tuple[int, int, tuple[Slot, ...]], ...]


class Fillings:
    """Which surface forms fill which slots of a query. Safe to share between threads."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._lemmas: dict[str, list[Slot]] = {}
        self._forms: dict[str, list[Slot]] = {}
        self._loose: list[Prefix | Fuzzy] = []
        self._slots = list(dict.fromkeys(slot for slot in slots if not isinstance(slot, AnyWord)))
        for slot in self._slots:
            self._expect(slot)
        # None for a word of one part that fills nothing, which most words are.
        self._known: dict[str, _Filling | None] = {}

    def spans(self, words: Words) -> dict[Slot, Spans]:
        """The words of a text that fill each slot.

        A hyphenated word precedes its parts: of those at one position, the longest counts.
        """
        spans: dict[Slot, Spans] = {slot: {} for slot in self._slots}
        known, position = self._known, 0
        for match in TOKEN.finditer(words.text):
            surface = match[0]
            try:
                filling = known[surface]
            except KeyError:
                if not is_learnt(surface) and thread_time() > words.deadline:
                    break
                filling = self._look(surface)
            if filling is None:
                position += 1
                continue
            start = match.start()
            for slot in filling.slots:
                spans[slot].setdefault(position, (start, match.end()))
            for number, (first, last, slots) in enumerate(filling.parts):
                for slot in slots:
                    spans[slot].setdefault(position + number, (start + first, start + last))
            position += len(filling.parts) or 1
        return spans

    def _expect(self, slot: Slot) -> None:
        if isinstance(slot, Word):
            for lemma in slot.lemmas:
                self._lemmas.setdefault(lemma, []).append(slot)
        elif isinstance(slot, Form):
            self._forms.setdefault(slot.form, []).append(slot)
        elif isinstance(slot, Prefix | Fuzzy):
            self._loose.append(slot)

    def _look(self, surface: str) -> _Filling | None:
        word = learn(surface)
        slots = self._filled(word.form, word.lemmas)
        parts = tuple(
            (start, stop, self._filled(form, lemmas)) for start, stop, _, form, lemmas in word.parts
        )
        filling = _Filling(slots, parts) if slots or parts else None
        if len(self._known) >= KNOWN:
            self._known = {}
        self._known[surface] = filling
        return filling

    def _filled(self, form: str, lemmas: Iterable[str]) -> tuple[Slot, ...]:
        slots = [slot for lemma in lemmas for slot in self._lemmas.get(lemma, ())]
        slots += self._forms.get(form, ())
        slots += (slot for slot in self._loose if _resembles(form, slot))
        return tuple(dict.fromkeys(slots))


def _resembles(form: str, slot: Prefix | Fuzzy) -> bool:
    if isinstance(slot, Prefix):
        return form.startswith(slot.prefix)
    if form[:1] != slot.form[:1]:
        return False
    return OSA.distance(form, slot.form, score_cutoff=slot.edits) <= slot.edits
