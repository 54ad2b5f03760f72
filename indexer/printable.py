"""Foreign text made safe for a terminal."""

import json
import re
from unicodedata import category

# Controls, surrogates and line separators.
_UNSAFE_KINDS = frozenset(("Cc", "Cs", "Zl", "Zp"))
# Marks that change the direction of text.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_printable(text: str) -> bool:
    """True if a text can be shown and encoded unchanged, on one line."""
    return text.isprintable() or not (
        _TURNING.search(text) or any(category(char) in _UNSAFE_KINDS for char in text)
    )


def printable(text: str, limit: int = 200) -> str:
    """Escape the unsafe characters of a text (``\\n``, ``\\x1b``, ``\\udcff``).

    Cut it to ``limit`` characters.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(char if is_printable(char) else ascii(char)[1:-1] for char in text)


def harmless(text: str) -> str:
    """Escape the unsafe characters in every line of a text; tabs stay."""
    return re.sub(r"[^\n\t]+", lambda piece: printable(piece[0], len(piece[0])), text)


def harmless_json_of(value: object) -> str:
    """Return a value as one line of JSON that can be shown and encoded."""
    return harmless_json(json.dumps(value, ensure_ascii=False))


def harmless_json(written: str) -> str:
    """Escape the unsafe characters of JSON as JSON does.

    The result means the same, and can be shown and encoded.
    """
    if is_printable(written):
        return written
    return "".join(char if is_printable(char) else json.dumps(char)[1:-1] for char in written)
