"""Merge segments: write their living documents as one new segment."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.engines.whoosh.format import columns, token_records, value_columns, words
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers, Occurrences
from svodka.indexer.engines.whoosh.format.schema import FIELDS, FORM, LEMMA, VALUE_FIELDS
from svodka.indexer.engines.whoosh.format.terms import BLOCK, Block, FieldTerms, block_bounds
from svodka.indexer.engines.whoosh.format.token_records import Rows
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.engines.whoosh.write.joining import GONE, Part, join
from svodka.indexer.engines.whoosh.write.segment_files import SegmentFiles

_SHIFT = np.uint64(32)
_PLACE = np.uint64(0xFFFFFFFF)


def merge(folder: Path, segments: Sequence[OpenSegment]) -> Any:
    """Write the living documents of several segments as one new segment."""
    files = SegmentFiles(folder)
    try:
        return _merged(files, segments)
    except BaseException:
        files.abandon()
        raise


class _Living(NamedTuple):
    """A segment's documents: the living ones, and the new number of each."""

    segment: OpenSegment
    docs: Numbers
    numbers: Numbers


def _merged(files: SegmentFiles, segments: Sequence[OpenSegment]) -> Any:
    living, size = [], 0
    for segment in segments:
        docs = np.flatnonzero(segment.alive)
        living.append(_Living(segment, docs, np.cumsum(segment.alive) - 1 + size))
        size += len(docs)
    parts = [(one.segment.columns, one.docs) for one in living]
    columns.write_columns(files.create(columns.COLUMNS), parts)
    columns.write_articles(files.create(columns.ARTICLES), parts)
    values: dict[str, value_columns.Column] = {
        name: value_columns.merged((one.segment.values[name], one.docs) for one in living)
        for name in VALUE_FIELDS
    }
    value_columns.write(files.create(value_columns.EXTENSION), values)
    terms = files.terms_writer()
    numbers = {}
    for field in FIELDS:
        merged = _MergedField(living, field)
        terms.write_field(field, merged.blocks())
        numbers[field] = merged
    terms.finish()
    _write_words(files, living, numbers[FORM], numbers[LEMMA])
    return files.finish(size)


class _MergedField:
    """The terms of a field of several segments, and their new numbers."""

    def __init__(self, living: Sequence[_Living], field: str) -> None:
        self._living = living
        self._terms = [one.segment.fields.get(field) or FieldTerms.none() for one in living]
        # For each segment, the new number of each term; GONE if no living document has it.
        self.numbers = [np.full(len(terms), GONE) for terms in self._terms]
        self.size = 0

    def blocks(self) -> Iterator[Block]:
        """The terms in order, with the renumbered occurrences in living documents."""
        leader = max(self._terms, key=len)
        starts = [0] * len(self._terms)
        for _, stop in block_bounds(leader.occurrences, BLOCK // len(self._terms)):
            stops = [len(terms) for terms in self._terms]
            if stop < len(leader):
                border = leader.name(stop)
                stops = [terms.lower(border) for terms in self._terms]
            yield self._block(list(zip(starts, stops, strict=True)))
            starts = stops

    def _block(self, bounds: Sequence[tuple[int, int]]) -> Block:
        """The terms between some bounds in each segment as one block."""
        own = [terms.names(*pair) for terms, pair in zip(self._terms, bounds, strict=True)]
        names = sorted(dict.fromkeys(chain(*own)))  # runs that are in order sort fast
        index = dict(zip(names, range(len(names)), strict=True))
        places = [np.fromiter(map(index.__getitem__, one), np.int64, len(one)) for one in own]
        lists = [
            _living_lists(one, terms, pair)
            for one, terms, pair in zip(self._living, self._terms, bounds, strict=True)
        ]
        counts = np.zeros(len(names), np.int64)
        for place, (_, living) in zip(places, lists, strict=True):
            counts[place] += living
        occurrences = _gathered(counts, places, lists)
        kept = counts > 0
        numbers = np.where(kept, np.cumsum(kept) - 1 + self.size, GONE)
        for mine, place, (first, last) in zip(self.numbers, places, bounds, strict=True):
            mine[first:last] = numbers[place]
        self.size += int(kept.sum())
        left = [names[at] for at in np.flatnonzero(kept).tolist()]
        lengths = np.fromiter(map(len, left), np.int64, len(left))
        return Block(b"".join(left), lengths, occurrences, counts[kept])


def _living_lists(
    living: _Living, terms: FieldTerms, bounds: tuple[int, int]
) -> tuple[Occurrences, Numbers]:
    """The renumbered occurrences of some terms in living documents, and their numbers."""
    occurrences, counts = terms.lists(*bounds)
    docs = (occurrences >> _SHIFT).astype(np.int64)
    moved = living.numbers[docs].astype(np.uint64) << _SHIFT | (occurrences & _PLACE)
    if len(living.docs) == living.segment.size or not len(counts):
        return moved, counts
    alive = living.segment.alive[docs]
    return moved[alive], np.add.reduceat(alive, counts.cumsum() - counts, dtype=np.int64)


def _gathered(
    counts: Numbers, places: Sequence[Numbers], lists: Sequence[tuple[Occurrences, Numbers]]
) -> Occurrences:
    """The lists of the same term one after the other."""
    gathered = np.empty(int(counts.sum()), np.uint64)
    free = counts.cumsum() - counts
    for place, (occurrences, own) in zip(places, lists, strict=True):
        gathered[ranges(free[place], own)] = occurrences
        free[place] += own
    return gathered


def _write_words(
    files: SegmentFiles, living: Sequence[_Living], forms: _MergedField, lemmas: _MergedField
) -> None:
    """Write the joined words, and the renumbered rows of all living documents."""
    parts = []
    for one, *numbers in zip(living, forms.numbers, lemmas.numbers, strict=True):
        arrays = one.segment.words.arrays
        used = _with_parts(arrays, one.segment.records.used(one.docs, arrays.size))
        parts.append(Part(arrays, used, *numbers))
    joined, surfaces = join(parts)
    words.write_words(files.create(words.EXTENSION), joined)
    token_records.write_records(
        files.create(token_records.EXTENSION),
        np.concatenate([one.segment.records.lengths(one.docs) for one in living]),
        partial(_rows, living, surfaces),
    )


def _with_parts(arrays: words.Words, used: Array) -> Array:
    """Surfaces in use, with the parts of hyphenated ones."""
    hyphenated = np.flatnonzero(used[arrays.first_hyphenated :])
    for block in arrays.parts.blocks(hyphenated):
        used[block] = True
    return used


def _rows(living: Sequence[_Living], surfaces: Sequence[Array]) -> Iterator[Rows]:
    blocks = (
        ((numbers, rows) for rows in one.segment.records.blocks(one.docs))
        for one, numbers in zip(living, surfaces, strict=True)
    )
    for numbers, rows in chain.from_iterable(blocks):
        yield Rows(numbers[rows.ids], rows.gaps)
