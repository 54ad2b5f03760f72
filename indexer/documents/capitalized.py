"""The words of a text with their context, to separate names from other capitalized words."""

from collections import Counter
from functools import cached_property
from typing import NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.analysis.context.name_context import BEGINNERS
from svodka.indexer.analysis.quotes import pairs
from svodka.indexer.analysis.token_arrays import CAPITAL, OWN, TITLE_CASE, UPPER, Tokens
from svodka.indexer.documents.senses import Sense, senses

# Own flags of surfaces: it may be a given name; it is a noun such as «область».
GIVEN = OWN
HEAD = OWN << 1
PARTICLE = OWN << 2  # of a surname: «де»

# Words: a quotation this short is mostly a title or a company: «Эхо Москвы», «Спартак».
_SHORT = 4
_QUOTES = frozenset('«»„“”"')


class Word(NamedTuple):
    """A word of a text: ``text == source[start:stop]``; ``form`` is folded."""

    start: int
    stop: int
    text: str
    form: str


class Capitals:
    """The words of a text with their flags; a hyphenated word is one.

    Words themselves are made only where somebody looks. ``flags`` has those of each word.
    """

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.tokens = tokens
        self.size = len(tokens.ids)
        self._flags = tokens.flags
        self.flags: list[int] = self._flags.tolist()
        self._words: dict[int, Word] = {}

    def capitals(self, flag: int, next_flag: int = 0) -> list[int]:
        """Return the indexes of the words that begin with a capital, and have one of the flags.

        Those before a word with one of the ``next_flag`` belong to them too.
        """
        chosen = self._flags & flag != 0
        if next_flag:
            chosen[:-1] |= self._flags[1:] & next_flag != 0
        indexes: list[int] = np.flatnonzero(chosen & (self._flags & CAPITAL != 0)).tolist()
        return indexes

    def count_lemmas(self) -> Counter[int]:
        """Count the lemma numbers of the words that begin with a capital."""
        words = self.tokens.words
        readings = words.readings[self.tokens.ids[self._flags & CAPITAL != 0]].astype(np.int64)
        first = words.lemma_bounds[readings].astype(np.int64)
        lemmas = words.lemmas[ranges(first, words.lemma_bounds[readings + 1] - first)]
        return Counter(lemmas.tolist())

    def lemmas(self, index: int) -> list[int]:
        """Return the lemma numbers of a word, the best first."""
        words, reading = self.tokens.words, self._readings[index]
        first, last = words.lemma_bounds[reading : reading + 2].tolist()
        numbers: list[int] = words.lemmas[first:last].tolist()
        return numbers

    def lemma(self, index: int) -> str:
        """Return the best lemma of a word."""
        return self.tokens.words.lemma(self.lemmas(index)[0])

    def word(self, index: int) -> Word:
        """Return the word with an index."""
        found = self._words.get(index)
        if found is None:
            start, stop = self._starts[index], self._stops[index]
            form = self.tokens.words.form(self._forms[index])
            found = self._words[index] = Word(start, stop, self.text[start:stop], form)
        return found

    def has(self, index: int, flag: int) -> bool:
        """True if there is such a word, and it has one of the flags."""
        return 0 <= index < self.size and self.flags[index] & flag != 0

    def is_title_case(self, index: int) -> bool:
        """True for a word, longer than an initial, with a capital and small letters.

        For example «Москва», «аль-Асад». False if there is no such word.
        """
        return self.has(index, TITLE_CASE)

    def is_initial(self, index: int) -> bool:
        """True if there is such a word, and it is a capital letter with a full stop."""
        if not self.has(index, UPPER):
            return False
        word = self.word(index)
        return len(word.text) == 1 and self.text[word.stop : word.stop + 1] == "."

    def follows(self, index: int) -> bool:
        """True if only a blank separates the word from the one before.

        After an initial there may be a full stop too.
        """
        if not 0 < index < self.size:
            return False
        gap = self._gap(index)
        if self.is_initial(index - 1):
            gap = gap.removeprefix(".")
            return not gap or (gap.isspace() and "\n" not in gap)
        return gap.isspace() and "\n" not in gap

    def begins(self, index: int) -> bool:
        """True if the capital may only mark the beginning of a sentence."""
        return index == 0 or not BEGINNERS.isdisjoint(self._gap(index))

    def is_quoted(self, index: int) -> bool:
        """True if the word is in a quotation of a few words.

        Such a quotation is mostly somebody's or something's own name.
        """
        return index in self._quoted

    def senses(self, index: int) -> tuple[Sense, ...]:
        """Return the readings of the word, none if there is no such word."""
        return senses(self.word(index).form) if 0 <= index < self.size else ()

    def before(self, index: int) -> Word | None:
        """Return the word before, if only a blank separates them."""
        return self.word(index - 1) if index and self.follows(index) else None

    def _gap(self, index: int) -> str:
        return self.text[self._stops[index - 1] : self._starts[index]]

    @cached_property
    def _forms(self) -> list[int]:
        forms: list[int] = self.tokens.words.forms[self.tokens.ids].tolist()
        return forms

    @cached_property
    def _readings(self) -> list[int]:
        readings: list[int] = self.tokens.words.readings[self.tokens.ids].tolist()
        return readings

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self.tokens.starts.tolist()
        return starts

    @cached_property
    def _stops(self) -> list[int]:
        stops: list[int] = self.tokens.stops.tolist()
        return stops

    @cached_property
    def _quoted(self) -> set[int]:
        if _QUOTES.isdisjoint(self.text):
            return set()
        quoted: set[int] = set()
        starts, stops = self._starts, self._stops
        index = 0
        for start, stop in sorted(pairs(self.text).items()):
            while index < self.size and starts[index] < start:
                index += 1
            inside = range(index, min(index + _SHORT + 1, self.size))
            within = [number for number in inside if stops[number] <= stop]
            if len(within) <= _SHORT:
                quoted.update(within)
        return quoted


def with_capitals(nominative: str, written: str) -> str:
    """Return a nominative with the capitals of the written word: Ростов-на-Дону, аль-Асад, США."""
    if written.isupper():
        return nominative.upper()
    parts, models = nominative.split("-"), written.split("-")
    if len(parts) != len(models):
        return nominative[:1].upper() + nominative[1:]
    return "-".join(
        part[:1].upper() + part[1:] if model[:1].isupper() else part
        for part, model in zip(parts, models, strict=True)
    )
