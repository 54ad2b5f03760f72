"""The surface forms that one process has met, each understood once: a text becomes arrays."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import cast

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis import spellings
from svodka.indexer.analysis.columns import U32, VocabularyColumns
from svodka.indexer.analysis.context.further import lemmas_in_context
from svodka.indexer.analysis.morphology import looked_up
from svodka.indexer.analysis.surface_flags import flags_of_capitals, flags_of_form
from svodka.indexer.analysis.token_arrays import (
    ADJACENT,
    AMBIGUOUS,
    BY_CHANCE,
    CAPITAL,
    DOUBTFUL,
    HYPHENATED,
    UNKNOWN,
    UPPER,
    Tokens,
)
from svodka.indexer.analysis.token_pattern import words_in
from svodka.indexer.analysis.words import (
    END,
    RULERS,
    Word,
    as_written,
    names_by_chance,
    plain_form,
    single,
    understand,
)

# Surfaces, with about 500 bytes each; and characters of surfaces, for hostile texts.
MOST_SURFACES = 1 << 17
MOST_CHARACTERS = 1 << 24
# Words of a text that are looked up at once. Their matches take about 200 bytes each.
AT_ONCE = 1 << 12
# The share of MOST_SURFACES that a successor knows from the beginning.
SEEDED = 0.25

# Words whose lemmas their neighbours decide, and those of them that any neighbour may decide.
_UNSURE = BY_CHANCE | DOUBTFUL | ADJACENT
_EVER_UNSURE = _UNSURE | AMBIGUOUS

# Gives the owner's flags of a folded form, from its lemmas and its flags so far. A form that the
# dictionary lacks comes as its own lemma.
Mark = Callable[[str, Sequence[str], int], int]


def _no_mark(_form: str, _lemmas: Sequence[str], _flags: int) -> int:
    return 0


class Lexicon(VocabularyColumns):
    """Surface forms, folded forms and lemmas, each numbered in the order of learning.

    It is a ``Vocabulary``. A word with other lemmas in some contexts has a surface of the same
    text for each. For one thread. When it ``is_full``, its owner goes on with its ``successor``;
    tokens keep the lexicon that they were read with.
    """

    def __init__(self, mark: Mark = _no_mark) -> None:
        super().__init__()
        self._mark = mark
        self._ids: dict[str, int] = {}
        self._surfaces: list[str] = []
        self._form_numbers: dict[str, int] = {}
        self._readings: dict[tuple[str, ...], int] = {}
        self._unsure: dict[int, Word] = {}
        self._wholes: dict[int, int] = {}  # of words with parts, where they are parts
        self._in_context: dict[tuple[int, tuple[str, ...]], int] = {}
        self._forms: list[str] = []
        self._form_lemmas: list[tuple[str, ...]] = []  # of a plain word; empty if not asked for yet
        self._form_flags: list[int] = []
        self._lemma_numbers: dict[str, int] = {}
        self._lemmas: list[str] = []
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
        self._count(np.zeros(0, np.uint32))  # makes room for the surfaces of the last text
        counts = self._counts[: len(self)]
        frequent = np.flatnonzero((counts > 1) & (self.flags & HYPHENATED == 0))
        order = np.argsort(-counts[frequent].astype(np.int64), kind="stable")
        chosen = frequent[order[: int(SEEDED * MOST_SURFACES)]]
        heir._inherit(self, chosen)
        return heir

    def _inherit(self, former: "Lexicon", surfaces: NDArray[np.intp]) -> None:
        """Keep surfaces without parts as another lexicon has them, in a fourth of the time."""
        readings = list(former._readings)
        columns = former.forms, former.flags, former.readings
        rows = (column[surfaces].tolist() for column in columns)
        for number, form, flags, reading in zip(surfaces.tolist(), *rows, strict=True):
            text = former._surfaces[number]
            if former._ids.get(text) != number:  # it has other lemmas in some contexts
                continue
            own = self._add_form(
                former._forms[form], former._form_lemmas[form], former._form_flags[form]
            )
            if number in former._unsure:
                self._unsure[len(self)] = former._unsure[number]
            self._ids[text] = len(self)
            self._keep(text, own, flags, readings[reading])

    def read(self, text: str) -> Tokens:
        """Return the words of a text, and learn those that are new. Linear in the text."""
        ids: list[int] = []
        starts: list[int] = []
        found = words_in(text + END)
        while matches := list(islice(found, AT_ONCE)):
            surfaces = [match[0] for match in matches]
            numbers = list(map(self._ids.get, surfaces))
            ids += map(self._number, surfaces) if None in numbers else cast(list[int], numbers)
            starts += [match.start() for match in matches]
        read = np.array(ids, np.uint32)
        self._count(read)
        tokens = Tokens(self, read, np.array(starts, np.uint32))
        unsure = tokens.flags & _UNSURE
        unsure[1:] |= tokens.flags[:-1] << 1 & tokens.flags[1:] & AMBIGUOUS  # beside a ruling word
        rows = np.flatnonzero(unsure).tolist()
        if rows:
            self._read_in_context(text, tokens, rows)
        return tokens

    def _read_in_context(self, text: str, tokens: Tokens, rows: Sequence[int]) -> None:
        """Give words with other lemmas in this context the numbers that they have with these."""
        ids, forms = tokens.ids.tolist(), self.forms[tokens.ids].tolist()
        changed = lemmas_in_context(
            text,
            tokens.starts.tolist(),
            tokens.stops.tolist(),
            {row: self._unsure[ids[row]] for row in rows},
            lambda row: self._forms[forms[row]],
            lambda: self._open_lemmas(tokens),
        )
        for row, lemmas in changed:
            tokens.ids[row] = self._with_lemmas(ids[row], lemmas)

    def _open_lemmas(self, tokens: Tokens) -> Iterator[str]:
        """Yield the lemmas of the capitalized words that the dictionary lacks."""
        flags = tokens.flags & (CAPITAL | UPPER | UNKNOWN | HYPHENATED)
        for reading in np.unique(self.readings[tokens.ids[flags == CAPITAL | UNKNOWN]]).tolist():
            first, last = self.lemma_bounds[reading : reading + 2].tolist()
            yield from map(self.lemma, self.lemmas[first:last].tolist())

    def _with_lemmas(self, surface: int, lemmas: tuple[str, ...]) -> int:
        """Return the number of a surface with other lemmas, and keep it if it is new."""
        number = self._in_context.get((surface, lemmas))
        if number is None:
            number = self._in_context[surface, lemmas] = len(self._surfaces)
            text = self._surfaces[surface]
            self._keep(text, int(self.forms[surface]), int(self.flags[surface]), lemmas)
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
        capitals = flags_of_capitals(surface)
        form = plain_form(surface)
        if form is None:
            return self._learn_word(surface, understand(surface), capitals)
        # Nearly all words. One string in memory, if the form is the surface.
        number = self._form_number(surface if form == surface else form)
        flags = self._form_flags[number] | capitals
        titled = capitals & CAPITAL and not capitals & UPPER
        if flags & UNKNOWN and capitals & CAPITAL:
            word = single(surface, form)
            return self._keep_unsure(surface, word, number, flags & ~_EVER_UNSURE)
        lemmas = self._form_lemmas[number] or spellings.lemmas(form)
        self._form_lemmas[number] = lemmas
        names = names_by_chance(form, lemmas) if titled else ()
        if len(lemmas) > 1 and not flags & UNKNOWN:
            lemmas = as_written(surface, form, lemmas)
        if capitals:
            flags &= ~AMBIGUOUS
        own = self._ids[surface] = len(self._surfaces)
        flags |= BY_CHANCE * bool(names)
        if flags & _EVER_UNSURE:
            doubtful, ambiguous = bool(flags & DOUBTFUL), bool(flags & (AMBIGUOUS | ADJACENT))
            self._unsure[own] = Word(form, lemmas, (), names, False, doubtful, ambiguous)
        self._keep(surface, number, flags, lemmas)
        return own

    def _learn_word(self, surface: str, word: Word, capitals: int) -> int:
        """Keep a new surface form that is no plain word."""
        parts = [(self._part(part), start) for start, _, part, _, _ in word.parts]
        for part in parts:
            self._part_table.append(part)
        self._part_count += len(parts)
        number = self._form_number(word.form)
        flags = self._form_flags[number] & ~(_EVER_UNSURE | UNKNOWN) | capitals
        flags |= HYPHENATED * bool(parts) | UNKNOWN * word.open
        flags |= DOUBTFUL * word.doubtful | BY_CHANCE * bool(word.names)
        flags |= ADJACENT * word.ambiguous
        return self._keep_unsure(surface, word, number, flags)

    def _part(self, surface: str) -> int:
        """Return the number of a part; it has no parts itself, as it is one row."""
        number = self._number(surface)
        flags = int(self.flags[number])
        if not flags & HYPHENATED:
            return number
        if number not in self._wholes:
            self._wholes[number] = len(self._surfaces)
            word = understand(surface)
            self._keep(surface, self._form_number(word.form), flags & ~HYPHENATED, word.lemmas)
        return self._wholes[number]

    def _keep_unsure(self, surface: str, word: Word, form: int, flags: int) -> int:
        """Keep a new surface form, and its word if its context may change its lemmas."""
        own = self._ids[surface] = len(self._surfaces)
        if flags & _EVER_UNSURE:
            self._unsure[own] = word
        self._keep(surface, form, flags, word.lemmas)
        return own

    def _keep(self, surface: str, form: int, flags: int, lemmas: tuple[str, ...]) -> None:
        """Append the row of a surface."""
        self._characters += len(surface)
        shown = surface[0] if self._forms[form] in RULERS else surface
        reading = self._reading(lemmas)
        self._table.append((form, len(shown), flags, self._part_count, reading))
        self._surfaces.append(shown)

    def _form_number(self, form: str) -> int:
        """Return the number of a form, and keep it if it is new."""
        number = self._form_numbers.get(form)
        if number is not None:
            return number
        known = looked_up(form)
        lemmas = spellings.lemmas(form) if known.known else ()
        flags = flags_of_form(form, known)
        return self._add_form(form, lemmas, flags | self._mark(form, lemmas or (form,), flags))

    def _add_form(self, form: str, lemmas: tuple[str, ...], flags: int) -> int:
        """Keep a form, and return its number."""
        number = self._form_numbers.setdefault(form, len(self._forms))
        if number == len(self._forms):
            self._form_lemmas.append(lemmas)
            self._form_flags.append(flags)
            self._form_table.append((zlib.crc32(form.encode()),))
            self._forms.append(form)
        return number

    def _reading(self, lemmas: tuple[str, ...]) -> int:
        """Return the number of a list of lemmas, and keep it if it is new."""
        number = self._readings.get(lemmas)
        if number is None:
            number = self._readings[lemmas] = len(self._readings)
            for lemma in lemmas:
                self._lemma_table.append((self._lemma_number(lemma),))
            self._lemma_count += len(lemmas)
            self._reading_table.append((self._lemma_count,))
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
