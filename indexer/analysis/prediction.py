"""The readings of a word that the dictionary may lack, as pymorphy3 predicts them.

It has the rules of pymorphy3's units, in their order and with their scores, for words of Russian
letters and digits with one hyphen at most. pymorphy3 itself is asked for all others.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from svodka.indexer.analysis.dictionary import Analysis, Dictionary, Form, normal_of

_COVERED = re.compile(r"-?[а-я0-9]+(?:-[а-я0-9]+)?")
_DIGIT = re.compile(r"\d")

# pymorphy3's scores for readings that its units guess.
_NUMBER, _PARTICLE, _ADVERB, _HYPHEN, _KNOWN_PREFIX, _GUESSED = 0.9, 0.9, 0.7, 0.75, 0.75, 0.5
_LEAST_REMAINDER = 3  # letters after a prefix
_LONGEST_PREFIX = 5  # letters of a prefix that is not listed
_LEAST_PREFIXED = 5  # letters of a noun behind a prefix that is sure enough
_OF_SURNAMES = ("ов", "ев")
_LEAST_PREDICTED = 4  # letters of a word that is read by its ending
_LEAST_ADVERB = 5  # letters of «по-западному»
_ADVERBIAL = frozenset(("ADJF", "sing", "datv"))

# Endings of unknown words with their forms, about 5 MB; and words that are parts of others.
CACHED_ENDINGS = 1 << 13
CACHED_WORDS = 1 << 12

# An ending with its ё, the count of words that have it, their paradigm, and the form in it.
_Ending = tuple[str, int, int, Form]
# Words, tags and paradigms.
_Seen = set[tuple[str, int, int | None]]
_score = attrgetter("score")


class _UncoveredError(Exception):
    """Only pymorphy3 itself can read the word."""


class Reader:
    """Reads words as ``MorphAnalyzer.parse`` does."""

    def __init__(
        self, analyzer: Any, dictionary: Dictionary, prefixes: Any, particles: Any
    ) -> None:
        """``prefixes`` finds the listed prefixes of a word; ``particles`` follow a hyphen."""
        self._analyzer = analyzer
        self._dictionary = dictionary
        self._prefixes: Callable[[str], list[str]] = prefixes
        self._particles: list[str] = particles
        tag = dictionary.tag_class
        self._number_tag = dictionary.tag(tag("NUMB,intg"))
        self._adverb_tag = dictionary.tag(tag("ADVB"))
        self._unknown_tag = dictionary.tag(tag("UNKN"))
        self._endings = lru_cache(CACHED_ENDINGS)(self._read_endings)
        self._cached = lru_cache(CACHED_WORDS)(self._read)
        self._lengths = range(dictionary.longest_ending, 0, -1)

    def read(self, word: str) -> list[Analysis]:
        """Return the readings of a word in small letters, the likeliest first; at least one."""
        if not _COVERED.fullmatch(word):
            return self._ask(word)
        try:
            found = self._cached(word)
        except _UncoveredError:
            return self._ask(word)
        if "-" in word and any(map(_is_superlative, found)):
            return self._ask(word)  # hyphenated ones are inflected in pairs
        return found

    def _ask(self, word: str) -> list[Analysis]:
        """Ask pymorphy3 itself."""
        tag = self._dictionary.tag
        return [
            Analysis("", None, tag(one.tag), one.score, None, one.word, normal_of(one))
            for one in self._analyzer.parse(word)
        ]

    def _read(self, word: str) -> list[Analysis]:
        found = self._dictionary.readings(word) or self._predicted(word)
        return self._dictionary.weighed(word, found)

    def _predicted(self, word: str) -> list[Analysis]:
        """Return what the first rule that fits gives."""
        found: list[Analysis] = []
        if _DIGIT.search(word):
            found = self._number(word)
        if not found and "-" in word:
            found = self._with_particle(word) or self._adverb(word) or self._hyphenated(word)
        return (
            found
            or self._with_known_prefix(word)
            or self._guessed(word)
            or [Analysis(word, None, self._unknown_tag, 1.0, None)]
        )

    def _number(self, word: str) -> list[Analysis]:
        try:
            int(word)
        except ValueError:
            return []
        return [Analysis(word, None, self._number_tag, _NUMBER, None)]

    def _with_particle(self, word: str) -> list[Analysis]:
        """Read «смотри-ка» as «смотри»."""
        for particle in self._particles:
            if word.endswith(particle) and word != particle:
                readings = self._cached(word.removesuffix(particle))
                longer = (
                    one._replace(after=one.after + particle, score=one.score * _PARTICLE)
                    for one in readings
                )
                return _different(longer, set())
        return []

    def _adverb(self, word: str) -> list[Analysis]:
        """Read «по-западному» as an adverb."""
        if len(word) < _LEAST_ADVERB or not word.startswith("по-"):
            return []
        if not any(one.tag.grammemes >= _ADVERBIAL for one in self._cached(word[3:])):
            return []
        return [Analysis(word, None, self._adverb_tag, _ADVERB, None)]

    def _hyphenated(self, word: str) -> list[Analysis]:
        """Read «человек-гора» as two words that change together, or only the second one does."""
        if word.startswith("-") or self._prefixes(word):
            return []
        left, _, right = word.partition("-")
        seconds = self._cached(right)
        together = [
            second._replace(
                tag=first.tag,
                score=first.score * _HYPHEN,
                before=f"{first.word}-{second.before}",
                before_normal=f"{first.normal}-{second.before_normal}",
            )
            for first in self._cached(left)
            if not first.tag.unknown
            for second in seconds
            if first.tag.agreeing == second.tag.agreeing
        ]
        return together + [
            second._replace(
                score=second.score * _HYPHEN,
                before=f"{left}-{second.before}",
                before_normal=f"{left}-{second.before_normal}",
            )
            for second in seconds
            if not second.tag.unknown
        ]

    def _with_known_prefix(self, word: str) -> list[Analysis]:
        """Read «псевдокошка» as «кошка», the longest prefix first."""
        found: list[Analysis] = []
        seen: _Seen = set()
        for prefix in sorted(self._prefixes(word), key=len, reverse=True):
            rest = word[len(prefix) :]
            if len(rest) < _LEAST_REMAINDER:
                continue
            if "-" in rest[1:]:
                raise _UncoveredError
            found += _different(_prefixed(prefix, self._cached(rest), _KNOWN_PREFIX), seen)
        return found

    def _guessed(self, word: str) -> list[Analysis]:
        """Read a word as one of the dictionary after any prefix, and by its ending."""
        found: list[Analysis] = []
        seen: _Seen = set()
        readings = self._dictionary.readings
        for length in range(1, 1 + min(_LONGEST_PREFIX, len(word) - _LEAST_REMAINDER)):
            if rest := readings(word[length:]):
                found += _different(_prefixed(word[:length], rest, _GUESSED), seen)
        return found + self._by_ending(word, seen)

    def _by_ending(self, word: str, seen: _Seen) -> list[Analysis]:
        """Read a word as the words with the longest known ending, the most frequent first."""
        if len(word) < _LEAST_PREDICTED:
            return []
        found: list[Analysis] = []
        for number, prefix in reversed(list(enumerate(self._dictionary.prefixes))):
            if word.startswith(prefix):
                found += self._with_ending(word, number, seen)
        return sorted(found, key=_score, reverse=True)

    def _with_ending(self, word: str, prefix: int, seen: _Seen) -> list[Analysis]:
        for length in self._lengths:
            endings = self._endings(prefix, word[-length:])
            if endings:
                break
        else:
            return []
        total = 1 + sum(count for _, count, _, _ in endings)
        read = (
            Analysis(word[:-length] + ending, form, form.tag, count / total * _GUESSED, paradigm)
            for ending, count, paradigm, form in endings
        )
        return _different(read, seen)

    def _read_endings(self, prefix: int, ending: str) -> tuple[_Ending, ...]:
        """Return the forms that productive words with an ending have."""
        form = self._dictionary.form
        return tuple(
            (fixed, count, paradigm, found)
            for fixed, forms in self._dictionary.endings(prefix, ending)
            for count, paradigm, index in forms
            if (found := form((paradigm, index))).tag.productive
        )


def prefixed_nouns(found: Iterable[Analysis], *, capital: bool) -> list[Analysis]:
    """Return the readings as a noun of the dictionary behind a prefix: «нейросеток».

    A capitalized word in -ов or -ев is none, but a surname: «Драмбергов».
    """
    return [
        one
        for one in found
        if one.before and len(one.base) >= _LEAST_PREFIXED and "NOUN" in one.tag.grammemes
        if not (capital and one.base.endswith(_OF_SURNAMES))
    ]


def _prefixed(prefix: str, found: list[Analysis], share: float) -> list[Analysis]:
    return [
        Analysis(
            base, form, tag, score * share, paradigm, prefix + before, prefix + before_normal, after
        )
        for base, form, tag, score, paradigm, before, before_normal, after in found
        if tag.productive
    ]


def _different(found: Iterable[Analysis], seen: _Seen) -> list[Analysis]:
    """Leave out readings whose word, tag and paradigm were seen, and note those of the others."""
    new = []
    for one in found:
        key = one.before + one.base + one.after, one.tag.number, one.paradigm
        if key not in seen:
            seen.add(key)
            new.append(one)
    return new


def _is_superlative(one: Analysis) -> bool:
    return "Supr" in one.tag.grammemes or bool(one.form and one.form.superlatives)
