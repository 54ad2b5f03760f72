"""Text that was read in a wrong encoding before it was written down: «Ïàðîì», «РџР°СЂРѕРј»."""

import codecs
import re
from collections.abc import Callable

from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.writing.encodings import sense_of

# What it was read as, and what it was.
_WRONG = ("cp1252", "cp1251", "cp866", "koi8-r", "mac-cyrillic", "mac-roman", "cp437")
_RIGHT = ("utf-8", "cp1251", "koi8-r", "cp866", "mac-cyrillic")
_SAMPLE = 1500  # characters that are judged; three times as many if most of them are ASCII
_FEWEST = 6  # such characters in a text that is judged at all
_LIKELY_ODD = 0.03  # share of them that is no Russian
_LIKELY_CAPITALS = 0.7  # share of capitals: KOI8-R and windows-1251 read as each other swap cases
_BEYOND = re.compile(r"[^\x00-\x7f]")
_ODD = re.compile(
    r"[^\x00-\x7fА-Яа-яЁё«»—–„“”…№\xa0°§’‘•\u0301\xad\u2009\ufe0f"
    r"\U0001f000-\U0001ffff\u2600-\u27bfіїєґўІЇЄҐЎ]"
)
# It is looked for from its capitals: they are rarer than small letters.
_SWAPPED = re.compile(r"[А-ЯЁ](?<=[а-яё].)(?<![А-Яа-яЁё]..)[А-ЯЁ]")
_CAPITALS = re.compile(r"[А-ЯЁ]")
_IN_RUNS = re.compile("[À-ÿ╨╤\u0402-\u040f\u0452-\u045f\x80-\x9f]")
# Words that are wrong in themselves, however rare they are in a long text.
_RUN = re.compile(
    "[À-ÿ]{5}|"
    "(?:[РС][\u0402-\u040f\u0451-\u045f\u0490\u0491\x80-\xbb\u2013-\u203a\u20ac\u2116\u2122]){3}"
    "|(?:[ÐÑ][\x80-\xbf\u2010-\u2122ŠšŒœŽžŸƒˆ˜]){3}|(?:[╨╤][^\\sА-Яа-я]){3}"
)
_BETTER = 0.75  # of the cost before: a repaired text must make so much more sense
_SENSE = 13.0  # half bits a letter pair, as in ``encodings``
_TWICE = 0.8  # of the characters of a text that were read as UTF-8 once: it has pairs for each
_AS_READ = "svodka-as-read"  # the name of the way to encode what an encoding lacks
_LOST = b"?"
_MOST_LOST = 0.1  # of the characters that could not be read back


def mended(text: str, tell: Callable[[Note], None]) -> str:
    """Return a text as it was before it was read in a wrong encoding, and tell so.

    A text that makes sense is returned unchanged. Of a text that mixes both only the bad lines are
    mended.
    """
    if not _is_suspect(text):
        return text
    whole = _repaired(text) or _repaired_twice(text)
    if whole is None:
        lines = text.split("\n")
        if len(lines) == 1 or len(lines) > 100_000:
            return text
        mended_lines = [_line(line) for line in lines]
        whole = "\n".join(mended_lines)
    if whole == text:
        return text
    tell(Note("mojibake", "it was read in a wrong encoding once; its letters are put right"))
    return whole


def _line(line: str) -> str:
    return (_repaired(line) or line) if _is_suspect(line) else line


def _is_suspect(text: str) -> bool:
    """True if many characters beyond ASCII are no Russian, or words begin small and go on big."""
    if text.isascii():
        return False
    sample, beyond = _sample(text)
    if beyond < _FEWEST:
        return False
    if len(_ODD.findall(sample)) >= _LIKELY_ODD * beyond:
        return True
    if len(_CAPITALS.findall(sample)) >= _LIKELY_CAPITALS * beyond:
        return True
    if _SWAPPED.search(text, 0, 10 * _SAMPLE):
        return True
    return bool(_IN_RUNS.search(text) and _RUN.search(text))


def _sample(text: str) -> tuple[str, int]:
    """Return the text from its first character beyond ASCII on, and how many such it has."""
    first = _BEYOND.search(text)
    start = first.start() if first else len(text)
    sample = text[start : start + _SAMPLE]
    if 2 * _beyond(sample) < len(sample):
        sample = text[start : start + 3 * _SAMPLE]
    return sample, _beyond(sample)


def _beyond(text: str) -> int:
    """Count the characters beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _repaired(text: str) -> str | None:
    """Return the most sensible reading of a text, None if that is the text itself."""
    at = next((match.start() for match in _BEYOND.finditer(text)), 0)
    piece = text[at : at + 4 * _SAMPLE]
    best: tuple[float, str, str] | None = None
    limit = min(_SENSE, _BETTER * sense_of(piece))
    for wrong in _WRONG:
        if (raw := _bytes(piece, wrong)) is None:
            continue
        for right in _RIGHT:
            if right == wrong or (read := _read(raw, right)) is None:
                continue
            cost = sense_of(read)
            if cost < (best[0] if best else limit):
                best = cost, wrong, right
    if best is None:
        return None
    raw = _bytes(text, best[1], most_lost=1.0)
    return _read(raw, best[2], most_lost=1.0) if raw is not None else None


def _repaired_twice(text: str) -> str | None:
    """Return a text that was twice UTF-8 read as the code page of Windows, None for others."""
    for wrong in _WRONG[:2]:
        raw = _bytes(text, wrong)
        once = _read(raw, "utf-8") if raw is not None else None
        if once is not None and len(once) < _TWICE * len(text) and (whole := _repaired(once)):
            return whole
    return None


def _bytes(text: str, encoding: str, most_lost: float = _MOST_LOST) -> bytes | None:
    """Return the bytes that were read as a text, None if too many cannot be told."""
    raw = text.encode(encoding, _AS_READ)
    lost = raw.count(_LOST) - text.count(_LOST.decode())
    return raw if lost <= most_lost * len(text) else None


def _as_read(error: UnicodeError) -> tuple[bytes, int]:
    """Return the bytes of characters that an encoding lacks: a control character is its own."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    numbers = map(ord, error.object[error.start : error.end])
    return bytes(number if number < 256 else _LOST[0] for number in numbers), error.end


codecs.register_error(_AS_READ, _as_read)


def _read(raw: bytes, encoding: str, most_lost: float = _MOST_LOST) -> str | None:
    text = raw.decode(encoding, errors="replace")
    return text if text.count("\ufffd") <= most_lost * len(text) else None
