"""Divide an article's text into paragraphs, subheadings, and hits to step through."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svodka.indexer.article import Block, blocks
from svodka.indexer.highlight.marks import Marked, Range
from svodka.webapp.presentation.markup import cut
from svodka.webapp.presentation.plain import Link, has_markup, linked

MOST = 99  # hits to step through: each adds to the size of the page


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph. ``number`` is that of its step, from 1; None between steps.

    ``url`` is the address that the piece leads to, if it is part of a link.
    """

    text: Marked
    number: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a subheading."""

    heading: bool
    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        """The text of the paragraph."""
        return "".join(piece.text.text for piece in self.pieces)

    @property
    def is_item(self) -> bool:
        """True for an item of a list. A dash begins a speech, too, and is no sign of a list."""
        return self.text.startswith(("- ", "• ", "· ", "* ", "▪"))


@dataclass(frozen=True, slots=True)
class Body:
    """A whole text. It has ``hits``; ``steps`` of them can be stepped to."""

    paragraphs: Sequence[Paragraph]
    hits: int
    steps: int

    @property
    def lead(self) -> str:
        """The text of the first paragraph."""
        return next((paragraph.text for paragraph in self.paragraphs if not paragraph.heading), "")


def body(text: Marked) -> Body:
    """Divide a text. Adjacent hits count as one.

    Of more than MOST hits, only some are steps, spread over the text.
    """
    parts = blocks(text.text)
    shown = _shown(text, parts)
    within = [_hits(line) for line, _ in shown]
    steps = _steps(within)
    numbers = {step: number for number, step in enumerate(steps, 1)}
    paragraphs = []
    for at, (part, (line, links), hits) in enumerate(zip(parts, shown, within, strict=True)):
        numbered = [(hit, numbers[at, hit]) for hit in hits if (at, hit) in numbers]
        if line.text.strip():
            paragraphs.append(Paragraph(part.heading, _pieces(line, numbered, links)))
    return Body(paragraphs, sum(map(len, within)), len(steps))


def step_at(text: Marked, place: int) -> int | None:
    """The number of the step at a place in the text, else of the one before it, else of the first.

    None if there are no steps.
    """
    parts = blocks(text.text)
    steps = _steps([_hits(line) for line, _ in _shown(text, parts)])
    there = _shown(Marked(text.text, [(place, place + 1)]), parts)
    asked = [(at, stop) for at, (line, _) in enumerate(there) for _, stop in line.marks]
    if not steps or not asked:
        return 1 if steps else None
    return max(1, sum((at, hit[0]) < asked[0] for at, hit in steps))


def _shown(text: Marked, parts: Sequence[Block]) -> list[tuple[Marked, Sequence[Link]]]:
    """The paragraphs as they are shown, with their hits and links."""
    markup = has_markup(text.text)
    return [linked(line, markup=markup) for line in _lines(text, parts)]


def _steps(within: Sequence[Sequence[Range]]) -> list[tuple[int, Range]]:
    """The hits to step through, each with the number of its paragraph."""
    steps = [(at, hit) for at, hits in enumerate(within) for hit in hits]
    if len(steps) > MOST:
        steps = [(at, hits[0]) for at, hits in enumerate(within) if hits]
    return steps[:: -(-len(steps) // MOST) or 1]


def plain_body(text: Marked) -> Body:
    """A whole text, its lines as paragraphs, without marks."""
    lines = [line for line in text.text.split("\n") if line.strip()]
    return Body([Paragraph(False, [Piece(Marked(line))]) for line in lines], 0, 0)


def _lines(text: Marked, parts: Sequence[Block]) -> Iterator[Marked]:
    """The paragraphs with their own marks, in one pass: a long text has very many of both."""
    marks = sorted(text.marks)
    first = 0
    for part in parts:
        while first < len(marks) and marks[first][1] <= part.start:
            first += 1
        last = bisect_left(marks, (part.stop, part.stop), lo=first)
        yield cut(Marked(text.text, marks[first:last]), part.start, part.stop)


def _hits(line: Marked) -> list[Range]:
    """The hits of a paragraph; hits with no letter or digit between them are joined."""
    hits: list[Range] = []
    for start, stop in line.marks:
        start, stop = max(start, 0), min(stop, len(line.text))
        if hits and not any(sign.isalnum() for sign in line.text[hits[-1][1] : start]):
            hits[-1] = (hits[-1][0], max(stop, hits[-1][1]))
        elif start < stop:
            hits.append((start, stop))
    return hits


def _pieces(
    line: Marked, numbered: Sequence[tuple[Range, int]], links: Sequence[Link]
) -> list[Piece]:
    """The pieces of a paragraph: steps, links, and what is between."""
    pieces: list[Piece] = []
    position = 0
    for (start, stop), number in numbered:
        pieces += _between(line, position, start, links)
        pieces.append(Piece(cut(line, start, stop), number, _url(links, start, stop)))
        position = stop
    pieces += _between(line, position, len(line.text), links)
    return [piece for piece in pieces if piece.text.text]


def _between(line: Marked, start: int, stop: int, links: Sequence[Link]) -> Iterator[Piece]:
    """A stretch without steps, cut where links begin and end."""
    for link in links:
        first, last = max(start, link.start), min(stop, link.stop)
        if first < last:
            yield Piece(cut(line, start, first))
            yield Piece(cut(line, first, last), url=link.url)
            start = last
    yield Piece(cut(line, start, stop))


def _url(links: Sequence[Link], start: int, stop: int) -> str:
    return next((link.url for link in links if link.start <= start and stop <= link.stop), "")
