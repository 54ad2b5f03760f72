"""The surface forms that one process has met, each understood once: a text becomes arrays."""

import zlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.agreement import agreeing
from svodka.indexer.analysis.columns import Array, Column
from svodka.indexer.analysis.name_context import chance, names_among, neighbours
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
from svodka.indexer.analysis.tokens import TOKEN, Word, understand
from svodka.indexer.analysis.word_lists import language

# Surfaces, with about 500 bytes each; and characters of surfaces, for hostile texts.
MOST_SURFACES = 1 << 17
MOST_CHARACTERS = 1 << 24

# Kinds of surfaces: perhaps a name where it stands, a name that the dictionary lacks, and a word
# with rare readings.
_CHANCE, _OPEN, _DOUBTFUL = 1, 2, 4

_KINDS = {kind: NAME << bit for bit, kind in enumerate(morphology.KINDS)}

# Gives the owner's flags of a surface: of its text, its word, and its flags so far.
Mark = Callable[[str, Word, int], int]


def _no_mark(_text: str, _word: Word, _flags: int) -> int:
    return 0


class Lexicon:
    """Surface forms, folded forms and lemmas, each numbered in the order of learning.

    It is a ``Vocabulary``. A word that has further lemmas in some contexts has further surfaces
    and forms, of the same texts. For one thread. When it ``is_full``, its owner goes on with its
    ``successor``; tokens keep the lexicon that they were read with.
    """

    def __init__(self, mark: Mark = _no_mark) -> None:
        self._mark = mark
        self._ids: dict[str, int] = {}
        self._surfaces: list[str] = []
        self._form_numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._forms: list[str] = []
        self._lemma_numbers: dict[str, int] = {}
        self._lemmas: list[str] = []
        self._form_of, self._lengths, self._flags = Column("u4"), Column("u4"), Column("u2")
        self._part_bounds, self._parts, self._part_starts = (
            Column("u4", [0]),
            Column("u4"),
            Column("u4"),
        )
        self._lemma_bounds, self._lemmas_of = Column("u4", [0]), Column("u4")
        self._hashes = Column("u4")
        self._kinds = Column("u1")
        self._unsure: dict[int, Word] = {}
        self._readings: dict[tuple[int, tuple[str, ...]], int] = {}
        self._characters = 0
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
        """Return a new lexicon for the texts to come."""
        return Lexicon(self._mark)

    def read(self, text: str) -> Tokens:
        """Return the words of a text, and learn those that are new. Linear in the text."""
        ids: list[int] = []
        starts: list[int] = []
        known = self._ids.get
        for match in TOKEN.finditer(text):
            surface = match[0]
            number = known(surface)
            ids.append(self._learn(surface) if number is None else number)
            starts.append(match.start())
        tokens = Tokens(self, np.array(ids, np.uint32), np.array(starts, np.uint32))
        self._read_in_context(text, tokens)
        return tokens

    def _read_in_context(self, text: str, tokens: Tokens) -> None:
        """Give words with further lemmas in this context the numbers that they have with these."""
        kinds = self._kinds.array[tokens.ids]
        rows = np.flatnonzero(kinds & (_CHANCE | _DOUBTFUL)).tolist()
        if not rows:
            return
        starts, stops = tokens.starts.tolist(), tokens.stops.tolist()
        words = {row: self._unsure[int(tokens.ids[row])] for row in rows}
        named = [
            chance(text, starts, stops, row, word.form, word.names)
            for row, word in words.items()
            if word.names
        ]
        names = set(names_among(named, lambda: self._open_lemmas(tokens)))
        changes = []
        for row, word in words.items():
            more = list(word.names) if row in names else []
            if word.doubtful:
                around = neighbours(text, starts, stops, row)
                before, after = (self._form_at(tokens, at) for at in around)
                more += agreeing(before, word.form, after)
            if more:
                changes.append((row, self._with_lemmas(int(tokens.ids[row]), tuple(more))))
        for row, number in changes:
            tokens.ids[row] = number

    def _form_at(self, tokens: Tokens, row: int | None) -> str:
        return "" if row is None else self.form(int(self.forms[tokens.ids[row]]))

    def _open_lemmas(self, tokens: Tokens) -> Iterator[str]:
        """Yield the lemmas of the capitalized words that the dictionary lacks."""
        ids = tokens.ids[self._kinds.array[tokens.ids] & _OPEN > 0]
        for form in np.unique(self.forms[ids]).tolist():
            first, last = self.lemma_bounds[form : form + 2].tolist()
            yield from map(self.lemma, self.lemmas[first:last].tolist())

    def _with_lemmas(self, surface: int, more: tuple[str, ...]) -> int:
        """Return the number of a surface with further lemmas, and keep it if it is new."""
        number = self._readings.get((surface, more))
        if number is None:
            number = self._readings[surface, more] = len(self._surfaces)
            word = self._unsure[surface].with_lemmas(more)
            self._keep(self.surface(surface), word, [], int(self.flags[surface]))
        return number

    def _learn(self, surface: str) -> int:
        """Return the number of a surface form, and keep it if it is new."""
        number = self._ids.get(surface)
        if number is not None:
            return number
        word = understand(surface)
        parts = [self._learn(text) for _, _, text, _, _ in word.parts]
        number = self._ids[surface] = len(self._surfaces)
        if word.names or word.doubtful:
            self._unsure[number] = word
        flags = _flags(surface, word)
        self._keep(surface, word, parts, flags | self._mark(surface, word, flags))
        return number

    def _keep(self, surface: str, word: Word, parts: Sequence[int], flags: int) -> None:
        """Append the row of a surface."""
        self._surfaces.append(surface)
        self._characters += len(surface)
        self._lengths.append(len(surface))
        self._form_of.append(self._form_number(word))
        self._parts.extend(parts)
        self._part_starts.extend(start for start, *_ in word.parts)
        self._part_bounds.append(len(self._parts))
        kinds = _CHANCE * bool(word.names) | _OPEN * word.open | _DOUBTFUL * word.doubtful
        self._kinds.append(kinds)
        self._flags.append(flags)

    def _form_number(self, word: Word) -> int:
        number = self._form_numbers.get((word.form, word.lemmas))
        if number is None:
            number = self._form_numbers[word.form, word.lemmas] = len(self._forms)
            self._forms.append(word.form)
            self._hashes.append(zlib.crc32(word.form.encode()))
            self._lemmas_of.extend(map(self._lemma_number, word.lemmas))
            self._lemma_bounds.append(len(self._lemmas_of))
        return number

    def _lemma_number(self, lemma: str) -> int:
        number = self._lemma_numbers.setdefault(lemma, len(self._lemmas))
        if number == len(self._lemmas):
            self._lemmas.append(lemma)
        return number

    @property
    def forms(self) -> Array:
        """The form number of each surface."""
        return self._form_of.array

    @property
    def lengths(self) -> Array:
        """The length of each surface in code points."""
        return self._lengths.array

    @property
    def flags(self) -> Array:
        """The flags of each surface."""
        return self._flags.array

    @property
    def part_bounds(self) -> Array:
        """The bounds of the parts of each surface."""
        return self._part_bounds.array

    @property
    def parts(self) -> Array:
        """The surface of each part."""
        return self._parts.array

    @property
    def part_starts(self) -> Array:
        """The start of each part in its surface."""
        return self._part_starts.array

    @property
    def lemma_bounds(self) -> Array:
        """The bounds of the lemmas of each form."""
        return self._lemma_bounds.array

    @property
    def lemmas(self) -> Array:
        """The lemma numbers of all forms."""
        return self._lemmas_of.array

    @property
    def hashes(self) -> Array:
        """The CRC-32 of each folded form."""
        return self._hashes.array


def _flags(surface: str, word: Word) -> int:
    upper = surface.isupper()
    titled = (
        len(surface) > 1 and not upper and any(part[:1].isupper() for part in surface.split("-"))
    )
    kinds = morphology.kinds(word.form)
    return (
        CAPITAL * surface[0].isupper()
        | UPPER * upper
        | TITLE_CASE * titled
        | HYPHENATED * bool(word.parts)
        | DIGIT * ("0" <= word.form[0] <= "9")
        | FUNCTION * (word.form in language("function_words.txt"))
        | sum(_KINDS[kind] for kind in kinds)
    )
