"""Pages of a MediaWiki's export, and their markup as plain text."""

import re
from typing import Any

from svodka.indexer.sources.exports.xml_fields import local, text_of

_DEEPEST = 20  # templates within templates
_LONG = 40  # characters; a longer value of a template is a text, such as a quotation
_NOTE = re.compile(r"(<ref(?:\s[^<>]{0,200})?>|</ref>)", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_LINK = re.compile(r"\[\[([^\[\]]*)\]\]")
_ADDRESS = re.compile(r"\[(?:https?:)?//[^\s\[\]]++(?: ([^\[\]\n]*+))?\]")
_UNSEEN = re.compile(r"(?:категория|category|файл|file|изображение|image)\s*:", re.IGNORECASE)
_SIGNS = re.compile(
    r"'{2,5}|__[A-ZА-Я]{3,30}__|^[ \t]*(?:\{\||\|\}|\|-).*$|^[*#:;|!]+ ?|^={2,6}|={2,6}[ \t]*$",
    re.MULTILINE,
)


def wiki_page(page: Any) -> dict[str, Any]:
    """Return the last revision of a page as a record.

    Redirections and pages that are no articles have a kind under ``left_out``.
    """
    parts = {local(one): one for one in page}
    space = text_of(parts["ns"]) if "ns" in parts else "0"
    if "redirect" in parts or space != "0":
        return {"left_out": "redirect" if "redirect" in parts else f"namespace {space}"[:40]}
    revision = {local(one): one for one in parts.get("revision", ())}
    found: dict[str, Any] = {
        name: text_of(parts[name]) for name in ("title", "id") if name in parts
    }
    for field, name in (("date", "timestamp"), ("text", "text")):
        if name in revision:
            found[field] = text_of(revision[name])
    if "text" in found:
        found["text"] = plain_wiki(found["text"])
    return found


def plain_wiki(text: str) -> str:
    """Return the text of wiki markup: without notes, templates and categories, links as words."""
    text = _without_notes(text)
    for _ in range(_DEEPEST):
        text, count = _TEMPLATE.subn(_long_values, text)
        if not count:
            break
    for _ in range(3):
        text = _LINK.sub(_words, text)
    return _SIGNS.sub("", _ADDRESS.sub(r"\1", text)).strip()


def _without_notes(text: str) -> str:
    kept: list[str] = []
    held: list[str] | None = None  # since a note has begun
    for piece in _NOTE.split(text):
        if not _NOTE.fullmatch(piece):
            (kept if held is None else held).append(piece)
        elif piece.startswith("</"):
            held = None
        elif not piece.endswith("/>"):
            held = held or []
    return "".join([*kept, *(held or [])])


def _long_values(match: re.Match[str]) -> str:
    values = (re.sub(r"^\s*+[\w ]{1,30}=", "", one) for one in match[1].split("|")[1:])
    return "\n".join(one.strip() for one in values if len(one) > _LONG)


def _words(match: re.Match[str]) -> str:
    return "" if _UNSEEN.match(match[1]) else match[1].rpartition("|")[2]
