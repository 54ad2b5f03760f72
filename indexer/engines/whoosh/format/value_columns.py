"""The exact values of documents as small integers: columns from which the matching documents are counted."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.engines.whoosh.format.postings import Docs, narrow
from svodka.indexer.engines.whoosh.format.schema import VALUE_FIELDS

EXTENSION = (
    ".values"  # of the file of a segment that has these columns, NumPy's own kind of archive
)

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Column:
    """One field of a segment: a document has the values that its stretch of ``refs`` names, each once.

    ``lengths[n]`` is how many values document n has; ``packed`` the segment's values in ascending order, as JSON.
    """

    packed: bytes
    lengths: Numbers
    refs: Numbers

    @cached_property
    def values(self) -> list[str]:
        """The values that the refs name by their place; read when first asked for, as only counts need them."""
        values: list[str] = json.loads(self.packed)
        return values

    @cached_property
    def _starts(self) -> Docs:
        return np.cumsum(self.lengths, dtype=np.int64) - self.lengths

    def refs_of(self, docs: Docs) -> Numbers:
        """The values of some documents, one document after the other."""
        lengths = self.lengths[docs].astype(np.int64)
        stops = np.cumsum(lengths)
        refs: Numbers = self.refs[
            np.arange(lengths.sum()) + np.repeat(self._starts[docs] - stops + lengths, lengths)
        ]
        return refs

    def check(self, size: int) -> None:
        """Raise ValueError where the column does not fit a segment of ``size`` documents."""
        most = int(self.refs.max()) if len(self.refs) else -1
        if (
            len(self.lengths) != size
            or int(self.lengths.sum()) != len(self.refs)
            or most >= len(self.values)
        ):
            raise ValueError("the values of metadata do not fit the articles")


class ColumnBuilder:
    """Takes the values of one document after the other."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = defaultdict(lambda: len(self._numbers))
        self._lengths = array("I")
        self._refs = array("I")

    def add(self, values: Sequence[str]) -> None:
        """Take the values of the next document."""
        self._lengths.append(len(values))
        self._refs.extend([self._numbers[value] for value in values])

    def column(self) -> Column:
        """The column of all documents taken."""
        lengths, refs = (np.array(numbers, np.uint32) for numbers in (self._lengths, self._refs))
        return _column(list(self._numbers), lengths, refs)


def merged(parts: Iterable[tuple[Column, Docs]]) -> Column:
    """One column of the given documents of several segments."""
    numbers: dict[str, int] = defaultdict(lambda: len(numbers))
    lengths, refs = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for column, docs in parts:
        kept, places = np.unique(column.refs_of(docs), return_inverse=True)
        renumbered = np.array([numbers[column.values[ref]] for ref in kept.tolist()], np.uint32)
        lengths.append(column.lengths[docs].astype(np.uint32))
        refs.append(renumbered[places])
    return _column(list(numbers), np.concatenate(lengths), np.concatenate(refs))


def _column(values: list[str], lengths: Numbers, refs: Numbers) -> Column:
    """The column of values in any order; ascending they go together faster with those of other segments."""
    order = sorted(range(len(values)), key=values.__getitem__)
    places = np.empty(len(values), np.uint32)
    places[order] = np.arange(len(values))
    packed = json.dumps(
        [values[number] for number in order], ensure_ascii=False, separators=(",", ":")
    ).encode()
    return Column(packed, narrow(lengths), narrow(places[refs]))


def write(path: Path, columns: Mapping[str, Column]) -> None:
    """Write the columns of a segment."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        arrays[f"{name}_packed"] = np.frombuffer(column.packed, np.uint8)
        arrays[f"{name}_lengths"], arrays[f"{name}_refs"] = column.lengths, column.refs
    packed = (
        BytesIO()
    )  # a ZIP that the disk has no room for would complain once more when it is thrown away
    np.savez(packed, **arrays)  # type: ignore[arg-type]  # NumPy's stubs take the arrays for its one option
    path.write_bytes(packed.getvalue())


def read(path: Path) -> dict[str, Column]:
    """Read the columns of a segment."""
    with np.load(path, allow_pickle=False) as arrays:
        return {
            name: Column(
                arrays[f"{name}_packed"].tobytes(),
                arrays[f"{name}_lengths"],
                arrays[f"{name}_refs"],
            )
            for name in VALUE_FIELDS
        }
