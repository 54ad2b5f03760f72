"""The exact metadata values of documents as columns of small integers, for counting."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.flat import FlatWriter, narrow, read_flat
from svodka.indexer.engines.whoosh.format.postings import Docs
from svodka.indexer.engines.whoosh.format.schema import VALUE_FIELDS

# The file of a segment with these columns.
EXTENSION = ".values"

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Column:
    """One field of a segment. Each document owns a stretch of ``refs``, without duplicates.

    ``lengths[n]`` is the number of values of document n. ``refs`` are indexes into the segment's
    values, which ``packed`` holds in ascending order, as JSON.
    """

    packed: NDArray[np.uint8]
    lengths: Numbers
    refs: Numbers

    def values(self) -> list[str]:
        """The values that ``refs`` index. They are decoded anew each time, for they take memory."""
        values: list[str] = json.loads(self.packed.tobytes())
        return values

    @cached_property
    def _starts(self) -> Docs:
        return np.cumsum(self.lengths, dtype=np.int64) - self.lengths

    def refs_of(self, docs: Docs) -> Numbers:
        """The refs of some documents, concatenated."""
        lengths = self.lengths[docs].astype(np.int64)
        stops = np.cumsum(lengths)
        refs: Numbers = self.refs[
            np.arange(lengths.sum()) + np.repeat(self._starts[docs] - stops + lengths, lengths)
        ]
        return refs

    def check(self, size: int) -> None:
        """Raise ValueError if the column does not fit a segment of ``size`` documents."""
        most = int(self.refs.max()) if len(self.refs) else -1
        if (
            len(self.lengths) != size
            or int(self.lengths.sum()) != len(self.refs)
            or most >= len(self.values())
        ):
            raise ValueError("the values of metadata do not fit the articles")


class ColumnBuilder:
    """Collects the values of documents in order."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = defaultdict(lambda: len(self._numbers))
        self._lengths = array("I")
        self._refs = array("I")

    def add(self, values: Sequence[str]) -> None:
        """Add the values of the next document."""
        self._lengths.append(len(values))
        self._refs.extend([self._numbers[value] for value in values])

    def column(self) -> Column:
        """The column of all documents added."""
        lengths, refs = (np.array(numbers, np.uint32) for numbers in (self._lengths, self._refs))
        return _column(list(self._numbers), lengths, refs)


def merged(parts: Iterable[tuple[Column, Docs]]) -> Column:
    """One column of the given documents of several segments."""
    numbers: dict[str, int] = defaultdict(lambda: len(numbers))
    lengths, refs = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for column, docs in parts:
        used, inverse = np.unique(column.refs_of(docs), return_inverse=True)
        values = column.values()
        renumbered = np.array([numbers[values[ref]] for ref in used.tolist()], np.uint32)
        lengths.append(column.lengths[docs].astype(np.uint32))
        refs.append(renumbered[inverse])
    return _column(list(numbers), np.concatenate(lengths), np.concatenate(refs))


def _column(values: list[str], lengths: Numbers, refs: Numbers) -> Column:
    """A column of values in any order. Ascending values merge faster later."""
    order = sorted(range(len(values)), key=values.__getitem__)
    new_refs = np.empty(len(values), np.uint32)
    new_refs[order] = np.arange(len(values))
    packed = json.dumps(
        [values[number] for number in order], ensure_ascii=False, separators=(",", ":")
    ).encode()
    return Column(np.frombuffer(packed, np.uint8), narrow(lengths), narrow(new_refs[refs]))


def write(file: BinaryIO, columns: Mapping[str, Column]) -> None:
    """Write the columns of a segment into an open file."""
    flat = FlatWriter(file)
    for name, column in columns.items():
        flat.add(f"{name}.packed", column.packed)
        flat.add(f"{name}.lengths", column.lengths)
        flat.add(f"{name}.refs", column.refs)
    flat.finish()


def read(path: Path) -> dict[str, Column]:
    """Read the columns of a segment. Raises OSError; invalid bytes raise ValueError or KeyError."""
    arrays = read_flat(path)
    return {
        name: Column(arrays[f"{name}.packed"], arrays[f"{name}.lengths"], arrays[f"{name}.refs"])
        for name in VALUE_FIELDS
    }
