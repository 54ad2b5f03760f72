"""The words of a text: tokens, or arrays of numbers into a vocabulary of surface forms."""

from typing import NamedTuple, Protocol

import numpy as np

from svodka.indexer.analysis.columns import I64, U32, Array, ranges

# Flags of a surface form, from the lowest bit. Three bits from OWN up are the vocabulary owner's.
CAPITAL = 1  # begins with a capital letter
UPPER = 1 << 1  # has capital letters, and no small ones
TITLE_CASE = 1 << 2  # more than one letter, not UPPER, and a hyphenated part has a capital
HYPHENATED = 1 << 3  # has parts
DIGIT = 1 << 4  # the folded form begins with a digit from 0 to 9
FUNCTION = 1 << 5  # a function word
NAME, PATRONYMIC, SURNAME, PLACE = (1 << bit for bit in range(6, 10))  # kinds in the dictionary
UNKNOWN = 1 << 10  # a Russian word that the dictionary lacks
DOUBTFUL = 1 << 11  # has rare readings, which its neighbours may make sure
BY_CHANCE = 1 << 12  # has a capital, and may be a name where it stands
OWN = 1 << 13
# Those that only a reader of texts needs are not stored.
RULING = 1 << 16  # a preposition or an adjective, which may rule out lemmas of the next word
AMBIGUOUS = RULING << 1  # no capital, and several lemmas
ADJACENT = 1 << 18  # several lemmas, of which any neighbour may rule out some


class Token(NamedTuple):
    """A word of a text: ``text == source[start:stop]``, in code points.

    ``form`` is the surface form folded for comparing (see ``fold``). ``lemmas`` are the folded
    normal forms of all plausible readings, best first. ``position`` counts words: neighbours differ
    by one. A hyphenated word comes first as one token at position p, with ``parts`` > 1. Its parts
    follow at p, p + 1, ….
    """

    start: int
    stop: int
    text: str
    form: str
    lemmas: tuple[str, ...]
    position: int
    parts: int = 1


class Vocabulary(Protocol):
    """Surface forms 0, 1, 2, …, as columns.

    Surfaces have form numbers and readings, readings have lemma numbers. Surfaces of the same text
    may have different readings. A list of numbers of row n lies at ``bounds[n] : bounds[n + 1]`` of
    its column.
    """

    @property
    def forms(self) -> Array:
        """The form number of each surface."""

    @property
    def readings(self) -> Array:
        """The reading of each surface: the number of its list of lemmas."""

    @property
    def lengths(self) -> Array:
        """The length of each surface in code points."""

    @property
    def flags(self) -> Array:
        """The flags of each surface, such as CAPITAL."""

    @property
    def part_bounds(self) -> Array:
        """The bounds of the parts of each surface; a word without a hyphen has none."""

    @property
    def parts(self) -> Array:
        """The surface of each part."""

    @property
    def part_starts(self) -> Array:
        """The start of each part in its surface, in code points."""

    @property
    def lemma_bounds(self) -> Array:
        """The bounds of the lemmas of each reading, in ``lemmas``."""

    @property
    def lemmas(self) -> Array:
        """The lemma numbers of all readings, the best of a reading first."""

    @property
    def hashes(self) -> Array:
        """The CRC-32 of each folded form in UTF-8."""

    def surface(self, number: int) -> str:
        """The text of a surface."""

    def form(self, number: int) -> str:
        """The folded form with this number."""

    def lemma(self, number: int) -> str:
        """The lemma with this number."""

    def form_number(self, form: str) -> int | None:
        """The number of a folded form; None if no surface has it."""

    def lemma_number(self, lemma: str) -> int | None:
        """The number of a lemma; None if no word has it."""


class Rows(NamedTuple):
    """Words with the parts of hyphenated ones: the whole at p, its parts at p, p + 1, ….

    One row for each ``Token`` of ``analyze``, in the same order. Offsets are in code points.
    ``parts`` is 1 for all but the hyphenated wholes.
    """

    positions: I64
    starts: I64
    stops: I64
    surfaces: I64
    parts: I64


