"""The terms of a segment in two files: sorted terms as flat arrays, and their posting lists."""

import itertools
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from svodka.indexer.engines.whoosh.format.flat import (
    Array,
    FlatWriter,
    narrow,
    read_bytes,
    read_flat,
)
from svodka.indexer.engines.whoosh.format.letters import having, letters, letters_of, near
from svodka.indexer.engines.whoosh.format.packing import (
    Bytes,
    Numbers,
    Occurrences,
    Packed,
    pack,
    unpack,
)
from svodka.indexer.engines.whoosh.format.postings import Postings, postings_of
from svodka.indexer.engines.whoosh.format.stretches import bounds_of

TERMS, POSTINGS = ".trm", ".pst"  # the extensions of the files
BLOCK = 1 << 18  # occurrences that are packed or unpacked at once: about 30 MB
_PARTS = ("text", "bounds", "documents", "occurrences", "codes", "extents", "letters", "sizes")
_EMPTY: Array = np.zeros(0, np.uint8)
_SAMPLED = 64  # terms between two that are kept in memory, for searching
_REMEMBERED = 1 << 14  # terms that were looked up in a field


class Block(NamedTuple):
    """Some terms in order: their bytes end to end, and the occurrences of each, ascending."""

    text: bytes
    lengths: Numbers
    occurrences: Occurrences
    counts: Numbers


