"""Foreign words made safe for a terminal."""

import json
import re
from unicodedata import category

# Besides controls and surrogates, line separators, and the marks that turn the direction of writing.
_UNSAFE_KINDS = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_printable(text: str) -> bool:
    """Whether a text can be shown and encoded as it is, on one line."""
    return text.isprintable() or not (
        _TURNING.search(text) or any(category(char) in _UNSAFE_KINDS for char in text)
    )


def printable(text: str, limit: int = 200) -> str:
    """A text with its unsafe characters escaped (``\\n``, ``\\x1b``, ``\\udcff``), cut to ``limit`` characters."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(char if is_printable(char) else ascii(char)[1:-1] for char in text)


def harmless(text: str) -> str:
    """A text of several lines, each made safe; tabs stay."""
    return re.sub(r"[^\n\t]+", lambda piece: printable(piece[0], len(piece[0])), text)


def harmless_json_of(value: object) -> str:
    """A value as one line of JSON that can be shown and encoded."""
    return harmless_json(json.dumps(value, ensure_ascii=False))


def harmless_json(written: str) -> str:
    """JSON with its unsafe characters escaped as JSON escapes them: it stays what it was, and can be shown and encoded."""
    if is_printable(written):
        return written
    return "".join(char if is_printable(char) else json.dumps(char)[1:-1] for char in written)
