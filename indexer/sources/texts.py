"""The values of a record as text: markup, nested objects, several texts put together."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.names import is_missing
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.writing.mojibake import mended
from svodka.indexer.sources.writing.prose import clean

_MARKUP = re.compile(
    r"</?(?:p|br|div|a|b|i|u|strong|em|ul|ol|li|h[1-6]|span|blockquote|img|figure|table|sup)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_BLOCK = re.compile(r"<(?:p|br|div|ul|ol|li|h[1-6]|blockquote|figure|table)\b", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|quot|laquo|raquo|mdash|ndash|hellip|amp|lt|gt|#\d{2,6}|#x[0-9a-f]{2,5});", re.I
)
# A text of markup that was escaped twice begins with a tag once it is unescaped.
_TWICE = re.compile(
    r"\s*<(?:p|div|br|span|b|strong|h[1-6]|ul|img|a|table)(?:\s[^<>]{0,2000})?/?>", re.I
)
# The members of an object that hold its text, and those that hold a name.
_INNER = (
    *("rendered", "html", "text", "plain", "plaintext", "#text", "$t", "_text", "__cdata"),
    *("_", "value", "content", "body", "paragraphs", "blocks", "data", "items", "children"),
)
_NAMES = (
    *(
        "rendered",
        "name",
        "title",
        "main",
        "original",
        "#text",
        "$t",
        "_text",
        "__cdata",
        "_",
        "value",
    ),
    *("label", "text", "display_name", "displayName", "full_name", "fullName", "ru", "term"),
)
_PARTS_OF_NAME = (("first_name", "last_name"), ("firstName", "lastName"), ("given", "family"))
# The members of an object that hold the object or list with its name: JSON:API, GraphQL.
_AROUND_NAMES = ("data", "attributes", "node", "nodes", "edges", "items", "person", "user")
_DEPTH = 12  # levels of objects in a text
_MOST_NAMES = 100  # of one field
_LIST = re.compile(r"\[\s*(['\"])[^\\\[\]]{0,2000}\1\s*,?\s*\]")
# «… [+726 chars]» and «…» end a text that was cut.
_LONGEST_SIGN = 40  # characters
_CUT = re.compile(
    r"\s*(?:(?:…|\.\.\.)\s*)?(?:\[\+?\d+ (?:chars|символ\w*)\]|\[?(?:…|\.\.\.)\]?)\s*$"
)


def composed(fields: Mapping[str, Any], tell: Callable[[Note], None]) -> str:
    """Return all texts of an article, leads first, each once.

    Raises SourceError if none of its texts is one.
    """
    if "texts" not in fields:
        return _noting_cut(plain(as_text(fields, "text", "\n"), tell), tell)
    texts: list[str] = []
    failure: SourceError | None = None
    for value in fields["texts"]:
        try:
            texts.append(plain(as_text({"text": value}, "text", "\n"), tell))
        except SourceError as error:
            failure = failure or error
    if failure and not texts:
        raise failure
    return _noting_cut("\n".join(_distinct(texts)), tell)


def _noting_cut(text: str, tell: Callable[[Note], None]) -> str:
    """Return a text; tell if it ends with a sign that its source cut it: «… [+726 chars]»."""
    match = _CUT.search(text[-_LONGEST_SIGN:])
    if match and "[" in match[0]:
        sign = match[0].strip()
        tell(Note("cut", f"its text ends with «{sign}»: its source has only a part of it"))
    return text


def _distinct(texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts that no other one contains."""
    bare = [_bare(text) for text in texts]
    for at, text in enumerate(texts):
        others = (
            other
            for index, other in enumerate(bare)
            if index != at and (len(other) > len(bare[at]) or index < at)
        )
        if bare[at] and not any(bare[at] in other for other in others):
            yield text


def _bare(text: str) -> str:
    """Return the letters and digits of a text, without the sign that it was cut."""
    return re.sub(r"[\W_]+", "", _CUT.sub("", text)).casefold().replace("ё", "е")


