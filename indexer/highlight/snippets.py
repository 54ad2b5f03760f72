"""The passages of an article that answer a query best.

A passage is one or more whole sentences of one paragraph. Better is the one that shows more parts of the query that no
better passage shows, then more parts at all, then more matches, then sentences rather than a heading, then the earlier one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.analysis.tokens import Token
from svodka.indexer.highlight.excerpts import Mark, passage
from svodka.indexer.highlight.marks import Marked, Range, merged
from svodka.indexer.highlight.occurrences import Match, matches
from svodka.indexer.query.tree import Node

LIMIT = 3
WIDTH = 240  # characters

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def snippets(
    tree: Node, text: str, tokens: Sequence[Token], limit: int = LIMIT, width: int = WIDTH
) -> list[Marked]:
    """Give at most ``limit`` passages of ``text``, best first, each of about ``width`` characters at most.

    They do not overlap. Where the query matches nothing in the text, the lead stands alone, without marks; an empty text
    has no passages. A sentence that is too long is cut at words, never inside a mark, with «…».
    """
    found = matches(tree, text, tokens, "text")
    article = _Article(text, _units(sentences(text), found), width)
    if not article.units:
        return []
    chosen = article.best(limit) if found else [(0, 0)]
    return [_shown(article, run) for run in article.widened(chosen)]


@dataclass(slots=True)
class _Unit:
    """A sentence, or several that the match of a phrase joins."""

    start: int
    stop: int
    matches: list[Match] = field(default_factory=list)


def _units(spans: Sequence[Range], found: Sequence[Match]) -> list[_Unit]:
    units: list[_Unit] = []
    reach = number = 0
    for start, stop in spans:
        if units and start < reach:
            units[-1].stop = stop
        else:
            units.append(_Unit(start, stop))
        while number < len(found) and found[number].start < stop:
            units[-1].matches.append(found[number])
            reach = max(reach, found[number].stop)
            number += 1
    return units


class _Article:
    """The units of a text, of which runs ``(first, last)`` make passages."""

    def __init__(self, text: str, units: Sequence[_Unit], width: int) -> None:
        self.text = text
        self.units = units
        self.width = width
        self.taken: set[int] = set()

    def best(self, limit: int) -> list[tuple[int, int]]:
        """The best runs, apart from each other, each from a unit with matches to a unit with matches."""
        answering = [number for number, unit in enumerate(self.units) if unit.matches]
        chosen: list[tuple[int, int]] = []
        shown: set[int] = set()
        while len(chosen) < limit and (
            free := [number for number in answering if number not in self.taken]
        ):
            run = max(
                (self._run(number) for number in free), key=lambda run: self._score(run, shown)
            )
            chosen.append(run)
            shown |= {match.part for match in self.matches(run)}
            self.taken.update(range(run[0], run[1] + 1))
        return chosen

    def widened(self, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The runs with what fits beside them: sentences after them, then before."""
        result = []
        for first, last in runs:
            while self._joins(last, last + 1) and self._fits(first, last + 1):
                last += 1
                self.taken.add(last)
            while self._joins(first, first - 1) and self._fits(first - 1, last):
                first -= 1
                self.taken.add(first)
            result.append((first, last))
        return result

    def matches(self, run: tuple[int, int]) -> list[Match]:
        """All matches in a run, in the order of the text."""
        return [match for unit in self.units[run[0] : run[1] + 1] for match in unit.matches]

    def _run(self, first: int) -> tuple[int, int]:
        last = end = first
        while self._joins(end, end + 1) and self._fits(first, end + 1):
            end += 1
            if self.units[end].matches:
                last = end
        return first, last

    def _joins(self, one: int, other: int) -> bool:
        """Whether a run can go on from a unit to its neighbour: a free one of the same paragraph."""
        if not 0 <= other < len(self.units) or other in self.taken:
            return False
        left, right = sorted((one, other))
        return not _BREAK.search(self.text, self.units[left].stop, self.units[right].start)

    def _fits(self, first: int, last: int) -> bool:
        return self.units[last].stop - self.units[first].start <= self.width

    def _score(self, run: tuple[int, int], shown: set[int]) -> tuple[int, int, int, bool, int]:
        found = self.matches(run)
        parts = {match.part for match in found}
        closed = not self.text[self.units[run[1]].stop - 1].isalnum()
        return len(parts - shown), len(parts), len(found), closed, -run[0]


def _shown(article: _Article, run: tuple[int, int]) -> Marked:
    span = article.units[run[0]].start, article.units[run[1]].stop
    return passage(article.text, span, _marks(article.matches(run), article.width), article.width)


def _marks(found: Sequence[Match], width: int) -> list[Mark]:
    """Overlapping matches as one mark; of a chain of them that is too long to show, those that stand apart."""
    marks: list[Mark] = []
    number = 0
    for start, stop in merged((match.start, match.stop) for match in found):
        parts = set()
        while number < len(found) and found[number].start < stop:
            match = found[number]
            parts.add(match.part)
            if stop - start > width and (not marks or match.start >= marks[-1].stop):
                marks.append(Mark(match.start, match.stop, frozenset([match.part])))
            number += 1
        if stop - start <= width:
            marks.append(Mark(start, stop, frozenset(parts)))
    return marks
