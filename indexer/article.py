"""The article: made by every source, stored by every engine."""

import re
from dataclasses import dataclass
from typing import Literal

_LONGEST_HEADING = 120  # characters
_MOST_WORDS = 15
# More short lines in a row than a heading and its subheading are a list or a verse.
_LONGEST_RUN = 2
_CLOSING = frozenset(".!?…:;,")
_LIST_ITEM = re.compile(r"[-–—•*·▪◦]|\d{1,3}[.)]\s|[a-zа-яё]\)", re.IGNORECASE)
_QUOTES = {"«": "»", "„": "“", "“": "”", '"': '"'}

#: Metadata fields with exact values, for facets and filters.
ExactField = Literal["source", "section", "author", "person", "place"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, as its author wrote it.

    ``id`` is stable across runs and machines, and safe in a URL (letters, digits, ``-._~``).
    ``text`` has one paragraph or subheading a line; blank lines mean nothing. ``date`` is ISO 8601:
    a calendar date, or a date and time. It has an offset if the source gives one; None without a
    date. ``path`` is relative to the indexed folder, with ``/``. ``folder`` is that folder's label,
    empty for the first folder of an index.
    """

    id: str
    title: str
    text: str
    path: str
    date: str | None = None
    source: str = ""
    section: str = ""
    author: str = ""
    url: str = ""
    folder: str = ""

    @property
    def file(self) -> str:
        """Return the path, after the label of its folder if it has one: ``wires/2024/17.txt``."""
        return labelled(self.folder, self.path)


def labelled(folder: str, path: str) -> str:
    """Return a path as shown to people, below the label of its folder."""
    return f"{folder}/{path}" if folder else path


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a subheading: ``text[start:stop]``, in code points.

    The range has no blanks at its ends.
    """

    start: int
    stop: int
    heading: bool


def blocks(text: str) -> list[Block]:
    """Split a text into its paragraphs and subheadings, in order, without blank lines.

    A subheading reads as a heading (``reads_as_heading``) and stands before a paragraph.
    """
    spans = [(line.start(), line.end()) for line in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    short = [reads_as_heading(text[start:stop]) for start, stop in spans]
    return [Block(start, stop, _leads(short, at)) for at, (start, stop) in enumerate(spans)]


def reads_as_heading(line: str) -> bool:
    """True if a line could be a heading: short, begun as a sentence, and not closed as one.

    List items and direct speech are not headings.
    """
    if (
        not line
        or len(line) > _LONGEST_HEADING
        or line[-1] in _CLOSING
        or _LIST_ITEM.match(line)
        or "://" in line
    ):
        return False
    words = line.split()
    if len(words) > _MOST_WORDS or not any(
        word[0].isalpha() or word[1:2].isalpha() for word in words
    ):
        return False
    if not (line[0].isdigit() or line[0].isupper() or line[0] in _QUOTES):
        return False
    return not _is_speech(line)


def _is_speech(line: str) -> bool:
    """True if a line is somebody's words.

    It is quoted from end to end («Мы готовы»), or its quotation closes a sentence.
    """
    if line[-1] not in "»“”\"'":
        return False
    closing = _QUOTES.get(line[0])
    return line[-2:-1] in _CLOSING or (
        closing == line[-1] and line.find(closing, 1) == len(line) - 1
    )


def _leads(short: list[bool], at: int) -> bool:
    """True if the short line is in a short run of such lines before a paragraph."""
    if not short[at]:
        return False
    stop = at
    while stop < len(short) and short[stop] and stop - at <= _LONGEST_RUN:
        stop += 1
    start = at
    while start > 0 and short[start - 1] and at - start <= _LONGEST_RUN:
        start -= 1
    return stop < len(short) and stop - start <= _LONGEST_RUN