def block_bounds(counts: Array, most: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Ranges of terms with up to ``most`` occurrences each, or a single term with more."""
    sums = np.cumsum(counts, dtype=np.int64)
    start = 0
    while start < len(counts):
        before = int(sums[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(sums, before + most, side="right")))
        yield start, stop
        start = stop


class TermsWriter:
    """Writes the terms of fields, a block at a time."""

    def __init__(self, terms: BinaryIO, postings: BinaryIO) -> None:
        self._terms = FlatWriter(terms)
        self._postings = postings
        self._at = 0

    def write_field(self, field: str, blocks: Iterable[Block]) -> None:
        """Write the terms of a field in ascending order of bytes."""
        names: dict[str, list[Array]] = {part: [] for part in _PARTS}
        start = self._at
        for block in blocks:
            packed = pack(block.occurrences, block.counts)
            self._postings.write(packed.data.data)
            self._at += len(packed.data)
            names["text"].append(np.frombuffer(block.text, np.uint8))
            names["bounds"].append(narrow(block.lengths))
            names["documents"].append(narrow(packed.documents))
            names["occurrences"].append(narrow(block.counts))
            names["codes"].append(packed.codes.astype(np.uint16))
            names["extents"].append(narrow(packed.sizes))
            letters, sizes = letters_of(names["text"][-1], block.lengths)
            names["letters"].append(letters)
            names["sizes"].append(sizes)
        if names["text"]:
            joined = {part: np.concatenate(arrays) for part, arrays in names.items()}
            joined["bounds"] = bounds_of(joined["bounds"])
            joined["extents"] = bounds_of(joined["extents"], start)
            for part, array in joined.items():
                self._terms.add(f"{field}.{part}", array)

    def finish(self) -> None:
        """Write what remains. The files stay open."""
        self._terms.finish()


class FieldTerms:
    """The sorted terms of a field, numbered from 0, with their posting lists."""

    def __init__(self, arrays: Mapping[str, Array], field: str, postings: Bytes) -> None:
        """Raises ValueError or KeyError if the arrays do not fit each other."""
        parts = [arrays[f"{field}.{part}"] for part in _PARTS]
        self._text, self.bounds, self.documents, self.occurrences = parts[:4]
        self._codes, self._extents, self.letters, self.sizes = parts[4:]
        self._postings = postings
        self._found: dict[bytes, int | None] = {}
        size = len(self.documents)
        sizes = [len(part) for part in parts[1:]]
        if sizes != [size + 1, size, size, size, size + 1, size, size]:
            raise ValueError(f"the terms of {field} do not fit each other")
        if self.bounds[-1] != len(self._text) or self._extents[-1] > len(postings):
            raise ValueError(f"the terms of {field} end too early")

    @classmethod
    def none(cls) -> "FieldTerms":
        """The terms of a field without any."""
        empty: dict[str, Array] = dict.fromkeys((f".{part}" for part in _PARTS), _EMPTY)
        bounds = {f".{part}": np.zeros(1, np.uint8) for part in ("bounds", "extents")}
        return cls(empty | bounds, "", np.zeros(0, np.uint8))

    def __len__(self) -> int:
        return len(self.documents)

    def name(self, number: int) -> bytes:
        """A term in UTF-8."""
        return self._text[self.bounds[number] : self.bounds[number + 1]].tobytes()

    def names(self, start: int, stop: int) -> list[bytes]:
        """The terms ``start`` to ``stop`` - 1 in UTF-8."""
        text, bounds = self.text(start, stop), self.bounds[start : stop + 1].astype(np.int64)
        at = (bounds - bounds[0]).tolist() if len(bounds) else []
        return [text[first:last] for first, last in itertools.pairwise(at)]

    def text(self, start: int, stop: int) -> bytes:
        """The bytes of the terms ``start`` to ``stop`` - 1, end to end."""
        return self._text[self.bounds[start] : self.bounds[stop]].tobytes()

    def lower(self, name: bytes) -> int:
        """The number of the first term that is not less than ``name``."""
        near = bisect_left(self._samples, name)
        first, last = max(near - 1, 0) * _SAMPLED, min(near * _SAMPLED, len(self))
        return first + bisect_left(range(first, last), name, key=self.name)

    def find(self, name: bytes) -> int | None:
        """The number of a term; None if there is none. Remembered: queries share their words."""
        number = self._found.get(name, -1)
        if number == -1:
            lower = self.lower(name)
            number = lower if lower < len(self) and self.name(lower) == name else None
            if len(self._found) >= _REMEMBERED:
                self._found = {}
            self._found[name] = number
        return number

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """The bounds of the terms that begin with ``prefix``."""
        start = self.lower(prefix)
        above = prefix.rstrip(b"\xff")
        if not above:
            return start, len(self)
        return start, self.lower(above[:-1] + bytes((above[-1] + 1,)))

    def begins(self, prefix: bytes) -> bool:
        """True if a term begins with ``prefix``."""
        number = self.lower(prefix)
        return number < len(self) and self.name(number).startswith(prefix)

    def near(self, term: str, edits: int, prefix: bytes = b"") -> list[tuple[int, str]]:
        """The numbers and names of terms with ``prefix`` within ``edits`` edits of ``term``.

        Two neighbours that are swapped are one edit. The sets of letters rule most terms out.
        """
        first, last = self.beginning(prefix)
        numbers = near(self.letters[first:last], self.sizes[first:last], term, edits) + first
        names = [self.name(number).decode() for number in numbers.tolist()]
        if not names:
            return []
        scorer = OSA.distance
        distances = cdist([term], names, scorer=scorer, score_cutoff=edits, dtype=np.uint8)[0]
        found = np.flatnonzero(distances <= edits).tolist()
        return [(int(numbers[at]), names[at]) for at in found]

    def postings(self, number: int) -> Postings:
        """The posting list of a term. Damage raises ValueError."""
        return postings_of(
            self._postings[self._extents[number] : self._extents[number + 1]],
            int(self.documents[number]),
            int(self.occurrences[number]),
            int(self._codes[number]),
        )

    def lists(self, start: int, stop: int) -> tuple[Occurrences, Numbers]:
        """The occurrences of the terms ``start`` to ``stop`` - 1, end to end; their numbers."""
        extents = self._extents[start : stop + 1].astype(np.int64)
        counts = self.occurrences[start:stop].astype(np.int64)
        packed = Packed(
            self._postings[extents[0] : extents[-1]],
            self.documents[start:stop].astype(np.int64),
            counts,
            self._codes[start:stop].astype(np.int64),
            np.diff(extents),
        )
        return unpack(packed), counts

    def hashes(self) -> Array:
        """The CRC-32 of each term."""
        names = self.names(0, len(self))
        return np.fromiter(map(zlib.crc32, names), np.uint32, len(names))

    def check(self, size: int) -> None:
        """Raise ValueError if terms are not in order or name documents from ``size`` on."""
        before: list[bytes] = []
        for start, stop in block_bounds(self.occurrences):
            names = before + self.names(start, stop)
            if any(first >= second for first, second in itertools.pairwise(names)):
                raise ValueError("terms are not in order")
            before = names[-1:]
            _check_lists(*self.lists(start, stop), size)

    @cached_property
    def hyphenated(self) -> tuple[list[int], bytes, list[int]]:
        """The numbers of the terms with a hyphen; all of these between hyphens, end to end.

        The last are the ends of each there.
        """
        numbers = having(self.letters, letters("-")).tolist()
        wholes = [(number, name) for number in numbers if b"-" in (name := self.name(number))]
        texts = [b"-%s-" % name for _, name in wholes]
        ends = list(itertools.accumulate(map(len, texts)))
        return [number for number, _ in wholes], b"".join(texts), ends

    @cached_property
    def _samples(self) -> list[bytes]:
        return [self.name(number) for number in range(0, len(self), _SAMPLED)]


def _check_lists(occurrences: Occurrences, counts: Numbers, size: int) -> None:
    if not counts.all() or int((occurrences >> np.uint64(32)).max()) >= size:
        raise ValueError("a posting list names documents that are not there")
    falls = occurrences[1:] < occurrences[:-1]
    falls[counts.cumsum()[:-1] - 1] = False
    if falls.any():
        raise ValueError("a posting list is not in order")


def read_terms(terms: Path, postings: Path) -> dict[str, FieldTerms]:
    """Open the terms of a segment. Raises OSError; invalid bytes raise ValueError or KeyError."""
    arrays = read_flat(terms)
    data = read_bytes(postings)
    fields = dict.fromkeys(name.rpartition(".")[0] for name in arrays)
    return {field: FieldTerms(arrays, field, data) for field in fields}
