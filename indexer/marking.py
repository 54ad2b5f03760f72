"""What to mark in a text: the ranges that a query matches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.analysis import Token
from indexer.matching import TextField, matches
from indexer.query import Node

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the ranges of it to mark: ``(start, stop)`` in code points, ascending, apart from each other."""

    text: str
    marks: Sequence[Range] = ()


def marks(tree: Node, text: str, tokens: Sequence[Token], field: TextField) -> list[Range]:
    """Give the ranges of ``text`` that the query's positive parts match; ``tokens`` are the text's own."""
    return merged((match.start, match.stop) for match in matches(tree, text, tokens, field))


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Unite overlapping ranges; those that only touch stay apart."""
    result: list[Range] = []
    for start, stop in sorted(ranges):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return result
