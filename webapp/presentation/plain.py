"""Texts with the markup of messengers, shown as plain text with links.

Channels write ``**bold**``, ``__italic__`` and ``[words](https://…)``. The signs are left out where
a text is shown. The positions of stored texts, and so of their marks, stay those of the text as
written.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from svodka.indexer.article import Article
from svodka.indexer.highlight.marks import Marked, Range

LONG = 100  # characters of a title: no shorter one was cut off
_ADDRESS = r"https?://[^\s<>\"«»()\[\]*]{2,2000}[\w/#=]"
_EMPHASIS = r"\*\*|(?<![^\W_])__|__(?![^\W_])|~~"
# A link; what an excerpt has left of one, «[words](https://t.me/…»; an address; a sign of emphasis.
_MARKUP = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<target>(?:https?|tg)://[^\s()]{1,2000})\)"
    r"|(?P<rest>\]\((?:https?|tg)://[^\s()]{0,2000}(?:\)|$)"
    r"|\[(?=[^\[\]\n]{1,300}\]\((?:https?|tg)://[^\s()]{0,2000}$))"
    rf"|(?P<address>{_ADDRESS})|(?P<sign>{_EMPHASIS})"
)
_LINKS = re.compile(rf"\[[^\[\]\n]{{0,300}}\]\([^()\s]{{0,2000}}(?:\)|$)|{_ADDRESS}|(?<!\w)[@#]\w+")
_SIGN = re.compile(_EMPHASIS)
_WRITTEN = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://|\*\*[^*\n]{1,500}\*\*|(?<!\w)__[^_\n]{1,500}__(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A range of a text, and the address it leads to."""

    start: int
    stop: int
    url: str


def has_markup(text: str) -> bool:
    """True if a text is written with the markup of messengers."""
    return ("**" in text or "__" in text or "](" in text) and bool(_WRITTEN.search(text))


def is_signature(text: str) -> bool:
    """True if a text consists of links alone, as the last line of a channel's posts."""
    rest, links = _LINKS.subn("", text)
    return bool(links) and not re.search(r"\w", rest)


def cut_off(article: Article) -> str:
    """«…» if the source cut the title off, and the text goes on; else nothing."""
    title, text = article.title.strip(), article.text.lstrip()
    if len(title) < LONG or title.endswith((".", "…", "!", "?")) or not text.startswith(title):
        return ""
    return "…" if text[len(title) :].partition("\n")[0].strip() else ""


def plain(marked: Marked) -> Marked:
    """The text without signs of markup; its marks stay with their words."""
    return _Reading(marked.text).without_signs(marked)


def plain_text(text: str) -> str:
    """A text without signs of markup, if it is written with them."""
    return plain(Marked(text)).text if has_markup(text) else text


def linked(marked: Marked, *, markup: bool) -> tuple[Marked, Sequence[Link]]:
    """The text with its links; with ``markup``, as ``plain`` gives it."""
    reading = _Reading(marked.text, markup=markup)
    moved = [
        Link(reading.moved(link.start), reading.moved(link.stop), link.url)
        for link in reading.links
    ]
    return reading.without_signs(marked), moved


class _Reading:
    """The signs and the links of a text, found in one pass."""

    def __init__(self, text: str, *, markup: bool = True) -> None:
        self.signs: list[Range] = []
        self.links: list[Link] = []
        for found in _MARKUP.finditer(text):
            if found["address"]:
                self.links.append(Link(*found.span(), found["address"]))
            elif markup:
                self._read(text, found)
            elif found["target"]:
                self._address(found)
        self._stops = [stop for _, stop in self.signs]
        self._removed = [0, *accumulate(stop - start for start, stop in self.signs)]

    def _read(self, text: str, found: re.Match[str]) -> None:
        if not found["target"]:
            self.signs.append(found.span())
            return
        start, stop = found.span("words")
        inside = [one.span() for one in _SIGN.finditer(text, start, stop)]
        self.signs += [(found.start(), start), *inside, (stop, found.end())]
        if found["target"].startswith("http"):
            self.links.append(Link(start, stop, found["target"]))

    def _address(self, found: re.Match[str]) -> None:
        if found["target"].startswith("http"):
            self.links.append(Link(*found.span("target"), found["target"]))

    def moved(self, offset: int) -> int:
        """The place of an offset in the text without signs."""
        number = bisect_right(self._stops, offset)
        inside = 0
        if number < len(self.signs):
            inside = max(0, offset - self.signs[number][0])
        return offset - self._removed[number] - inside

    def without_signs(self, marked: Marked) -> Marked:
        """The marked text without the signs; marks inside them are dropped."""
        if not self.signs:
            return marked
        starts = [0, *self._stops]
        stops = [*(start for start, _ in self.signs), len(marked.text)]
        pieces = zip(starts, stops, strict=True)
        text = "".join(marked.text[start:stop] for start, stop in pieces)
        spans = [(self.moved(start), self.moved(stop)) for start, stop in marked.marks]
        return replace(marked, text=text, marks=[one for one in spans if one[0] < one[1]])
