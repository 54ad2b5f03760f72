"""HTML as a tree, and a tree as plain lines."""

import re
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree, html

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.pages.layout import straighten

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "br",
            "caption",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
        ),
        *(
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
        ),
        *("table", "td", "th", "title", "tr", "ul"),
    )
)
_SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "video",
        "audio",
        "form",
        "button",
        "select",
    )
)
#: Parts of a page around the article.
SURROUNDINGS = frozenset(("nav", "aside", "footer", "header", "menu"))
# The parser compares each attribute of a tag with all before it: hours for a million of them.
MOST_ATTRIBUTES = 100
_LONG_TAG = re.compile(r"<[A-Za-z/][^<>]{500,}")
_ATTRIBUTE = re.compile(r"""[^\s="']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"']++))?+|\S""")
_BLANKS = re.compile(r"[ \t\n\r\f]+")


def tree_of(text: str) -> Any:
    """Parse HTML, however broken. Raises SourceError if it has no content."""
    # As bytes: lxml refuses a string that declares an encoding, as XHTML does. Huge: else lxml
    # drops a line of 10 MB.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(bounded(text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None:
        raise SourceError("HTML that cannot be parsed")
    return root


def bounded(text: str) -> str:
    """Return HTML with at most MOST_ATTRIBUTES in each tag."""
    return _LONG_TAG.sub(_first_attributes, text)


def _first_attributes(tag: re.Match[str]) -> str:
    """Return a tag with its first MOST_ATTRIBUTES only."""
    pieces = list(islice(_ATTRIBUTE.finditer(tag[0]), MOST_ATTRIBUTES + 1))
    return tag[0] if len(pieces) <= MOST_ATTRIBUTES else tag[0][: pieces[-1].start()]


def html_lines(text: str) -> list[str]:
    """Return the text of a piece of HTML, a block a line; untagged if it cannot be parsed."""
    try:
        root = tree_of(text)
        straighten(root)
        return lines_of(root) or untagged(text)
    except SourceError:
        return untagged(text)


def untagged(text: str) -> list[str]:
    """Return the text between tags, for HTML without a tree.

    The parser gives up at elements 2,048 deep.
    """
    pieces = re.split(r"<([^<>]*)>", text)  # texts at even indexes, tags at odd ones
    silent = ("script", "style", "title")
    texts = [
        piece
        for at, piece in enumerate(pieces[::2])
        if not at or not pieces[2 * at - 1].lower().startswith(silent)
    ]
    return [line.strip() for line in unescape("\n".join(texts)).split("\n") if line.strip()]


def lines_of(root: Any, without: frozenset[str] = frozenset()) -> list[str]:
    """Return the text of a tree, a block a line, without scripts and the named elements."""
    silent = _SILENT | without
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in silent and element is not root:
                walker.skip_subtree()
                continue
            pieces += ["\n"] if tag in _BLOCKS else []
            pieces.append(
                _BLANKS.sub(" ", element.text or "")
                if tag not in ("pre", "textarea")
                else element.text or ""
            )
        else:
            pieces += ["\n"] if tag in _BLOCKS else []
            pieces.append(_BLANKS.sub(" ", element.tail or "") if element is not root else "")
    return [
        line
        for piece in "".join(pieces).split("\n")
        if (line := re.sub(r" {2,}", " ", piece).strip())
    ]
