"""The surface forms that one process has met, each understood once: a text becomes arrays."""

import zlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from svodka.indexer.analysis.agreement import agreeing
from svodka.indexer.analysis.columns import U32, Table
from svodka.indexer.analysis.folding import CYRILLIC, fold
from svodka.indexer.analysis.morphology import MAX_WORD, understood
from svodka.indexer.analysis.name_context import chance, names_among, neighbours
from svodka.indexer.analysis.surface_flags import flags_of_capitals, flags_of_form
from svodka.indexer.analysis.token_arrays import (
    BY_CHANCE,
    CAPITAL,
    DOUBTFUL,
    HYPHENATED,
    UNKNOWN,
    UPPER,
    Tokens,
)
from svodka.indexer.analysis.tokens import TOKEN, Word, understand

# Surfaces, with about 500 bytes each; and characters of surfaces, for hostile texts.
MOST_SURFACES = 1 << 17
MOST_CHARACTERS = 1 << 24
# The share of MOST_SURFACES that a successor knows from the beginning.
SEEDED = 0.25

# Gives the owner's flags of a folded form, from its lemmas and its flags so far.
Mark = Callable[[str, Sequence[str], int], int]


def _no_mark(_form: str, _lemmas: Sequence[str], _flags: int) -> int:
    return 0


