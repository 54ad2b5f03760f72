"""An article's text as paragraphs and subheadings, and in them the places that a reader steps through from hit to hit."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svodka.indexer.article import Block, blocks
from svodka.indexer.highlight.marks import Marked, Range
from svodka.webapp.presentation.markup import cut

MOST = 99  # places to step through, for each adds a little to the page


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; ``number`` counts the places to step to, from 1, and is None between them."""

    text: Marked
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a subheading."""

    heading: bool
    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.text.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Body:
    """A whole text: ``found`` places with hits, of which ``steps`` can be stepped to."""

    paragraphs: Sequence[Paragraph]
    found: int
    steps: int

    @property
    def lead(self) -> str:
        """What the first paragraph says."""
        return next((paragraph.text for paragraph in self.paragraphs if not paragraph.heading), "")


def body(text: Marked) -> Body:
    """Divide a text. Hits side by side are one place; of very many places, only some are stepped to, spread over the text."""
    parts = blocks(text.text)
    lines = list(_lines(text, parts))
    within = [_places(line) for line in lines]
    found = [(at, place) for at, places in enumerate(within) for place in places]
    steps = (
        found
        if len(found) <= MOST
        else [(at, places[0]) for at, places in enumerate(within) if places]
    )
    steps = steps[:: -(-len(steps) // MOST) or 1]
    numbers = {step: number for number, step in enumerate(steps, 1)}
    paragraphs = []
    for at, (part, line, places) in enumerate(zip(parts, lines, within, strict=True)):
        numbered = [(place, numbers[at, place]) for place in places if (at, place) in numbers]
        paragraphs.append(Paragraph(part.heading, _pieces(line, numbered)))
    return Body(paragraphs, len(found), len(steps))


def plain_body(text: Marked) -> Body:
    """A whole text, its lines as paragraphs and nothing marked."""
    lines = [line for line in text.text.split("\n") if line.strip()]
    return Body([Paragraph(False, [Piece(Marked(line))]) for line in lines], 0, 0)


def _lines(text: Marked, parts: Sequence[Block]) -> Iterator[Marked]:
    """The paragraphs, each with its own marks: in one walk, for a long text has very many of both."""
    marks = sorted(text.marks)
    first = 0
    for part in parts:
        while first < len(marks) and marks[first][1] <= part.start:
            first += 1
        last = bisect_left(marks, (part.stop, part.stop), lo=first)
        yield cut(Marked(text.text, marks[first:last]), part.start, part.stop)


def _places(line: Marked) -> list[Range]:
    """The hits of a paragraph; those with no letter or digit between them are one."""
    places: list[Range] = []
    for start, stop in line.marks:
        start, stop = max(start, 0), min(stop, len(line.text))
        if places and not any(sign.isalnum() for sign in line.text[places[-1][1] : start]):
            places[-1] = (places[-1][0], max(stop, places[-1][1]))
        elif start < stop:
            places.append((start, stop))
    return places


def _pieces(line: Marked, numbered: Sequence[tuple[Range, int]]) -> list[Piece]:
    pieces = []
    position = 0
    for (start, stop), number in numbered:
        pieces += [Piece(cut(line, position, start)), Piece(cut(line, start, stop), number)]
        position = stop
    pieces.append(Piece(cut(line, position, len(line.text))))
    return [piece for piece in pieces if piece.text.text]
