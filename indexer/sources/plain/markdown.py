"""Markdown as plain lines."""

import re
from typing import Any

# Characters. A longer text is read as plain text: few articles are so long, and parsing takes long.
_LARGE = 300_000
# Opening brackets, for each of which the parser looks for the end of a link.
_MOST_BRACKETS = 10_000
# «[^1]» in a text, and «[^1]: » before the note itself.
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\](?::[ \t])?")
# Links between notes: «[[Волга]]», «[[Волга#Устье|у Волги]]», and «![[карта.png]]».
_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,200}\]\]")


def markdown_lines(lines: list[str]) -> tuple[str, list[str]]:
    """Return the first-level heading at the top, or «», and the other lines without markup.

    A blank line follows each block.
    """
    text = _LINK.sub(r"\1", _EMBEDDED.sub("", _FOOTNOTE.sub("", "\n".join(lines))))
    if len(text) > _LARGE or text.count("[") > _MOST_BRACKETS:
        return "", lines
    # Imported late: markdown-it takes 45 ms to load.
    from markdown_it import MarkdownIt

    tokens = (
        MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).parse(text)
    )
    title, plain, heading = "", list[str](), ""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            heading = token.tag if token.type == "heading_open" else ""
        elif token.type == "inline":
            line = _inline(token.children or [])
            if heading == "h1" and not title and not plain:
                title = line
            else:
                plain += [*line.split("\n"), ""]
        elif token.type in ("fence", "code_block"):
            plain += [*token.content.split("\n"), ""]
        elif token.type == "html_block":
            plain += [*_html(token.content), ""]
    return title, plain


def _inline(children: list[Any]) -> str:
    """Return the text of a paragraph without images.

    Links keep their words, wrapped lines are joined.
    """
    pieces = []
    for child in children:
        match child.type:
            case "text" | "code_inline":
                pieces.append(child.content)
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
    return "".join(pieces).strip()


def _html(content: str) -> list[str]:
    from svodka.indexer.sources.pages.html_tree import html_lines

    return html_lines(content)
