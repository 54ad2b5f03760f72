"""The heading just above a story, which the search for the story takes for navigation.

A title without the name of its site, and an address with that of its page.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any
from urllib.parse import urljoin

_MARKS = ("h1", "h2", "h3", "h4", "b", "strong", "font", "big", "center")
_LONGEST = 200  # characters of a heading
_MOST_PIECES = 20  # of text in a heading
_SHORTEST = 8  # characters of a heading that stands for a title
_PARTED = re.compile(r"\s*(?:[|»·•]|\s[-–—/:]\s|::)")
_COMPARED = 40  # characters by which a line is recognized


def with_heading(story: list[str], lines: Sequence[str], body: Any) -> list[str]:
    """Return a story with the heading above it, if the page has one there.

    ``lines`` are all lines of the page's body.
    """
    begins = [_bare(line)[:_COMPARED] for line in lines]
    first = _bare(story[0])[:_COMPARED] if story else ""
    if first not in begins[1:]:
        return story
    above = lines[begins.index(first, 1) - 1]
    is_title = len(above) <= _LONGEST and _bare(above) in _headings(body)
    return [above, *story] if is_title else story


def without_site(title: str, lines: Sequence[str]) -> str:
    """Return «Мост открыли» for «Мост открыли - Новости - Вести» above a line that says this."""
    for line in lines:
        if len(line) >= _SHORTEST and title.startswith(line) and _PARTED.match(title, len(line)):
            return line
    return title


def whole_address(root: Any, address: str) -> str:
    """Return an address of a page with the host that its ``<base>`` says, if it lacks one."""
    base = next((one.get("href") or "" for one in root.iter("base")), "")
    try:
        return urljoin(base, address) if "://" in base else address
    except ValueError:
        return address


def _headings(body: Any) -> set[str]:
    """Return what a page sets off as headings: in their elements, bold or large."""
    return {_bare(_beginning(element)) for element in body.iter(*_MARKS)}


def _beginning(element: Any) -> str:
    """Return at most some hundred characters: marks may be nested deeply around a whole story."""
    return "".join(text[: 2 * _LONGEST] for text in islice(element.itertext(), _MOST_PIECES))


def _bare(line: str) -> str:
    return "".join(filter(str.isalnum, line)).casefold()
