"""The only conversion of text and ranges to HTML.

Everything is escaped here, last, so neither an article nor a query can contain markup.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from svodka.indexer.highlight.marks import Marked, Range
from svodka.indexer.results.comparison import MergedParagraph

# Code points that HTML forbids: controls other than tab and line ends, surrogates, noncharacters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")  # a name, or an address of IPv6 without its brackets


def scrub(text: str) -> str:
    """Replace each forbidden code point by U+FFFD; offsets do not change."""
    return FORBIDDEN.sub("\ufffd", text)


def mark(marked: Marked) -> Markup:
    """Escape a text and wrap its ranges in ``<mark>``.

    Ranges that overlap, run past the end or are empty are cut to valid ones, without an error.
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
    """Cut out a part of a marked text, with the parts of its marks inside."""
    inside = [
        (max(a, start) - start, min(b, stop) - start)
        for a, b in marked.marks
        if a < stop and b > start
    ]
    return Marked(marked.text[start:stop], inside)


def changes(merged: MergedParagraph) -> Markup:
    """Escape a merged text, and wrap parts of one text only in ``<del>`` or ``<ins>``."""
    pieces, position = [], 0
    tagged = [(*span, "del") for span in merged.deleted] + [
        (*span, "ins") for span in merged.inserted
    ]
    for start, stop, tag in sorted(tagged):
        pieces.append(escape(merged.text[position:start]))
        whole = Markup(f"<{tag}>{{}}</{tag}>")  # noqa: S704 - the tag is ours
        pieces.append(whole.format(merged.text[start:stop]))
        position = stop
    return Markup("").join([*pieces, escape(merged.text[position:])])


def web_address(url: str) -> str:
    """The address if it is safe to link to (http or https, with a valid host), or ""."""
    if not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        usable = _HOST.fullmatch(host) and parts.port != 0
    except ValueError:  # an unclosed bracket, a port that is no number, a label that is too long
        usable = None
    return url if usable else ""
