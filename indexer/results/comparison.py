"""The differences of two reprints: in one merged text, or in both texts side by side."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from rapidfuzz.distance import LCSseq

from svodka.indexer.analysis.folding import fold
from svodka.indexer.highlight.marks import Range

# The most pairs of units that are compared, in about 0.1 s: 10,000 words with 10,000. Longer texts
# are compared by sentences; if that is too long as well, the middle counts as replaced.
MOST_PAIRS = 100_000_000
CHANCE = 2  # up to this many equal words between longer differences are equal by chance

_WORD = re.compile(r"[^\W_]+(?:[-’'.,:][^\W_]+)*")
# Rougher than analysis.sentences, in half the time: these texts are as long as books.
_SENTENCE = re.compile(r"[^\W_][^\n]*?(?:[.!?…](?=\s)|$)", re.MULTILINE)
_LINE = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class MergedParagraph:
    """A paragraph of two texts merged into one.

    ``deleted`` are the ranges of ``text`` that only the earlier text has, ``inserted`` those that
    only the later one has: ``(start, stop)`` in code points, ascending, disjoint. The rest is as
    in the later text.
    """

    text: str
    deleted: Sequence[Range] = ()
    inserted: Sequence[Range] = ()


def differences(earlier: str, later: str) -> list[MergedParagraph]:
    """Merge two texts into one, in paragraphs, to be shown with ``<del>`` and ``<ins>``.

    Words are compared folded, as searches do: without case, ё as е. Punctuation and blanks are not
    compared. Up to CHANCE equal words between differences count as different. If nothing differs,
    no paragraph has a range. Time and memory are bounded for texts of any length.
    """
    merger = _Merger(earlier, later)
    before, after = _units(earlier, later)
    for part in _joined(_parts(before, after)):
        merger.take(part, before, after)
    return list(merger.paragraphs())


def side_by_side(earlier: str, later: str) -> list[tuple[MergedParagraph, MergedParagraph]]:
    """Lay two texts out in rows, each as it is written, with what differs as ``differences`` says.

    The left one has what was deleted, the right one what was inserted. A row begins where both
    texts begin a line with the same word, so it may have several lines, or none on one side.
    """
    before, after = _units(earlier, later)
    parts = _joined(_parts(before, after))
    changed = [part for part in parts if not part.same]
    deleted = [_span(before[part.i1 : part.i2]) for part in changed if part.i1 < part.i2]
    inserted = [_span(after[part.j1 : part.j2]) for part in changed if part.j1 < part.j2]
    common = (
        (_line_start(earlier, before[part.i1 + at]), _line_start(later, after[part.j1 + at]))
        for part in parts
        if part.same
        for at in range(part.i2 - part.i1)
    )
    cuts = [(left, right) for left, right in common if left is not None and right is not None]
    bounds = pairwise([(0, 0), *((a, b) for a, b in cuts if a or b), (len(earlier), len(later))])
    return [
        (_cut(earlier, (a, c), deleted=deleted), _cut(later, (b, d), inserted=inserted))
        for (a, b), (c, d) in bounds
    ]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or a sentence, ``text[start:stop]``. Units with the same key are equal."""

    key: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Part:
    """``before[i1:i2]`` of the earlier text corresponds to ``after[j1:j2]``; ``same`` if equal."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int

    @property
    def longer(self) -> int:
        """The number of units on the longer side."""
        return max(self.i2 - self.i1, self.j2 - self.j1)


def _words(text: str) -> list[_Unit]:
    return [_Unit(_folded(match[0]), *match.span()) for match in _WORD.finditer(text)]


def _sentences(text: str) -> list[_Unit]:
    keys = (
        (" ".join(map(_folded, _WORD.findall(match[0]))), match.span())
        for match in _SENTENCE.finditer(text)
    )
    return [_Unit(key, *span) for key, span in keys if key]


_folded = lru_cache(1 << 16)(fold)


def _units(earlier: str, later: str) -> tuple[list[_Unit], list[_Unit]]:
    """The units of two texts: words; sentences, if the words are too many."""
    before, after = _words(earlier), _words(later)
    if _comparable(before, after):
        return before, after
    return _sentences(earlier), _sentences(later)


def _span(units: Sequence[_Unit]) -> Range:
    return units[0].start, units[-1].stop


def _line_start(text: str, unit: _Unit) -> int | None:
    """The start of the line that a unit begins; None if words stand before it there."""
    start = text.rfind("\n", 0, unit.start) + 1
    return None if _WORD.search(text, start, unit.start) else start


def _cut(
    text: str, span: Range, *, deleted: Sequence[Range] = (), inserted: Sequence[Range] = ()
) -> MergedParagraph:
    start, stop = span
    written = text[start:stop].rstrip()
    return MergedParagraph(written, _within(deleted, span), _within(inserted, span))


def _ends(before: Sequence[_Unit], after: Sequence[_Unit]) -> tuple[int, int]:
    """The number of equal units at the beginning, and of the remaining ones at the end."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n].key != after[n].key), most)
    most -= head
    return head, next((n for n in range(most) if before[-1 - n].key != after[-1 - n].key), most)


