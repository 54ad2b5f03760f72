"""RTF as lines."""

import re

from svodka.indexer.errors import SourceError

# Pictures and embedded objects in hexadecimal digits.
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}\s*){200,}")
_MOST_DEPTH = 500  # groups in groups


def rtf_lines(raw: bytes) -> list[str]:
    """Return the lines of an RTF. Raises SourceError."""
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise SourceError("damaged RTF: it does not begin as RTF")
    # Imported late: most collections hold no RTF.
    from striprtf.striprtf import rtf_to_text

    slim = _HEX.sub(b"", raw)
    if _depth(slim) > _MOST_DEPTH:
        raise SourceError("RTF that is nested too deeply")
    try:
        text = rtf_to_text(slim.decode("latin-1"), encoding="cp1251", errors="replace")
    except (ValueError, LookupError, TypeError, IndexError, OverflowError, AttributeError):
        raise SourceError("damaged RTF: it cannot be read") from None
    return str(text).encode("utf-8", "replace").decode().split("\n")


def _depth(raw: bytes) -> int:
    """Return the greatest number of groups that are open at once."""
    deepest = depth = 0
    for brace in re.finditer(rb"(?<!\\)[{}]", raw):
        depth += 1 if brace[0] == b"{" else -1
        deepest = max(deepest, depth)
    return deepest
