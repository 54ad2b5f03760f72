"""DOCX and ODT as lines: a paragraph each, with footnotes at the end."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from svodka.indexer.sources.office.package import Package, local, xml_tree

# Deleted text, field codes, and the second copy of a text box.
_WORD_SILENT = frozenset(
    ("del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "sectPr", "delText")
)
_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ODT_SILENT = frozenset(
    ("tracked-changes", "annotation", "note-citation", "forms", "sequence-decls", "ruby-text")
)
_MOST_BLANKS = 100  # that one sign stands for


def docx_lines(raw: bytes) -> list[str]:
    """Return the paragraphs of a DOCX. Raises SourceError."""
    package = Package(raw, "DOCX")
    lines: list[str] = []
    for part in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        if part == "word/document.xml" or package.has(part):
            lines += _lines(package.tree(part), _WORD_SILENT, ("p",), _word_text)
    return lines


def has_comments(raw: bytes, kind: str) -> bool:
    """True if readers wrote comments on a DOCX or a zipped ODT. Raises SourceError."""
    package = Package(raw, "document") if raw.startswith(b"PK") else None
    if package is None:
        return False
    if kind == "docx":
        return package.has("word/comments.xml")
    return package.has("content.xml") and b"<office:annotation" in package.read("content.xml")


def odt_lines(raw: bytes) -> list[str]:
    """Return the paragraphs of an ODT, zipped or flat (.fodt). Raises SourceError."""
    is_flat = raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    root = xml_tree(raw, "ODT") if is_flat else Package(raw, "ODT").tree("content.xml")
    notes = [body for body in root.iter() if local(body) == "note-body"]
    for body in notes:
        body.getparent().remove(body)
    lines = _lines(root, _ODT_SILENT, ("p", "h"), _odt_text)
    for body in notes:
        lines += _lines(body, _ODT_SILENT, ("p", "h"), _odt_text)
    return lines


def _lines(root: Any, silent: frozenset[str], blocks: tuple[str, ...], text_of: Any) -> list[str]:
    """Return the lines of a tree; each of its ``blocks`` begins one."""
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        name = local(element)
        if event == "start" and name in silent:
            walker.skip_subtree()
        elif event == "start":
            pieces += ["\n"] if name in blocks else []
            pieces += text_of(name, element)
        else:
            pieces += ["\n"] if name in blocks else []
            if text_of is _odt_text and element is not root:
                pieces.append(element.tail or "")
    return [line for piece in "".join(pieces).split("\n") if (line := piece.strip())]


def _word_text(name: str, element: Any) -> Iterator[str]:
    if name == "t":
        yield element.text or ""
    elif name in _WORD_SIGNS and local(element.getparent()) == "r":
        yield _WORD_SIGNS[name]


def _odt_text(name: str, element: Any) -> Iterator[str]:
    if name == "s":
        count = next((value for key, value in element.attrib.items() if key.endswith("}c")), "1")
        yield " " * (min(int(count), _MOST_BLANKS) if count.isdecimal() else 1)
    elif name in ("tab", "line-break"):
        yield "\t" if name == "tab" else "\n"
    yield element.text or ""
