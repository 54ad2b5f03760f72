"""The words of texts that fill the slots of a query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from time import thread_time

from rapidfuzz.distance import OSA

from svodka.indexer.analysis.tokens import TOKEN, learn, learnt_words
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word

Spans = dict[int, tuple[int, int]]  # by the position of a word: its start and stop


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, read for a query at ``deadline`` (``time.thread_time``) at the latest.

    Then words that were never analysed are left out, with all after them.
    """

    text: str
    deadline: float = inf


class Fillings:
    """The slots of a query, and which words fill them. Safe to share between threads."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._lemmas: dict[str, list[Slot]] = {}
        self._forms: dict[str, list[Slot]] = {}
        self._loose: list[Prefix | Fuzzy] = []
        self._slots = list(dict.fromkeys(slot for slot in slots if not isinstance(slot, AnyWord)))
        for slot in self._slots:
            self._expect(slot)

    def spans(self, words: Words) -> dict[Slot, Spans]:
        """The words of a text that fill each slot.

        Of those at one position, the longest counts: a hyphenated word precedes its parts. Most
        words fill nothing, so these are passed over quickly.
        """
        spans: dict[Slot, Spans] = {slot: {} for slot in self._slots}
        learnt, position = learnt_words().get, 0
        strangers, forms, loose = self._lemmas.keys().isdisjoint, self._forms, self._loose
        for match in TOKEN.finditer(words.text):
            word = learnt(match[0])
            if word is None:
                if thread_time() > words.deadline:
                    break
                word = learn(match[0])
            form, lemmas, parts = word
            if loose or parts or form in forms or not strangers(lemmas):
                start = match.start()
                self._add(spans, form, lemmas, position, (start, match.end()))
                for number, (first, last, _, form, lemmas) in enumerate(parts):
                    span = (start + first, start + last)
                    self._add(spans, form, lemmas, position + number, span)
            position += len(parts) or 1
        return spans

    def _expect(self, slot: Slot) -> None:
        if isinstance(slot, Word):
            for lemma in slot.lemmas:
                self._lemmas.setdefault(lemma, []).append(slot)
        elif isinstance(slot, Form):
            self._forms.setdefault(slot.form, []).append(slot)
        elif isinstance(slot, Prefix | Fuzzy):
            self._loose.append(slot)

    def _add(
        self,
        spans: Mapping[Slot, Spans],
        form: str,
        lemmas: Iterable[str],
        position: int,
        span: tuple[int, int],
    ) -> None:
        """Add a word to the slots that it fills."""
        for lemma in lemmas:
            for slot in self._lemmas.get(lemma, ()):
                spans[slot].setdefault(position, span)
        for slot in self._forms.get(form, ()):
            spans[slot].setdefault(position, span)
        for loose in self._loose:
            if _resembles(form, loose):
                spans[loose].setdefault(position, span)


def _resembles(form: str, slot: Prefix | Fuzzy) -> bool:
    if isinstance(slot, Prefix):
        return form.startswith(slot.prefix)
    if form[:1] != slot.form[:1]:
        return False
    return OSA.distance(form, slot.form, score_cutoff=slot.edits) <= slot.edits
