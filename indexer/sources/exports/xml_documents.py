"""XML of whole texts: TEI, the agencies' NITF and NewsML, DocBook, JATS, and trafilatura's."""

from collections.abc import Iterator
from typing import Any

from svodka.indexer.sources.exports.xml_fields import local, text_of

#: Elements around a whole text, in files that hold nothing else.
DOCUMENT_ROOTS = frozenset(("tei", "nitf", "newsitem", "newsml", "newsmessage", "article"))
# Where the fields of a text stand, the best place first.
_PLACES = {
    "title": ("hl1", "headline", "article-title", "title"),
    "date": (
        *("date.issue", "story.date", "contentcreated", "versioncreated", "firstcreated"),
        *("pub-date", "pubdate", "date"),
    ),
    "author": ("by", "byline", "author"),
    "source": ("provider", "journal-title", "publisher"),
    "lead": ("abstract",),
}
_BODIES = ("body.content", "contentset", "body", "text", "main")
_PARAGRAPHS = frozenset(("p", "para", "simpara", "head", "hl2", "ab", "l", "item", "title", "td"))
_DAY = ("year", "month", "day")


def document(element: Any) -> dict[str, Any]:
    """Return a whole text as a record, empty if it has no paragraphs."""
    if any(local(one) in ("tei", "nitf", "newsitem", "article") for one in element.iterancestors()):
        return {}
    by_name: dict[str, Any] = {}
    for one in element.iter():
        by_name.setdefault(local(one), one)
    body = next((by_name[name] for name in _BODIES if name in by_name), element)
    paragraphs = [text for one in _outermost(body) if (text := _line(one))]
    if not paragraphs:
        return {}
    found: dict[str, Any] = {"text": "\n\n".join(paragraphs)}
    for field, names in _PLACES.items():
        values = (_written(by_name[name]) for name in names if name in by_name)
        if value := next(filter(None, values), ""):
            found[field] = value
    return found


def _outermost(element: Any) -> Iterator[Any]:
    """Yield the paragraphs in an element, none of which is in another."""
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if local(one) in _PARAGRAPHS:
            yield one
        else:
            waiting += reversed(one)


def _line(element: Any) -> str:
    return " ".join(text_of(element).split())


def _written(element: Any) -> str:
    """Return what a field says: a date as ISO, if it has one."""
    parts = {local(one): text_of(one) for one in element}
    if "year" in parts:
        return "-".join(parts[name].zfill(2) for name in _DAY if name in parts)
    return element.get("when") or element.get("norm") or _line(element)
