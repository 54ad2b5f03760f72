"""What differs between two reprints: their texts woven into one, with the words that only one of them has."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from rapidfuzz.distance import LCSseq

from svodka.indexer.analysis.folding import fold
from svodka.indexer.highlight.marks import Range

# Pairs of units that are compared at most, in about a tenth of a second: 10,000 words with as many. Longer texts are compared
# by sentences, and what is too long for that counts as replaced.
MOST_PAIRS = 100_000_000
CHANCE = 2  # words between others that differ, and no more than those, are the same by chance

_WORD = re.compile(r"[^\W_]+(?:[-’'.,:][^\W_]+)*")
_SENTENCE = re.compile(
    r"[^\W_][^\n]*?(?:[.!?…](?=\s)|$)", re.MULTILINE
)  # rougher than analysis.sentences, in half the time, for texts as long as books
_LINE = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class Woven:
    """A paragraph of two texts woven into one.

    ``deleted`` are the ranges of ``text`` that only the earlier text has, ``inserted`` those that only the later one has:
    ``(start, stop)`` in code points, ascending, apart from each other. All the rest stands so in the later text.
    """

    text: str
    deleted: Sequence[Range] = ()
    inserted: Sequence[Range] = ()


def differences(earlier: str, later: str) -> list[Woven]:
    """Weave two texts into one, paragraph by paragraph, for a page to show with ``<del>`` and ``<ins>``.

    Words are compared as searches compare them, without case and with ё as е; what stands between them (marks, quotes,
    blanks, line breaks) is not. A word or two that are the same between others that differ count as differing. Where
    nothing differs, no paragraph has a range. Time and memory are bounded for texts of any length.
    """
    loom = _Loom(earlier, later)
    before, after = _words(earlier), _words(later)
    if not _comparable(before, after):
        before, after = _sentences(earlier), _sentences(later)
    for stretch in _joined(_stretches(before, after)):
        loom.take(stretch, before, after)
    return list(loom.paragraphs())


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or a sentence of a text, ``text[start:stop]``; units with the same key are the same."""

    key: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """``before[i1:i2]`` of the earlier units stand where ``after[j1:j2]`` of the later ones do; ``same`` if they are those."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int

    @property
    def longer(self) -> int:
        """The number of units on the side that has more."""
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


def _ends(before: Sequence[_Unit], after: Sequence[_Unit]) -> tuple[int, int]:
    """How many units are the same at the beginning, and how many of the rest at the end."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n].key != after[n].key), most)
    most -= head
    return head, next((n for n in range(most) if before[-1 - n].key != after[-1 - n].key), most)


def _comparable(before: Sequence[_Unit], after: Sequence[_Unit]) -> bool:
    ends = sum(_ends(before, after))
    return (len(before) - ends) * (len(after) - ends) <= MOST_PAIRS


def _stretches(before: Sequence[_Unit], after: Sequence[_Unit]) -> Iterator[_Stretch]:
    """What is the same and what is not, in order."""
    head, tail = _ends(before, after)
    i2, j2 = len(before) - tail, len(after) - tail
    yield _Stretch(True, 0, head, 0, head)
    if _comparable(before, after):
        keys = [unit.key for unit in before[head:i2]], [unit.key for unit in after[head:j2]]
        for code in LCSseq.opcodes(*keys):
            places = (code.src_start, code.src_end, code.dest_start, code.dest_end)
            yield _Stretch(code.tag == "equal", *(place + head for place in places))
    else:
        yield _Stretch(False, head, i2, head, j2)
    yield _Stretch(True, i2, len(before), j2, len(after))


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The stretches with neighbours of one kind as one, and with what is the same by chance among what differs."""
    joined: list[_Stretch] = []
    for stretch in stretches:
        if not stretch.longer:
            continue
        if joined and joined[-1].same == stretch.same:
            stretch = _union(joined.pop(), stretch)
        while not stretch.same and len(joined) > 1 and _by_chance(joined[-2], joined[-1], stretch):
            stretch = _union(joined[-2], stretch)
            del joined[-2:]
        joined.append(stretch)
    return joined


def _by_chance(left: _Stretch, middle: _Stretch, right: _Stretch) -> bool:
    return middle.longer <= min(CHANCE, left.longer, right.longer)


def _union(first: _Stretch, last: _Stretch) -> _Stretch:
    return _Stretch(last.same, first.i1, last.i2, first.j1, last.j2)


class _Loom:
    """Weaves stretch after stretch; the text between words comes from the later one."""

    def __init__(self, earlier: str, later: str) -> None:
        self._earlier = earlier
        self._later = later
        self._at = 0  # so far the later text is woven
        self._pieces: list[str] = []
        self._length = 0
        self._deleted: list[Range] = []
        self._inserted: list[Range] = []

    def take(self, stretch: _Stretch, before: Sequence[_Unit], after: Sequence[_Unit]) -> None:
        """Weave the next stretch in."""
        stop = after[stretch.j1].start if stretch.j1 < len(after) else len(self._later)
        if not stretch.same and stretch.i1 < stretch.i2:
            self._delete(stretch, before, stop)
        self._weave_to(stop)
        if stretch.j1 < stretch.j2:
            start = self._length
            self._weave_to(after[stretch.j2 - 1].stop)
            if not stretch.same:
                self._inserted.append((start, self._length))

    def paragraphs(self) -> Iterator[Woven]:
        """What was woven, by lines."""
        self._weave_to(len(self._later))
        text = "".join(self._pieces)
        for line in _LINE.finditer(text):
            yield Woven(
                line[0], _within(self._deleted, line.span()), _within(self._inserted, line.span())
            )

    def _delete(self, stretch: _Stretch, before: Sequence[_Unit], next_stop: int) -> None:
        """Words of the earlier text, before the next ones of the later; in a paragraph of their own if they began one."""
        start, stop = before[stretch.i1].start, before[stretch.i2 - 1].stop
        begins = not stretch.i1 or "\n" in self._earlier[before[stretch.i1 - 1].stop : start]
        line_end = self._later.find("\n", self._at, next_stop)
        self._weave_to(next_stop if begins or line_end < 0 else line_end)
        if self._pieces and not self._pieces[-1][-1].isspace():
            self._add("\n" if begins else " ")
        self._deleted.append((self._length, self._length + stop - start))
        self._add(self._earlier[start:stop])
        self._add("\n" if begins and self._ends_line(stretch, before) else " ")

    def _ends_line(self, stretch: _Stretch, before: Sequence[_Unit]) -> bool:
        stop = before[stretch.i2].start if stretch.i2 < len(before) else len(self._earlier)
        return (
            stop == len(self._earlier) or "\n" in self._earlier[before[stretch.i2 - 1].stop : stop]
        )

    def _weave_to(self, stop: int) -> None:
        self._add(self._later[self._at : stop])
        self._at = max(self._at, stop)

    def _add(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._length += len(piece)


def _within(ranges: Sequence[Range], span: Range) -> list[Range]:
    """The parts of ranges that are inside a span, counted from its beginning."""
    start, stop = span
    first = bisect_right(ranges, start, key=itemgetter(1))
    last = bisect_left(ranges, stop, key=itemgetter(0))
    return [(max(a, start) - start, min(b, stop) - start) for a, b in ranges[first:last]]
