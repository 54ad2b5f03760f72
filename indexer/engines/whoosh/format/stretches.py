"""Lists of numbers, or texts in bytes, laid end to end, with the bounds of each."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from svodka.indexer.analysis.columns import ranges
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.packing import Numbers


def bounds_of(lengths: Array, start: int = 0) -> Array:
    """The bounds of stretches of these lengths, one more than there are stretches."""
    bounds = np.empty(len(lengths) + 1, np.int64)
    bounds[0] = start
    np.cumsum(lengths, dtype=np.int64, out=bounds[1:])
    bounds[1:] += start
    return bounds.astype(np.uint32 if bounds[-1] < 1 << 32 else np.uint64)


def runs(rows: Numbers) -> Iterator[tuple[int, int]]:
    """The ranges of ascending rows: start and stop of each."""
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    starts = [0, *breaks.tolist()] if len(rows) else []
    stops = [*breaks.tolist(), len(rows)]
    for first, last in zip(starts, stops, strict=False):
        yield int(rows[first]), int(rows[last - 1]) + 1


class Stretches(NamedTuple):
    """Stretch n is ``values[bounds[n] : bounds[n + 1]]``."""

    values: Array
    bounds: Array

    def __getitem__(self, row: int) -> Array:  # type: ignore[override]  # a row, not a field
        return self.values[self.bounds[row] : self.bounds[row + 1]]

    @property
    def size(self) -> int:
        """The number of stretches."""
        return len(self.bounds) - 1

    def lengths(self, rows: Numbers) -> Numbers:
        """The lengths of some stretches."""
        return self.bounds[rows + 1].astype(np.int64) - self.bounds[rows].astype(np.int64)

    def blocks(self, rows: Numbers) -> Iterator[Array]:
        """The values of ascending stretches, in blocks."""
        for start, stop in runs(rows):
            yield self.values[self.bounds[start] : self.bounds[stop]]

    def check(self, size: int) -> None:
        """Raise ValueError unless these are ``size`` whole stretches."""
        falls = self.bounds[1:] < self.bounds[:-1]
        if self.size != size or falls.any() or int(self.bounds[-1]) != len(self.values):
            raise ValueError("the bounds of stretches do not fit")


class Source(NamedTuple):
    """The source of some stretches of a combination: ``rows`` of ``stretches``.

    ``targets`` are their rows in the combination. ``renumbered[n]`` stands for a value n.
    """

    stretches: Stretches
    rows: Numbers
    targets: Numbers
    renumbered: Array | None = None


def combined(size: int, sources: Sequence[Source]) -> Stretches:
    """``size`` stretches from several sources; those that no source gives are empty."""
    lengths = np.zeros(size, np.int64)
    for source in sources:
        lengths[source.targets] = source.stretches.lengths(source.rows)
    bounds = bounds_of(lengths)
    values = np.zeros(int(bounds[-1]), np.uint32)
    for source in sources:
        own = lengths[source.targets]
        taken = source.stretches.values[ranges(source.stretches.bounds[source.rows], own)]
        values[ranges(bounds[source.targets], own)] = (
            taken if source.renumbered is None else source.renumbered[taken]
        )
    return Stretches(values, bounds)
