"""The words of texts that fill the slots of a query."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from time import thread_time
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from svodka.indexer.analysis.columns import I64
from svodka.indexer.analysis.context.agreement import rare_nouns
from svodka.indexer.analysis.token_arrays import Rows, Tokens, Vocabulary
from svodka.indexer.analysis.token_pattern import is_hanging, words_in
from svodka.indexer.analysis.tokens import analyze, learn, learnt_words
from svodka.indexer.analysis.words import END, RULERS
from svodka.indexer.analysis.words import Word as Analyzed
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word

Spans = dict[int, tuple[int, int]]  # by the position of a word: its start and stop


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, as an engine stored them, or to be read from the text.

    At ``deadline`` (``time.thread_time``) words that were never analysed are left out, with all
    after them. Stored words need no analysis.
    """

    text: str
    deadline: float = inf
    stored: Tokens | None = None


class Fillings:
    """The slots of a query, and which words fill them. Safe to share between threads."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._lemmas: dict[str, list[Slot]] = {}
        self._forms: dict[str, list[Slot]] = {}
        self._loose: list[Prefix | Fuzzy] = []
        self._slots = list(dict.fromkeys(slot for slot in slots if not isinstance(slot, AnyWord)))
        for slot in self._slots:
            self._expect(slot)
        self._numbered: WeakKeyDictionary[Vocabulary, _Numbers] = WeakKeyDictionary()

    def spans(self, words: Words) -> dict[Slot, Spans]:
        """The words of a text that fill each slot.

        Of those at one position, the longest counts: a hyphenated word precedes its parts. Most
        words fill nothing, so these are passed over quickly.
        """
        if words.stored is not None:
            return self._stored_spans(words.stored)
        spans: dict[Slot, Spans] = {slot: {} for slot in self._slots}
        learnt, position = learnt_words().get, 0
        strangers, forms, loose = self._lemmas.keys().isdisjoint, self._forms, self._loose
        for match in words_in(words.text + END):
            word = learnt(match[0])
            if word is None:
                if thread_time() > words.deadline:
                    break
                word = learn(match[0])
            unsure = word.names or word.doubtful or word.ambiguous
            if unsure and self._may_mean_more_or_less(word, match[0]):
                return self._spans_in_context(words)
            form, lemmas, parts = word[:3]
            if loose or parts or form in forms or not strangers(lemmas):
                start = match.start()
                stop = start + 1 if form in RULERS else match.end()
                self._add(spans, form, lemmas, position, (start, stop))
                for number, (first, last, _, form, lemmas) in enumerate(parts):
                    span = (start + first, start + last)
                    self._add(spans, form, lemmas, position + number, span)
            position += len(parts) or 1
        return spans

    def _may_mean_more_or_less(self, word: Analyzed, surface: str) -> bool:
        """True if a word may fill a slot by the lemmas that only some contexts give it."""
        if is_hanging(surface):
            return any(lemma.startswith(word.form) for lemma in self._lemmas)
        rare = (lemma for lemma, _ in rare_nouns(word.form))
        fewer = word.lemmas if word.ambiguous else ()
        return not self._lemmas.keys().isdisjoint((*word.names, *rare, *fewer))

    def _spans_in_context(self, words: Words) -> dict[Slot, Spans]:
        """As ``spans``, for a text with words whose context decides."""
        spans: dict[Slot, Spans] = {slot: {} for slot in self._slots}
        for token in analyze(words.text, words.deadline):
            span = (token.start, token.stop)
            self._add(spans, token.form, token.lemmas, token.position, span)
        return spans

    def _stored_spans(self, tokens: Tokens) -> dict[Slot, Spans]:
        """As ``spans``, by the numbers of lemmas and forms, without a step for each word."""
        spans: dict[Slot, Spans] = {slot: {} for slot in self._slots}
        vocabulary, rows = tokens.words, tokens.rows()
        numbers = self._of(vocabulary)
        if numbers.lemmas.slots:
            lemmas, owners = tokens.lemmas()
            hits, filled = numbers.lemmas.among(lemmas)
            _fill(spans, filled, rows, owners[hits])
        if not numbers.forms.slots and not self._loose:
            return spans
        forms = vocabulary.forms[rows.surfaces].astype(np.int64)
        hits, filled = numbers.forms.among(forms)
        _fill(spans, filled, rows, hits)
        for slot in self._loose:
            near = [one for one in set(forms.tolist()) if _resembles(vocabulary.form(one), slot)]
            hits = np.flatnonzero(np.isin(forms, near))
            _fill(spans, [[slot]] * len(hits), rows, hits)
        return spans

    def _of(self, vocabulary: Vocabulary) -> "_Numbers":
        """The slots by the numbers of a vocabulary, which are looked up once."""
        numbers = self._numbered.get(vocabulary)
        if numbers is None:
            numbers = _Numbers(
                _by_number(self._lemmas, vocabulary.lemma_number),
                _by_number(self._forms, vocabulary.form_number),
            )
            self._numbered[vocabulary] = numbers
        return numbers

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


class _Numbered(NamedTuple):
    """The slots that each of some numbers, ascending, fills."""

    numbers: I64
    slots: list[list[Slot]]

    def among(self, values: NDArray[np.integer]) -> tuple[I64, list[list[Slot]]]:
        """Return the indexes of the values that are among the numbers, and their slots."""
        if not self.slots:
            return np.zeros(0, np.int64), []
        places = self.numbers.searchsorted(values)
        places[places == len(self.numbers)] = 0
        hits = np.flatnonzero(self.numbers[places] == values)
        return hits, [self.slots[place] for place in places[hits].tolist()]


class _Numbers(NamedTuple):
    """The slots of a query by the numbers of lemmas and of forms in a vocabulary."""

    lemmas: _Numbered
    forms: _Numbered


def _by_number(
    slots: Mapping[str, list[Slot]], number_of: Callable[[str], int | None]
) -> _Numbered:
    numbered = {number_of(text): filled for text, filled in slots.items()}
    known = sorted(number for number in numbered if number is not None)
    return _Numbered(np.array(known, np.int64), [numbered[number] for number in known])


def _fill(
    spans: Mapping[Slot, Spans], filled: Sequence[Sequence[Slot]], rows: Rows, hits: I64
) -> None:
    """Add the words in some rows to the slots that each fills. A longer word at a place stays."""
    for position, start, stop, slots in zip(
        rows.positions[hits].tolist(),
        rows.starts[hits].tolist(),
        rows.stops[hits].tolist(),
        filled,
        strict=True,
    ):
        for slot in slots:
            of_slot = spans[slot]
            known = of_slot.get(position)
            if known is None or stop - start > known[1] - known[0]:
                of_slot[position] = start, stop


def _resembles(form: str, slot: Prefix | Fuzzy) -> bool:
    if isinstance(slot, Prefix):
        return form.startswith(slot.prefix)
    if form[:1] != slot.form[:1]:
        return False
    return OSA.distance(form, slot.form, score_cutoff=slot.edits) <= slot.edits