def _comparable(before: Sequence[_Unit], after: Sequence[_Unit]) -> bool:
    ends = sum(_ends(before, after))
    return (len(before) - ends) * (len(after) - ends) <= MOST_PAIRS


def _parts(before: Sequence[_Unit], after: Sequence[_Unit]) -> Iterator[_Part]:
    """Equal and different parts in turn."""
    head, tail = _ends(before, after)
    i2, j2 = len(before) - tail, len(after) - tail
    yield _Part(True, 0, head, 0, head)
    if _comparable(before, after):
        keys = [unit.key for unit in before[head:i2]], [unit.key for unit in after[head:j2]]
        for code in LCSseq.opcodes(*keys):
            bounds = (code.src_start, code.src_end, code.dest_start, code.dest_end)
            yield _Part(code.tag == "equal", *(bound + head for bound in bounds))
    else:
        yield _Part(False, head, i2, head, j2)
    yield _Part(True, i2, len(before), j2, len(after))


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Unite neighbours of one kind; parts that are equal by chance become different."""
    joined: list[_Part] = []
    for part in parts:
        if not part.longer:
            continue
        if joined and joined[-1].same == part.same:
            part = _union(joined.pop(), part)
        while not part.same and len(joined) > 1 and _by_chance(joined[-2], joined[-1], part):
            part = _union(joined[-2], part)
            del joined[-2:]
        joined.append(part)
    return joined


def _by_chance(left: _Part, middle: _Part, right: _Part) -> bool:
    return middle.longer <= min(CHANCE, left.longer, right.longer)


def _union(first: _Part, last: _Part) -> _Part:
    return _Part(last.same, first.i1, last.i2, first.j1, last.j2)


class _Merger:
    """Merges part after part. The text between words comes from the later text."""

    def __init__(self, earlier: str, later: str) -> None:
        self._earlier = earlier
        self._later = later
        self._at = 0  # the later text is merged up to here
        self._pieces: list[str] = []
        self._length = 0
        self._deleted: list[Range] = []
        self._inserted: list[Range] = []

    def take(self, part: _Part, before: Sequence[_Unit], after: Sequence[_Unit]) -> None:
        """Merge the next part."""
        stop = after[part.j1].start if part.j1 < len(after) else len(self._later)
        if not part.same and part.i1 < part.i2:
            self._delete(part, before, stop)
        self._merge_to(stop)
        if part.j1 < part.j2:
            start = self._length
            self._merge_to(after[part.j2 - 1].stop)
            if not part.same:
                self._inserted.append((start, self._length))

    def paragraphs(self) -> Iterator[MergedParagraph]:
        """The lines of the merged text."""
        self._merge_to(len(self._later))
        text = "".join(self._pieces)
        for line in _LINE.finditer(text):
            yield MergedParagraph(
                line[0], _within(self._deleted, line.span()), _within(self._inserted, line.span())
            )

    def _delete(self, part: _Part, before: Sequence[_Unit], next_stop: int) -> None:
        """Add words of the earlier text; in their own paragraph if they began one there."""
        start, stop = before[part.i1].start, before[part.i2 - 1].stop
        begins = not part.i1 or "\n" in self._earlier[before[part.i1 - 1].stop : start]
        line_end = self._later.find("\n", self._at, next_stop)
        self._merge_to(next_stop if begins or line_end < 0 else line_end)
        if self._pieces and not self._pieces[-1][-1].isspace():
            self._add("\n" if begins else " ")
        self._deleted.append((self._length, self._length + stop - start))
        self._add(self._earlier[start:stop])
        self._add("\n" if begins and self._ends_line(part, before) else " ")

    def _ends_line(self, part: _Part, before: Sequence[_Unit]) -> bool:
        stop = before[part.i2].start if part.i2 < len(before) else len(self._earlier)
        return stop == len(self._earlier) or "\n" in self._earlier[before[part.i2 - 1].stop : stop]

    def _merge_to(self, stop: int) -> None:
        self._add(self._later[self._at : stop])
        self._at = max(self._at, stop)

    def _add(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._length += len(piece)


def _within(ranges: Sequence[Range], span: Range) -> list[Range]:
    """The ranges cut to a span, relative to its start."""
    start, stop = span
    first = bisect_right(ranges, start, key=itemgetter(1))
    last = bisect_left(ranges, stop, key=itemgetter(0))
    return [(max(a, start) - start, min(b, stop) - start) for a, b in ranges[first:last]]
