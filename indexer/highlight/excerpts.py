"""Excerpts of articles, cut at words with «…»: passages to show, and the context of a hit."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from svodka.indexer.highlight.marks import Marked, Range

_BREAK = re.compile(r"[ \t]*+[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*+")
_BLANKS = re.compile(r"\s+")
_DANGLING = " \t\n\u00a0\u202f,;:—–-(«„"  # what does not stand before «…»
_DANGLING_IN_LINE = " .,;:—–-(«„¶"

PARAGRAPH = " ¶ "  # between paragraphs, in a line of context
CONTEXT = 64  # characters on either side of a hit


@dataclass(frozen=True, slots=True)
class Mark:
    """A range to mark, with the numbers of the matched query parts."""

    start: int
    stop: int
    parts: frozenset[int]


def passage(text: str, span: Range, marks: Sequence[Mark], width: int) -> Marked:
    """Return ``span`` of ``text``, cut to about ``width`` characters around its best marks."""
    start, stop = _cut(text, span, marks, width) if span[1] - span[0] > width else span
    breaks = list(_BREAK.finditer(text, start, stop))
    ends = [match.end() for match in breaks]
    # A run of line breaks becomes one blank: later text moves left by the rest of its length.
    removed = [0]
    for match in breaks:
        removed.append(removed[-1] + len(match[0]) - 1)
    before, after = "…" if start > span[0] else "", "…" if stop < span[1] else ""

    def moved(offset: int) -> int:
        return offset - start + len(before) - removed[bisect(ends, offset)]

    shown = [
        (moved(mark.start), moved(mark.stop))
        for mark in marks
        if start <= mark.start and mark.stop <= stop
    ]
    return Marked(before + _BREAK.sub(" ", text[start:stop]) + after, tuple(shown))


def _cut(text: str, span: Range, marks: Sequence[Mark], width: int) -> Range:
    """Return a part of ``span`` with the best marks, and the context that ``width`` allows."""
    first, last = _best(marks, width) if marks else (span[0], span[0])
    spare = max(0, width - (last - first))
    start = max(span[0], min(first - spare // 2, span[1] - width))
    stop = min(span[1], max(last, start + width))
    start = min(start, first)
    if start > span[0]:
        start = _word_start(text, start, first, marks)
    if stop < span[1]:
        stop = _word_stop(text, last, stop, marks)
    return start, stop


def _best(marks: Sequence[Mark], width: int) -> Range:
    """Return the best stretch of ``width`` that begins and ends with a mark.

    It shows the most parts of the query, then the most marks, then comes first.
    """
    best, stretch = (0, 0), (marks[0].start, marks[0].stop)
    parts: Counter[int] = Counter()
    first = 0
    for last, mark in enumerate(marks):
        parts.update(mark.parts)
        while first < last and mark.stop - marks[first].start > width:
            parts.subtract(marks[first].parts)
            first += 1
        score = len(+parts), last - first + 1
        if score > best:
            best, stretch = score, (marks[first].start, mark.stop)
    return stretch


def _word_start(text: str, start: int, most: int, marks: Sequence[Mark]) -> int:
    """Return the first word start from ``start`` on outside marks, ``most`` at the latest."""
    start = next((mark.stop for mark in marks if mark.start < start < mark.stop), start)
    while start < most and not text[start - 1].isspace():
        start += 1
    while start < most and (text[start].isspace() or text[start] in "—–"):
        start += 1
    return min(start, most)


def _word_stop(text: str, least: int, stop: int, marks: Sequence[Mark]) -> int:
    """Return the last word end up to ``stop`` outside marks, ``least`` at the earliest."""
    stop = next((mark.start for mark in marks if mark.start < stop < mark.stop), stop)
    end = stop
    while end > least and not text[end].isspace():
        end -= 1
    if end == least and not marks:
        return stop
    while end > least and text[end - 1] in _DANGLING:
        end -= 1
    return end


def around(text: str, span: Range, width: int = CONTEXT) -> tuple[str, str]:
    """The context to the left and right of a range, ``width`` characters at most, cut at words.

    >>> around("На Южном Кавказе построят порт.", (9, 16), 8)
    ('…Южном ', '…')
    """
    start, stop = span
    # A run of blanks becomes one character: twice the width nearly always fills the context.
    left = _in_one_line(text[max(0, start - 2 * width) : start])
    right = _in_one_line(text[stop : stop + 2 * width])
    if start > 2 * width or len(left) > width:
        left = "…" + _tail(left, width)
    if len(text) - stop > 2 * width or len(right) > width:
        right = _tail(right[::-1], width)[::-1].rstrip(_DANGLING_IN_LINE) + "…"
    return left.removeprefix(PARAGRAPH).removeprefix(" "), right.removesuffix(
        PARAGRAPH
    ).removesuffix(" ")


def _in_one_line(text: str) -> str:
    return _BLANKS.sub(lambda match: PARAGRAPH if "\n" in match[0] else " ", text)


def _tail(text: str, width: int) -> str:
    """The last words of a text, ``width`` characters at most; of a word that is longer, its end."""
    if len(text) <= width:
        return text
    cut = text[-width:]
    if text[-width - 1] == " ":
        return cut
    _, blank, words = cut.partition(" ")
    return words if blank else cut
