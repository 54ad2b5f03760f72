"""Books: FB2 and EPUB, each one article with the title and author of the book."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.office.package import Package, local, xml_tree
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.prose import clean, one_line

_MOST_CHAPTERS = 5000
_MOST_TEXT = 2_100_000  # characters; a longer text is no article
_LINES = frozenset(("p", "v", "subtitle", "text-author", "td", "th"))


def fb2(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return the fields and lines of an FB2. Raises SourceError."""
    root = xml_tree(raw, "FB2")
    if local(root) != "FictionBook":
        raise SourceError("damaged FB2: it is another kind of XML")
    described = next((one for one in root.iter() if local(one) == "title-info"), None)
    fields: dict[str, Any] = {}
    for child in described if described is not None else ():
        text = one_line(" ".join(child.itertext()))
        if local(child) == "book-title":
            fields["title"] = text
        elif local(child) == "author":
            names = ("first-name", "middle-name", "last-name", "nickname")
            fields.setdefault("author", []).append(_joined(child, names))
        elif local(child) == "date":
            fields["date"] = child.get("value") or text
    return fields, [line for body in root if local(body) == "body" for line in _fb2_lines(body)]


def _joined(element: Any, names: tuple[str, ...]) -> str:
    parts = {local(one): one_line("".join(one.itertext())) for one in element}
    return " ".join(filter(None, (parts.get(name, "") for name in names)))


def _fb2_lines(body: Any) -> Iterator[str]:
    for element in body.iter():
        if local(element) in _LINES:
            for link in element.iter():
                if local(link) == "a" and link.get("type") == "note" and link.text:
                    link.text = f"[{link.text.strip('[]')}]"  # a number would glue to its word
            yield one_line("".join(element.itertext()))


def epub(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return the fields and lines of an EPUB. Raises SourceError."""
    from svodka.indexer.sources.pages.html_tree import html_lines

    package = Package(raw, "EPUB")
    if package.has("META-INF/encryption.xml") and package.has("META-INF/rights.xml"):
        raise SourceError("protected against reading (DRM)")
    container = package.tree("META-INF/container.xml")
    opf = next((one.get("full-path") for one in container.iter() if one.get("full-path")), None)
    if opf is None:
        raise SourceError("damaged EPUB: it does not say where its book is")
    root = package.tree(opf)
    lines: list[str] = []
    length = 0
    for name in _chapters(root, posixpath.dirname(opf)):
        if package.has(name) and length <= _MOST_TEXT:
            lines += html_lines(_without_head(clean(decode(package.read(name)))))
            length = sum(map(len, lines))
    return _described(root), lines


def _without_head(page: str) -> str:
    return re.sub(r"<\?xml.*?\?>|<head\b.*?</head>", "", page, flags=re.DOTALL | re.IGNORECASE)


def _described(root: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    names = {"title": "title", "creator": "author", "date": "date", "publisher": "source"}
    for element in root.iter():
        if (field := names.get(local(element))) and (text := one_line(element.text or "")):
            fields.setdefault(field, text)
    return fields


def _chapters(root: Any, folder: str) -> Iterator[str]:
    """Yield the paths of a book's chapters in reading order."""
    items = {one.get("id"): one.get("href") for one in root.iter() if local(one) == "item"}
    spine = [one.get("idref") for one in root.iter() if local(one) == "itemref"]
    for idref in list(dict.fromkeys(spine))[:_MOST_CHAPTERS]:
        if href := items.get(idref):
            yield posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
