"""The passages of an article that answer a query best.

A passage is one or more whole sentences of one paragraph. The best one shows the most parts of the
query not shown by a better passage. Ties are broken by all its parts, then its matches, then
sentences before headings, then the earlier one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.highlight.asides import asides
from svodka.indexer.highlight.excerpts import Mark, passage
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import Marked, Range, merged
from svodka.indexer.highlight.occurrences import Match, matches
from svodka.indexer.query.tree import Node

LIMIT = 2
WIDTH = 240  # characters

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def snippets(tree: Node, words: Words, limit: int = LIMIT, width: int = WIDTH) -> list[Marked]:
    """Return at most ``limit`` passages of a text, in its order, of about ``width`` characters.

    They do not overlap. Without matches in the text, the lead stands alone, without marks. An empty
    text has no passages. Too long a sentence is cut between words, never inside a mark, with «…».
    """
    hits = _own(matches(tree, words, "text"), asides(words.text))
    article = _Article(words.text, _units(_sentences(words.text, hits), hits), width)
    if not article.units:
        return []
    chosen = article.best(limit) if hits else [(0, 0)]
    return [_shown(article, run) for run in sorted(article.widened(chosen))]


def _own(hits: Sequence[Match], others: Sequence[Range]) -> Sequence[Match]:
    """The matches outside the lines that name other articles; all if there are no others."""
    if not others:
        return hits
    starts = [start for start, _ in others]
    own = [
        hit
        for hit in hits
        if not (at := bisect_right(starts, hit.start)) or hit.start >= others[at - 1][1]
    ]
    return own or hits


def _sentences(text: str, hits: Sequence[Match]) -> list[Range]:
    """The sentences of the lines with matches; without matches, of the first line with words.

    A passage never goes on to another line.
    """
    lines = text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    if not hits:
        wanted = [next((number for number, line in enumerate(lines) if line.strip()), len(lines))]
    else:
        wanted = sorted(
            {
                number
                for hit in hits
                for number in range(
                    bisect_right(starts, hit.start) - 1, bisect_left(starts, hit.stop)
                )
            }
        )
    return [
        (starts[number] + start, starts[number] + stop)
        for number in wanted
        if number < len(lines)
        for start, stop in sentences(lines[number])
    ]


@dataclass(slots=True)
class _Unit:
    """A sentence, or several joined by the match of a phrase."""

    start: int
    stop: int
    matches: list[Match] = field(default_factory=list)


def _units(spans: Sequence[Range], hits: Sequence[Match]) -> list[_Unit]:
    units: list[_Unit] = []
    reach = number = 0
    for start, stop in spans:
        if units and start < reach:
            units[-1].stop = stop
        else:
            units.append(_Unit(start, stop))
        while number < len(hits) and hits[number].start < stop:
            units[-1].matches.append(hits[number])
            reach = max(reach, hits[number].stop)
            number += 1
    return units


class _Article:
    """The units of a text; runs of them ``(first, last)`` make passages."""

    def __init__(self, text: str, units: Sequence[_Unit], width: int) -> None:
        self.text = text
        self.units = units
        self.width = width
        self.taken: set[int] = set()

    def best(self, limit: int) -> list[tuple[int, int]]:
        """Return the best runs, which do not overlap.

        Each begins and ends with a unit with matches.
        """
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
        """Extend the runs with neighbours that fit: first the next sentences, then those before."""
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
        """Return all matches in a run, in the order of the text."""
        return [match for unit in self.units[run[0] : run[1] + 1] for match in unit.matches]

    def _run(self, first: int) -> tuple[int, int]:
        last = end = first
        while self._joins(end, end + 1) and self._fits(first, end + 1):
            end += 1
            if self.units[end].matches:
                last = end
        return first, last

    def _joins(self, one: int, other: int) -> bool:
        """True if a run can go on to a neighbour: a free unit of the same paragraph."""
        if not 0 <= other < len(self.units) or other in self.taken:
            return False
        left, right = sorted((one, other))
        return not _BREAK.search(self.text, self.units[left].stop, self.units[right].start)

    def _fits(self, first: int, last: int) -> bool:
        return self.units[last].stop - self.units[first].start <= self.width

    def _score(self, run: tuple[int, int], shown: set[int]) -> tuple[int, int, int, bool, int]:
        hits = self.matches(run)
        parts = {match.part for match in hits}
        closed = not self.text[self.units[run[1]].stop - 1].isalnum()
        return len(parts - shown), len(parts), len(hits), closed, -run[0]


def _shown(article: _Article, run: tuple[int, int]) -> Marked:
    span = article.units[run[0]].start, article.units[run[1]].stop
    return passage(article.text, span, _marks(article.matches(run), article.width), article.width)


def _marks(hits: Sequence[Match], width: int) -> list[Mark]:
    """Return overlapping matches as one mark.

    A chain of matches too long to show gives those that do not overlap.
    """
    marks: list[Mark] = []
    number = 0
    for start, stop in merged((match.start, match.stop) for match in hits):
        parts = set()
        while number < len(hits) and hits[number].start < stop:
            match = hits[number]
            parts.add(match.part)
            if stop - start > width and (not marks or match.start >= marks[-1].stop):
                marks.append(Mark(match.start, match.stop, frozenset([match.part])))
            number += 1
        if stop - start <= width:
            marks.append(Mark(start, stop, frozenset(parts)))
    return marks
