"""The surface forms that one process has met, each understood once: a text becomes arrays."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np

from svodka.indexer.analysis import spellings
from svodka.indexer.analysis.columns import U32, Table
from svodka.indexer.analysis.morphology import KINDS, kinds
from svodka.indexer.analysis.token_arrays import (
    CAPITAL,
    DIGIT,
    FUNCTION,
    HYPHENATED,
    NAME,
    TITLE_CASE,
    UPPER,
    Tokens,
)
from svodka.indexer.analysis.token_pattern import TOKEN
from svodka.indexer.analysis.tokens import END, RULERS, plain_form, understand
from svodka.indexer.analysis.word_lists import language

# Surfaces, with about 500 bytes each; and characters of surfaces, for hostile texts.
MOST_SURFACES = 1 << 17
MOST_CHARACTERS = 1 << 24
# The share of MOST_SURFACES that a successor knows from the beginning.
SEEDED = 0.25

_KINDS = {kind: NAME << bit for bit, kind in enumerate(KINDS)}

# Gives the owner's flags of a folded form, from its lemmas and its flags so far.
Mark = Callable[[str, Sequence[str], int], int]


def _no_mark(_form: str, _lemmas: Sequence[str], _flags: int) -> int:
    return 0


class Lexicon:
    """Surface forms, folded forms and lemmas, each numbered in the order of learning.

    It is a ``Vocabulary``. For one thread. When it ``is_full``, its owner goes on with its
    ``successor``; tokens keep the lexicon that they were read with.
    """

    def __init__(self, mark: Mark = _no_mark) -> None:
        self._mark = mark
        self._ids: dict[str, int] = {}
        self._surfaces: list[str] = []
        self._form_numbers: dict[str, int] = {}
        self._forms: list[str] = []
        self._form_flags: list[int] = []
        self._lemma_numbers: dict[str, int] = {}
        self._lemmas: list[str] = []
        # Columns: form, length, flags, end of the parts. The first row only begins the bounds.
        self._table = Table((0, 0, 0, 0), width=4)
        self._part_table = Table(width=2)  # surface, start
        self._form_table = Table((0, 0), width=2)  # hash, end of the lemmas
        self._lemma_table = Table(width=1)
        self._counts = np.zeros(0, np.uint32)  # of texts that have a surface, or a little more
        self._part_count = self._lemma_count = self._characters = 0
        self.surface = self._surfaces.__getitem__
        self.form = self._forms.__getitem__
        self.lemma = self._lemmas.__getitem__

    def __len__(self) -> int:
        return len(self._surfaces)

    @property
    def is_full(self) -> bool:
        """True if its owner shall go on with a successor."""
        return len(self._surfaces) >= MOST_SURFACES or self._characters >= MOST_CHARACTERS

    def successor(self) -> "Lexicon":
        """Return a new lexicon for the texts to come, which knows the most frequent words."""
        heir = Lexicon(self._mark)
        counts = self._counts[: len(self)]
        frequent = np.flatnonzero((counts > 1) & (self.flags & HYPHENATED == 0))
        order = np.argsort(-counts[frequent].astype(np.int64), kind="stable")
        chosen = frequent[order[: int(SEEDED * MOST_SURFACES)]]
        for number, form in zip(chosen.tolist(), self.forms[chosen].tolist(), strict=True):
            first, last = self.lemma_bounds[form : form + 2].tolist()
            lemmas = [self._lemmas[lemma] for lemma in self.lemmas[first:last]]
            heir._add_form(self._forms[form], lemmas, self._form_flags[form])
            heir._learn(self._surfaces[number])
        return heir

    def read(self, text: str) -> Tokens:
        """Return the words of a text, and learn those that are new. Linear in the text."""
        ids: list[int] = []
        starts: list[int] = []
        known, learn, add, begin = self._ids.get, self._learn, ids.append, starts.append
        for match in TOKEN.finditer(text + END):
            surface = match[0]
            number = known(surface)
            add(learn(surface) if number is None else number)
            begin(match.start())
        read = np.array(ids, np.uint32)
        self._count(read)
        return Tokens(self, read, np.array(starts, np.uint32))

    def _count(self, ids: U32) -> None:
        """Note that a text has these surfaces."""
        if len(self._counts) < len(self):
            grown = np.zeros(2 * len(self), np.uint32)
            grown[: len(self._counts)] = self._counts
            self._counts = grown
        self._counts[ids] += 1

    def _number(self, surface: str) -> int:
        number = self._ids.get(surface)
        return self._learn(surface) if number is None else number

    def _learn(self, surface: str) -> int:
        """Keep a new surface form, and return its number."""
        parts: Sequence[tuple[int, int]] = ()
        form = plain_form(surface)
        if form is not None:  # nearly all words
            number = self._form_number(surface if form == surface else form)  # one string in memory
        else:
            word = understand(surface)
            parts = [(self._number(part), start) for start, _, part, _, _ in word.parts]
            number = self._form_number(word.form, word.lemmas)
        for part in parts:
            self._part_table.append(part)
        self._part_count += len(parts)
        shown = surface[0] if self._forms[number] in RULERS else surface
        self._characters += len(surface)
        flags = self._form_flags[number] | _written(shown) | HYPHENATED * bool(parts)
        self._table.append((number, len(shown), flags, self._part_count))
        own = self._ids[surface] = len(self._surfaces)
        self._surfaces.append(shown)
        return own

    def _form_number(self, form: str, lemmas: Sequence[str] | None = None) -> int:
        """Return the number of a form; that of a plain word has the lemmas of its spelling."""
        number = self._form_numbers.get(form)
        if number is not None:
            return number
        lemmas = spellings.lemmas(form) if lemmas is None else lemmas
        flags = DIGIT * ("0" <= form[0] <= "9")
        flags |= FUNCTION * (form in language("function_words.txt"))
        for kind in kinds(form):
            flags |= _KINDS[kind]
        return self._add_form(form, lemmas, flags | self._mark(form, lemmas, flags))

    def _add_form(self, form: str, lemmas: Sequence[str], flags: int) -> int:
        """Keep a form, and return its number."""
        number = self._form_numbers.setdefault(form, len(self._forms))
        if number == len(self._forms):
            for lemma in lemmas:
                self._lemma_table.append((self._lemma_number(lemma),))
            self._lemma_count += len(lemmas)
            self._form_table.append((zlib.crc32(form.encode()), self._lemma_count))
            self._form_flags.append(flags)
            self._forms.append(form)
        return number

    def _lemma_number(self, lemma: str) -> int:
        number = self._lemma_numbers.setdefault(lemma, len(self._lemmas))
        if number == len(self._lemmas):
            self._lemmas.append(lemma)
        return number

    def form_number(self, form: str) -> int | None:
        """The number of a folded form; None if no surface has it."""
        return self._form_numbers.get(form)

    def lemma_number(self, lemma: str) -> int | None:
        """The number of a lemma; None if no form has it."""
        return self._lemma_numbers.get(lemma)

    @property
    def forms(self) -> U32:
        """The form number of each surface."""
        return self._table.column(0, 1)

    @property
    def lengths(self) -> U32:
        """The length of each surface in code points."""
        return self._table.column(1, 1)

    @property
    def flags(self) -> U32:
        """The flags of each surface."""
        return self._table.column(2, 1)

    @property
    def part_bounds(self) -> U32:
        """The bounds of the parts of each surface."""
        return self._table.column(3)

    @property
    def parts(self) -> U32:
        """The surface of each part."""
        return self._part_table.column(0)

    @property
    def part_starts(self) -> U32:
        """The start of each part in its surface."""
        return self._part_table.column(1)

    @property
    def lemma_bounds(self) -> U32:
        """The bounds of the lemmas of each form."""
        return self._form_table.column(1)

    @property
    def lemmas(self) -> U32:
        """The lemma numbers of all forms."""
        return self._lemma_table.column(0)

    @property
    def hashes(self) -> U32:
        """The CRC-32 of each folded form."""
        return self._form_table.column(0, 1)


def _written(surface: str) -> int:
    """Return the flags of the capitals in a surface."""
    if surface.islower():
        return 0
    upper = surface.isupper()
    titled = (
        len(surface) > 1 and not upper and any(part[:1].isupper() for part in surface.split("-"))
    )
    return CAPITAL * surface[0].isupper() | UPPER * upper | TITLE_CASE * titled