class Lexicon:
    """Surface forms, folded forms and lemmas, each numbered in the order of learning.

    It is a ``Vocabulary``. A capitalized word that the dictionary lacks, and a word with further
    lemmas in some contexts, have forms of the same text and other lemmas. For one thread. When it
    ``is_full``, its owner goes on with its ``successor``; tokens keep the lexicon that they were
    read with.
    """

    def __init__(self, mark: Mark = _no_mark) -> None:
        self._mark = mark
        self._ids: dict[str, int] = {}
        self._surfaces: list[str] = []
        self._form_numbers: dict[str, int] = {}
        self._other_forms: dict[tuple[str, tuple[str, ...]], int] = {}
        self._unsure: dict[int, Word] = {}
        self._in_context: dict[tuple[int, tuple[str, ...]], int] = {}
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
            text, surface = self._forms[form], self._surfaces[number]
            if self._form_numbers[text] == form and text not in heir._form_numbers:
                heir._form_numbers[text] = heir._add_form(
                    text, self._lemmas_of(form), self._form_flags[form]
                )
            heir._number(surface)
        return heir

    def read(self, text: str) -> Tokens:
        """Return the words of a text, and learn those that are new. Linear in the text."""
        ids: list[int] = []
        starts: list[int] = []
        known, learn, add, begin = self._ids.get, self._learn, ids.append, starts.append
        for match in TOKEN.finditer(text):
            surface = match[0]
            number = known(surface)
            add(learn(surface) if number is None else number)
            begin(match.start())
        read = np.array(ids, np.uint32)
        self._count(read)
        tokens = Tokens(self, read, np.array(starts, np.uint32))
        rows = np.flatnonzero(tokens.flags & (BY_CHANCE | DOUBTFUL)).tolist()
        if rows:
            self._read_in_context(text, tokens, rows)
        return tokens

    def _read_in_context(self, text: str, tokens: Tokens, rows: Sequence[int]) -> None:
        """Give words with further lemmas in this context the numbers that they have with these."""
        ids = tokens.ids.tolist()
        starts, stops = tokens.starts.tolist(), tokens.stops.tolist()
        words = {row: self._unsure[ids[row]] for row in rows}
        named = [
            chance(text, starts, stops, row, word.form, word.names)
            for row, word in words.items()
            if word.names
        ]
        names = set(names_among(named, lambda: self._open_lemmas(tokens)))
        for row, word in words.items():
            more = list(word.names) if row in names else []
            if word.doubtful:
                around = neighbours(text, starts, stops, row)
                forms = ("" if at is None else self._form_of(ids[at]) for at in around)
                more += agreeing(next(forms), word.form, next(forms))
            if more:
                tokens.ids[row] = self._with_lemmas(ids[row], tuple(more))

    def _form_of(self, surface: int) -> str:
        return self._forms[int(self.forms[surface])]

    def _open_lemmas(self, tokens: Tokens) -> Iterator[str]:
        """Yield the lemmas of the capitalized words that the dictionary lacks."""
        flags = tokens.flags & (CAPITAL | UPPER | UNKNOWN | HYPHENATED)
        for form in np.unique(self.forms[tokens.ids[flags == CAPITAL | UNKNOWN]]).tolist():
            yield from self._lemmas_of(form)

    def _lemmas_of(self, form: int) -> list[str]:
        first, last = self.lemma_bounds[form : form + 2].tolist()
        return [self._lemmas[lemma] for lemma in self.lemmas[first:last].tolist()]

    def _with_lemmas(self, surface: int, more: tuple[str, ...]) -> int:
        """Return the number of a surface with further lemmas, and keep it if it is new."""
        number = self._in_context.get((surface, more))
        if number is None:
            number = self._in_context[surface, more] = len(self._surfaces)
            word = self._unsure[surface].with_lemmas(more)
            form = self._form_with(word.form, word.lemmas)
            self._keep(self._surfaces[surface], form, int(self.flags[surface]))
        return number

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
        written = flags_of_capitals(surface)
        if surface.isalpha() and (not written & CAPITAL or written & UPPER):  # nearly all words
            form = fold(surface)[:MAX_WORD]
            number = self._form_number(surface if form == surface else form)  # one string in memory
            flags = self._form_flags[number] | written
            word = Word(form, (), doubtful=True) if flags & DOUBTFUL else None
        else:
            word = understand(surface)
            parts = [(self._number(part), start) for start, _, part, _, _ in word.parts]
            for part in parts:
                self._part_table.append(part)
            self._part_count += len(parts)
            number = self._form_with(word.form, word.lemmas)
            flags = self._form_flags[number] | written | HYPHENATED * bool(parts)
            flags = flags & ~DOUBTFUL | DOUBTFUL * word.doubtful | BY_CHANCE * bool(word.names)
        own = self._ids[surface] = len(self._surfaces)
        if word and flags & (DOUBTFUL | BY_CHANCE):
            self._unsure[own] = word._replace(lemmas=tuple(self._lemmas_of(number)))
        self._keep(surface, number, flags)
        return own

    def _keep(self, surface: str, form: int, flags: int) -> None:
        """Append the row of a surface."""
        self._characters += len(surface)
        self._table.append((form, len(surface), flags, self._part_count))
        self._surfaces.append(surface)

    def _form_number(self, form: str) -> int:
        number = self._form_numbers.get(form)
        if number is None:
            known = understood(form)
            flags = flags_of_form(form, known)
            flags |= self._mark(form, known.lemmas, flags)
            number = self._form_numbers[form] = self._add_form(form, known.lemmas, flags)
        return number

    def _form_with(self, form: str, lemmas: tuple[str, ...]) -> int:
        """Return the number of a form with these lemmas, and keep it if it is new."""
        plain = self._form_number(form)
        if understood(form).lemmas == lemmas or not CYRILLIC.search(form):
            return plain
        number = self._other_forms.get((form, lemmas))
        if number is None:
            number = self._add_form(form, lemmas, self._form_flags[plain])
            self._other_forms[form, lemmas] = number
        return number

    def _add_form(self, form: str, lemmas: Sequence[str], flags: int) -> int:
        """Keep a form, and return its number."""
        for lemma in lemmas:
            self._lemma_table.append((self._lemma_number(lemma),))
        self._lemma_count += len(lemmas)
        self._form_table.append((zlib.crc32(form.encode()), self._lemma_count))
        self._form_flags.append(flags)
        self._forms.append(form)
        return len(self._forms) - 1

    def _lemma_number(self, lemma: str) -> int:
        number = self._lemma_numbers.setdefault(lemma, len(self._lemmas))
        if number == len(self._lemmas):
            self._lemmas.append(lemma)
        return number

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
