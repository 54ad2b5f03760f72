"""The ranges of a text that a query matches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import PartFailure
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.occurrences import TextField, matches
from svodka.indexer.query.tree import Node

Range = tuple[int, int]

PART = 100_000  # characters analysed at once, about a tenth of a second


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its ranges to mark: ``(start, stop)`` in code points, ascending, disjoint.

    ``whole`` is false if the budget ran out before the end of the text. With a ``failure`` nothing
    was marked.
    """

    text: str
    marks: Sequence[Range] = ()
    whole: bool = True
    failure: PartFailure | None = None


def marked(
    tree: Node, text: str, field: TextField, budget: Budget, stored: Tokens | None = None
) -> Marked:
    """Mark a text of any length, part by part, until the budget is spent.

    ``stored`` are its words, if an engine has them.
    """
    ranges: list[Range] = []
    for start, part in parts(text):
        if not budget.left():
            return Marked(text, ranges, whole=False)
        inside = marks(tree, words_of(part, start, budget, stored), field)
        ranges += [(first + start, last + start) for first, last in inside]
    return Marked(text, ranges, whole=bool(budget.left()))


def parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield a text in parts of about PART characters, as (offset, part).

    A part ends with a line, or with a word if a line is very long.
    """
    start = 0
    while start < len(text):
        least, most = start + PART, start + 2 * PART
        stop = text.find("\n", least, most) + 1 or text.find(" ", least, most) + 1 or most
        yield start, text[start:stop]
        start = stop


def words_of(part: str, start: int, budget: Budget, stored: Tokens | None) -> Words:
    """The words of the part of a text that begins at ``start``."""
    if stored is None:
        return Words(part, budget.deadline)
    if not start and (not len(stored.starts) or stored.starts[-1] < len(part)):
        return Words(part, budget.deadline, stored)  # which remembers its rows
    first, last = np.searchsorted(stored.starts, (start, start + len(part))).tolist()
    starts = stored.starts[first:last] - np.uint32(start)
    return Words(part, budget.deadline, Tokens(stored.words, stored.ids[first:last], starts))


def marks(tree: Node, words: Words, field: TextField) -> list[Range]:
    """Return the ranges of a text that the query's positive parts match."""
    return merged((match.start, match.stop) for match in matches(tree, words, field))


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Unite overlapping ranges; ranges that only touch stay apart."""
    result: list[Range] = []
    for start, stop in sorted(ranges):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return result