class Tokens:
    """The words of one text: surface numbers and starts in code points, a row for each word.

    A hyphenated word is one row. ``words`` knows the surfaces, ``flags`` are theirs.
    """

    __slots__ = ("_lemmas", "_rows", "flags", "has_parts", "ids", "starts", "words")

    def __init__(self, words: Vocabulary, ids: U32, starts: U32) -> None:
        self.words = words
        self.ids = ids
        self.starts = starts
        self.flags = words.flags[ids]
        self.has_parts = bool(np.bitwise_or.reduce(self.flags) & HYPHENATED)
        self._rows: Rows | None = None
        self._lemmas: tuple[Array, I64] | None = None

    @property
    def counts(self) -> I64:
        """The number of positions that each row takes: the parts of a hyphenated word, or 1."""
        if not self.has_parts:
            return np.ones(len(self.ids), np.int64)
        return np.maximum(self._part_counts(), 1)

    @property
    def positions(self) -> I64:
        """The position of each row; neighbours differ by the parts of the first one, or by 1."""
        if not self.has_parts:
            return np.arange(len(self.ids))
        counts = self.counts
        return counts.cumsum() - counts

    @property
    def stops(self) -> U32:
        """The end of each row in the text, in code points."""
        return self.starts + self.words.lengths[self.ids]

    @property
    def length(self) -> int:
        """The length of the text in words; a hyphenated word counts by its parts."""
        return int(self.counts.sum()) if self.has_parts else len(self.ids)

    def singles(self) -> tuple[Array, Array]:
        """Return the surfaces and starts of all words, where a hyphenated one gives its parts."""
        if not self.has_parts:
            return self.ids, self.starts
        bounds, counts = self.words.part_bounds, self._part_counts()
        parts = self.words.parts
        repeated = np.maximum(counts, 1)
        surfaces, starts = self.ids.repeat(repeated), self.starts.repeat(repeated)
        inside = (counts > 0).repeat(repeated)
        at = ranges(bounds[self.ids], counts)
        surfaces[inside] = parts[at]
        starts[inside] += self.words.part_starts[at]
        return surfaces, starts

    def rows(self) -> Rows:
        """Return the words and their parts as ``analyze`` lays them out. Remembered."""
        if self._rows is None:
            self._rows = self._laid_out()
        return self._rows

    def lemmas(self) -> tuple[Array, I64]:
        """Return the lemma numbers of all rows, end to end, and the row of each. Remembered."""
        if self._lemmas is None:
            bounds = self.words.lemma_bounds
            readings = self.words.readings[self.rows().surfaces].astype(np.int64)
            first = bounds[readings].astype(np.int64)
            counts = bounds[readings + 1] - first
            owners = np.repeat(np.arange(len(readings)), counts)
            self._lemmas = self.words.lemmas[ranges(first, counts)], owners
        return self._lemmas

    def _laid_out(self) -> Rows:
        words, ids, positions = self.words, self.ids.astype(np.int64), self.positions
        starts = self.starts.astype(np.int64)
        if not self.has_parts:
            ones = np.ones(len(ids), np.int64)
            return Rows(positions, starts, self.stops.astype(np.int64), ids, ones)
        parts = self._part_counts()
        at = ranges(words.part_bounds[ids], parts)
        owners = np.repeat(np.arange(len(ids)), parts)
        order = np.argsort(np.concatenate([2 * np.arange(len(ids)), 2 * owners + 1]), kind="stable")
        surfaces = np.concatenate([ids, words.parts[at].astype(np.int64)])[order]
        begun = np.concatenate([starts, starts[owners] + words.part_starts[at]])[order]
        within = positions[owners] + ranges(np.zeros_like(parts), parts)
        return Rows(
            np.concatenate([positions, within])[order],
            begun,
            begun + words.lengths[surfaces],
            surfaces,
            np.concatenate([np.maximum(parts, 1), np.ones(len(owners), np.int64)])[order],
        )

    def tokens(self) -> list[Token]:
        """Return what ``analyze`` gives for the same text."""
        words, rows = self.words, self.rows()
        forms = words.forms[rows.surfaces]
        readings, bounds = words.readings[rows.surfaces].astype(np.int64), words.lemma_bounds
        first, last = bounds[readings].tolist(), bounds[readings + 1].tolist()
        lemmas = words.lemmas
        named = [
            tuple(map(words.lemma, lemmas[start:stop].tolist()))
            for start, stop in zip(first, last, strict=True)
        ]
        return list(
            map(
                Token,
                rows.starts.tolist(),
                rows.stops.tolist(),
                map(words.surface, rows.surfaces.tolist()),
                map(words.form, forms.tolist()),
                named,
                rows.positions.tolist(),
                rows.parts.tolist(),
            )
        )

    def _part_counts(self) -> I64:
        bounds = self.words.part_bounds
        return bounds[self.ids + 1].astype(np.int64) - bounds[self.ids]