def as_text(fields: Mapping[str, Any], field: str, between: str = ", ") -> str:
    """Return a field as text. A number is written out, a list joined, an object gives its name.

    Raises SourceError.
    """
    value = fields.get(field, "")
    if isinstance(value, list):
        return between.join(scalar(field, item) for item in value if not is_missing(item))
    return scalar(field, value)


def scalar(field: str, value: Any) -> str:
    """Return one value of a field as text. Raises SourceError."""
    if isinstance(value, str):
        return value if field == "text" else _unlisted(value)
    if isinstance(value, int | float):
        return _written(value)
    if isinstance(value, Mapping):
        inner = "\n".join(_strings(value)) if field == "text" else _name(value)
        if inner:
            return inner
    raise SourceError(f"its {field} is {_KINDS.get(type(value), 'not text')}, not a text")


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    bool: "true or false",
    type(None): "null",
}


def _name(value: Any, depth: int = 0) -> str:
    """Return the name that an object has, or several of a list; empty if there is none."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(one, depth + 1) for one in value[:_MOST_NAMES])))
    if isinstance(value, str) and depth:
        return value
    if not isinstance(value, Mapping) or depth > _DEPTH:
        return ""
    own = (name for key in _NAMES if isinstance(name := value.get(key), str) and name)
    parts = (
        " ".join(str(value[key]) for key in keys if isinstance(value.get(key), str))
        for keys in _PARTS_OF_NAME
    )
    inner = (_name(value[key], depth + 1) for key in _AROUND_NAMES if value.get(key))
    return next(filter(None, (*own, *parts, *inner)), "")


def _unlisted(written: str) -> str:
    """Return «Анна Белова, Пётр Кузнецов» for a list that was written as code, as pandas does."""
    if not _LIST.fullmatch(written):
        return written
    try:
        values = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return written
    names = [one for one in values if isinstance(one, str)]
    return ", ".join(names) if len(names) == len(values) else written


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the texts in an object: {"rendered": …}, or the blocks of an editor."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEPTH:
        if _is_run(value):
            yield "".join(item["text"] for item in value)
            return
        for item in value:
            yield from _strings(item, depth + 1)
    elif isinstance(value, Mapping) and depth < _DEPTH:
        inner = next((value[key] for key in _INNER if not is_missing(value.get(key))), None)
        yield from _strings(inner, depth + 1)
        if isinstance(caption := value.get("caption"), str) and caption is not inner:
            yield caption


def _is_run(pieces: list[Any]) -> bool:
    """True for the pieces of one line in an editor's tree: [{"text": "…", "bold": true}, …]."""
    return (
        bool(pieces)
        and all(
            isinstance(piece, Mapping)
            and isinstance(piece.get("text"), str)
            and (piece.get("type") == "text" or not ({"type", "children"} & piece.keys()))
            for piece in pieces
        )
        and any(piece.get("type") == "text" or _is_marked(piece) for piece in pieces)
    )


def _is_marked(piece: Mapping[str, Any]) -> bool:
    """True for a piece with marks of its type beside its text."""
    return any(value is True for value in piece.values())


def _written(number: float) -> str:
    """Return a number as its shortest decimal text. Tables keep integer ids as 12.0."""
    try:
        return str(int(number)) if number == int(number) else repr(number)
    except (OverflowError, ValueError):  # infinite, or too long for Python to write out
        raise SourceError("holds a number that is too large") from None


def plain(text: str, tell: Callable[[Note], None] = lambda _note: None) -> str:
    """Return a record's text without HTML markup. Raises SourceError if it is binary.

    ``tell`` gets a note if its letters were mended.
    """
    text = mended(text, tell)
    if _MARKUP.search(text):
        # Imported late: lxml takes 20 ms to load, and most records are plain.
        from svodka.indexer.sources.pages.html_tree import html_lines

        # Without blocks its lines are as the writer broke them: WordPress keeps texts so.
        text = text if _BLOCK.search(text) else text.replace("\n", "<br>")
        text = "\n".join(html_lines(text.replace("\0", "\ufffd")))
    elif _ENTITY.search(text):
        from html import unescape

        text = unescape(text)
        if _TWICE.match(text):
            return plain(text, tell)
    return clean(text)
