"""Headers and footers of DOCX and ODT: no text, but they may say a date, or what no text says."""

import re
from typing import Any

from svodka.indexer.sources.dates import is_whole, parse_marked_date
from svodka.indexer.sources.fields import Remark
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.office.package import Package, local

_PARTS = re.compile(r"word/(?:header|footer)\d*\.xml")
_STYLES = frozenset(("header", "footer", "header-left", "footer-left", "header-first"))
_NUMBER = re.compile(r"[\W\d]*(?:стр(?:аница|\.)?|лист|page|p\.)?[\W\d]*(?:из|of)?[\W\d]*", re.I)
_MOST = 20  # lines
_SHOWN = 80  # characters


def running_heads(raw: bytes, kind: str) -> list[str]:
    """Return the lines above and below the pages, each once. Raises SourceError."""
    if not raw.startswith(b"PK"):
        return []
    package = Package(raw, "document")
    if kind == "docx":
        parts = [package.tree(name) for name in package.names() if _PARTS.fullmatch(name)]
    elif package.has("styles.xml"):
        styles = package.tree("styles.xml").iter()
        parts = [element for element in styles if local(element) in _STYLES]
    else:
        parts = []
    lines = [_text(one) for part in parts for one in part.iter() if local(one) == "p"]
    return list(dict.fromkeys(line for line in lines if not _NUMBER.fullmatch(line)))[:_MOST]


def date_of_heads(heads: list[str], text: str, tell: Remark) -> str | None:
    """Return the date that headers and footers say.

    What else they say, and the text does not, is told.
    """
    dates = (date for line in heads if is_whole(date := parse_marked_date(line) or ""))
    bare = _bare(text)
    unread = [line for line in heads if _bare(line) not in bare]
    if unread:
        shown = "; ".join(f"«{line[:_SHOWN]}»" for line in unread[:2])
        tell(Note("running heads", f"its headers and footers are not read: {shown}"))
    return next(dates, None)


def _text(element: Any) -> str:
    pieces = (one.text or "" for one in element.iter() if local(one) in ("t", "p", "span"))
    return " ".join("".join(pieces).split())


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
