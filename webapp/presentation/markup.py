"""The one place that turns text and ranges into HTML.

Everything is escaped here, last, so neither an article nor a query can bring markup of its own.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from svodka.indexer.highlight.marks import Marked, Range
from svodka.indexer.results.comparison import Woven

# Code points that no HTML document may hold: controls other than tab and line ends, surrogates, noncharacters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def scrub(text: str) -> str:
    """Replace each code point that cannot stand in a document by U+FFFD; offsets stay as they are."""
    return FORBIDDEN.sub("\ufffd", text)


def mark(marked: Marked) -> Markup:
    """Escape a text and wrap its ranges in ``<mark>``.

    Ranges that overlap, run past the end or are empty are cut to what can be marked, never an error.
    """
    return Markup("").join(_pieces(marked.text, marked.marks))


def _pieces(text: str, marks: Sequence[Range]) -> Iterator[Markup]:
    position = 0
    for start, stop in sorted(marks):
        start, stop = max(start, position), min(stop, len(text))
        if start < stop:
            yield escape(text[position:start])
            yield Markup("<mark>{}</mark>").format(text[start:stop])
            position = stop
    yield escape(text[position:])


def cut(marked: Marked, start: int, stop: int) -> Marked:
    """Cut out a stretch of a marked text, with the parts of its marks that lie in it."""
    inside = [
        (max(a, start) - start, min(b, stop) - start)
        for a, b in marked.marks
        if a < stop and b > start
    ]
    return Marked(marked.text[start:stop], inside)


def changes(woven: Woven) -> Markup:
    """Escape a text woven of two and wrap what only one of them has in ``<del>`` or ``<ins>``."""
    pieces, position = [], 0
    tagged = [(*span, "del") for span in woven.deleted] + [
        (*span, "ins") for span in woven.inserted
    ]
    for start, stop, tag in sorted(tagged):
        pieces.append(escape(woven.text[position:start]))
        pieces.append(Markup(f"<{tag}>{{}}</{tag}>").format(woven.text[start:stop]))  # noqa: S704 - the tag is ours
        position = stop
    return Markup("").join([*pieces, escape(woven.text[position:])])


def web_address(url: str) -> str:
    """Give back an address that is safe to link to (http and https only, of a host that can be), or an empty string."""
    if not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0
    except ValueError:  # of a bracket that is not closed, say, or a port that is no number
        usable = False
    return url if usable else ""
