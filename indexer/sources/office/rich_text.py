"""RTF as lines."""

import re

from svodka.indexer.errors import SourceError

# Pictures and embedded objects in hexadecimal digits.
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}\s*){200,}")
_MOST_DEPTH = 500  # groups in groups
_NOTE = re.compile(rb"\{(?:\\\*)?\\footnote\b")
_HIGH = re.compile(rb"[\x80-\xff]")
# The code page of Cyrillic on old Macs, which Python knows by another name.
_OLD_MAC = b"\\ansicpg10007"
_CODE = re.compile(rb"\\'([89a-f][0-9a-f])", re.IGNORECASE)
_BRACE = re.compile(rb"(?<!\\)[{}]")


def rtf_lines(raw: bytes) -> list[str]:
    """Return the lines of an RTF. Raises SourceError."""
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise SourceError("damaged RTF: it does not begin as RTF")
    # Imported late: most collections hold no RTF.
    from striprtf.striprtf import rtf_to_text

    slim = _HEX.sub(b"", raw)
    if _depth(slim) > _MOST_DEPTH:
        raise SourceError("RTF that is nested too deeply")
    slim = _HIGH.sub(_escaped, _with_notes_last(slim))
    slim = _CODE.sub(_from_mac, slim) if _OLD_MAC in slim else slim
    try:
        text = rtf_to_text(slim.decode("latin-1"), encoding="cp1251", errors="replace")
    except (ValueError, LookupError, TypeError, IndexError, OverflowError, AttributeError):
        raise SourceError("damaged RTF: it cannot be read") from None
    return str(text).encode("utf-8", "replace").decode().split("\n")


def _escaped(match: re.Match[bytes]) -> bytes:
    """Return a byte of a code page as RTF wants it; some programs write it as it is."""
    return b"\\'%02x" % match[0][0]


def _from_mac(match: re.Match[bytes]) -> bytes:
    return b"\\u%d?" % ord(bytes.fromhex(match[1].decode()).decode("mac_cyrillic"))


def _with_notes_last(raw: bytes) -> bytes:
    """Return an RTF with its footnotes as paragraphs at its end: the reader of RTF drops them."""
    notes: list[bytes] = []
    kept: list[bytes] = []
    at = 0
    for match in _NOTE.finditer(raw):
        if match.start() < at:
            continue
        if (end := _end_of_group(raw, match.start())) < 0:
            break
        kept.append(raw[at : match.start()])
        notes.append(b"\\par {" + raw[match.end() : end])
        at = end
    if not notes:
        return raw
    body, _, _ = raw[at:].rstrip().rpartition(b"}")
    return b"".join((*kept, body, *notes, b"}"))


def _end_of_group(raw: bytes, start: int) -> int:
    """Return the index behind the group that begins at one, -1 if it does not end."""
    depth = 0
    for brace in _BRACE.finditer(raw, start):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return brace.end()
    return -1


def _depth(raw: bytes) -> int:
    """Return the greatest number of groups that are open at once."""
    deepest = depth = 0
    for brace in re.finditer(rb"(?<!\\)[{}]", raw):
        depth += 1 if brace[0] == b"{" else -1
        deepest = max(deepest, depth)
    return deepest
