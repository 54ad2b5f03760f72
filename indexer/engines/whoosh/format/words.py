"""The surface forms of a segment, as flat arrays: a ``Vocabulary`` for its texts.

The number of a form or a lemma is that of its term in the field FORM or LEMMA, so both are written
once. Surfaces come in five groups, each in the order of their forms: those that equal the form,
those that begin with its capital, those in capitals, others, and hyphenated ones. Only the last
two groups are spelled out.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import Array as Unsigned
from svodka.indexer.engines.whoosh.format.flat import Array, FlatWriter, narrow
from svodka.indexer.engines.whoosh.format.stretches import Stretches, bounds_of
from svodka.indexer.engines.whoosh.format.terms import FieldTerms

EXTENSION = ".lex"
SAME, CAPITALIZED, UPPER, OTHER, HYPHENATED = range(5)
SPELLED = OTHER  # this group and the next are spelled out
GROUPS = 5


class Words(NamedTuple):
    """The arrays of a vocabulary.

    ``groups`` has the sizes of the five groups. ``forms``, ``readings``, ``lengths`` (code points)
    and ``flags`` have a row for each surface, ``spelled`` (UTF-8) one for each of the last two
    groups. ``parts`` (surfaces) and ``part_starts`` (code points) have a stretch for each
    hyphenated surface, ``lemmas`` one for each reading. Surfaces of the same text may differ by
    their readings.
    """

    groups: Array
    forms: Array
    readings: Array
    lengths: Array
    flags: Array
    spelled: Stretches
    parts: Stretches
    part_starts: Array
    lemmas: Stretches

    @property
    def size(self) -> int:
        """The number of surfaces."""
        return len(self.forms)

    @property
    def kinds(self) -> Array:
        """The group of each surface."""
        return np.repeat(np.arange(GROUPS, dtype=np.uint8), self.groups)

    @property
    def first_spelled(self) -> int:
        """The number of the first surface that is spelled out."""
        return int(self.groups[:SPELLED].sum())

    @property
    def first_hyphenated(self) -> int:
        """The number of the first hyphenated surface."""
        return int(self.groups[:HYPHENATED].sum())


def write_words(file: Any, words: Words) -> None:
    """Write the arrays of a vocabulary into an open file."""
    flat = FlatWriter(file)
    flat.add("groups", words.groups.astype(np.uint32))
    flat.add("forms", words.forms.astype(np.uint32))
    flat.add("readings", words.readings.astype(np.uint32))
    flat.add("lengths", narrow(words.lengths))
    flat.add("flags", words.flags.astype(np.uint16))
    flat.add("part_starts", narrow(words.part_starts))
    for name in ("spelled", "parts", "lemmas"):
        stretches: Stretches = getattr(words, name)
        flat.add(f"{name}.values", stretches.values)
        flat.add(f"{name}.lengths", narrow(np.diff(stretches.bounds)))
    flat.finish()


def words_of(arrays: Mapping[str, Array]) -> Words:
    """The vocabulary in a file. Raises KeyError or ValueError if its arrays do not fit."""
    spelled, parts, lemmas = (
        Stretches(arrays[f"{name}.values"], bounds_of(arrays[f"{name}.lengths"]))
        for name in ("spelled", "parts", "lemmas")
    )
    words = Words(
        arrays["groups"],
        arrays["forms"],
        arrays["readings"],
        arrays["lengths"],
        arrays["flags"],
        spelled,
        parts,
        arrays["part_starts"],
        lemmas,
    )
    columns = {len(words.readings), len(words.lengths), len(words.flags)}
    if len(words.groups) != GROUPS or columns != {words.size}:
        raise ValueError("the words of the segment do not fit each other")
    spelled.check(words.size - words.first_spelled)
    parts.check(words.size - words.first_hyphenated)
    lemmas.check(lemmas.size)
    return words


class SegmentWords:
    """The surfaces, forms and lemmas of a segment; strings are made when they are asked for.

    Implements ``Vocabulary``. Safe to share between threads.
    """

    def __init__(self, words: Words, forms: FieldTerms, lemmas: FieldTerms) -> None:
        self.arrays = words
        self._form_names, self._lemma_names = forms, lemmas
        self.forms: Unsigned = words.forms
        self.readings: Unsigned = words.readings
        self.lengths: Unsigned = words.lengths
        self.flags: Unsigned = words.flags
        self.parts: Unsigned = words.parts.values
        self.part_starts: Unsigned = words.part_starts
        self.lemma_bounds: Unsigned = words.lemmas.bounds
        self.lemmas: Unsigned = words.lemmas.values
        self._stops = np.cumsum(words.groups, dtype=np.int64).tolist()

    @cached_property
    def part_bounds(self) -> Unsigned:
        """The bounds of the parts of each surface; only hyphenated ones, the last, have any."""
        bounds = np.zeros(self.arrays.size + 1, np.uint32)
        bounds[self.arrays.first_hyphenated :] = self.arrays.parts.bounds
        return bounds

    @cached_property
    def hashes(self) -> Unsigned:
        """The CRC-32 of each folded form in UTF-8."""
        return self._form_names.hashes()

    def surface(self, number: int) -> str:
        """The text of a surface."""
        same, capitalized, upper = self._stops[:SPELLED]
        if number >= upper:
            return str(self.arrays.spelled[number - upper].tobytes(), "utf-8")
        form = self.form(int(self.forms[number]))
        if number < same:
            return form
        return form[:1].upper() + form[1:] if number < capitalized else form.upper()

    def form(self, number: int) -> str:
        """The folded form with this number."""
        return self._form_names.name(number).decode()

    def lemma(self, number: int) -> str:
        """The lemma with this number."""
        return self._lemma_names.name(number).decode()

    def form_number(self, form: str) -> int | None:
        """The number of a folded form; None if no surface has it."""
        return self._form_names.find(form.encode())

    def lemma_number(self, lemma: str) -> int | None:
        """The number of a lemma; None if no word has it."""
        return self._lemma_names.find(lemma.encode())

    def check(self) -> None:
        """Raise ValueError or UnicodeError if a number or a text is invalid."""
        words = self.arrays
        limits = (
            (words.forms, len(self._form_names)),
            (words.readings, words.lemmas.size),
            (words.parts.values, words.first_hyphenated),
            (words.lemmas.values, len(self._lemma_names)),
        )
        if any(len(numbers) and int(numbers.max()) >= limit for numbers, limit in limits):
            raise ValueError("a number names no word")
        if len(words.part_starts) != len(words.parts.values):
            raise ValueError("the parts of words do not fit their starts")
        for number in range(words.size):
            if len(self.surface(number)) != words.lengths[number]:
                raise ValueError("a word has another length")
