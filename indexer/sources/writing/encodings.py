"""Bytes become text: recognize the encoding of a Russian file without a declaration.

The order of trust: a byte order mark; UTF-16 and UTF-32 with plausible characters; strict UTF-8;
UTF-8 with a few broken bytes; then the 8-bit encoding with the most Russian letter pairs
(``bigrams``).
"""

import codecs
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from unicodedata import category

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.writing.bigrams import LETTERS, SURPRISE

#: The 8-bit encodings of Russian, the most used first: a tie goes to the first.
SINGLE_BYTE = ("cp1251", "koi8-r", "cp866", "mac-cyrillic")
#: Rarer ones, which must fit better.
_RARE = ("iso8859-5", "koi8-u", "cp855", "cp1125")
_NEIGHBOURS = ("kz1048", "ptcp154", "koi8-t")  # tried only if a text declares them
_RARE_MALUS = 1.04

_MARKS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 18  # bytes of a file from which its encoding is recognized
# Classes of a character beside the letters 1–32: a word's edge, a non-Russian Cyrillic letter, a
# Latin letter, an odd character.
_EDGE, _FOREIGN, _LATIN, _ODD = 0, 33, 34, 35
# Costs in half bits, as in the table of letter pairs.
_COST_ODD, _COST_FOREIGN, _COST_MIXED, _COST_TOUCH = 32, 20, 18, 14
_COST_CASE, _COST_CAPITALS, _COST_SMALL = 20, 3, 6
# Most writers use «е» instead, and capital «Ё» is the rarest letter of all.
_COSTS_OF_YO = {"ё": 6, "Ё": 8}
_MARKS_OF_PRINT = (
    dict.fromkeys("«»—–\xa0", 10)
    | dict.fromkeys("„“”…№", 14)
    | dict.fromkeys("‘’‚§°©®™±·•€\xad", 20)
)
# Frames, lines and shades of text mode: runs of one sign, seldom beside a letter.
_FRAMES = frozenset(map(chr, range(0x2500, 0x25A1)))
_COST_FRAME = 12
_AFTER_LETTER, _BEFORE_LETTER = frozenset("»“”’…°™®©\xa0\xad–"), frozenset("«„“‘№§\xa0\xad–")
# Russian costs 5 to 10 half bits a pair, even in all-capital names; random bytes over 20.
_SENSELESS = 15.0
_DECLARED_BONUS = 0.97
# One broken character in this number; no 8-bit text passes for UTF-8 at half of its letters.
_MOST_BROKEN = 20


def decode(raw: bytes, declared: str | None = None) -> str:
    """Decode a whole text. Raises SourceError.

    ``declared`` is the encoding named in the text, believed only if it fits.
    """
    encoding, mark = detect(raw, declared)
    text = raw[mark:].decode(encoding, errors="replace")
    if text.strip() and not text.strip("\ufffd \t\r\n"):
        raise SourceError("cannot tell its encoding")
    return text


def detect(raw: bytes, declared: str | None = None) -> tuple[str, int]:
    """Return the encoding of a text, and the length of its byte order mark in bytes.

    Raises SourceError.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name, len(mark)
    if wide := _wide(raw[:_SAMPLE]):
        return wide, 0
    if b"\0" in raw:
        raise SourceError("binary: it holds NUL bytes")
    if _is_utf8(raw):
        return "utf-8", 0
    return _single_byte(raw, declared), 0


def _wide(sample: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 encoding of a sample without a mark, None if it is in neither.

    In UTF-16 every Russian letter has a byte 04, every Latin letter and blank a byte 00. These
    bytes are rare elsewhere.
    """
    if len(sample) < 4 or not (b"\0" in sample or b"\x04" in sample):
        return None
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        text = sample[: min(len(sample), 1 << 14) // width * width].decode(name, errors="replace")
        if sum(map(_is_plausible, text)) >= 0.9 * len(text):
            return name
    return None


def _is_plausible(char: str) -> bool:
    """True if a Russian text may hold this character.

    The block decides, as chance gives characters of all blocks.
    """
    return (
        " " <= char <= "~"
        or char in "\t\n\r"
        or "\xa0" <= char <= "ÿ"
        or "Ѐ" <= char <= "ӿ"
        or "\u2000" <= char <= "\u2bff"
        or char == "\ufe0f"
        or "\U0001f000" <= char <= "\U0001ffff"
    )


def _is_utf8(raw: bytes) -> bool:
    """True if bytes are UTF-8 with at most a few broken characters.

    One may be cut in two at the end.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="replace")
    else:
        return True
    broken = text.count("\ufffd") - raw.count(b"\xef\xbf\xbd")
    good = sum(1 for char in text if char > "\x7f") - broken
    return broken * _MOST_BROKEN <= good


def _single_byte(raw: bytes, declared: str | None) -> str:
    sample = _telling(raw)
    pairs = Counter(zip(b"\n" + sample, sample + b" ", strict=True))
    own = _known(declared)
    names = list(dict.fromkeys((*SINGLE_BYTE, *_RARE, *((own,) if own else ()))))
    costs: dict[str, float] = {n: _cost(pairs, n) * _factor(n, own) for n in names}
    best = min(costs, key=lambda name: costs[name])
    if costs[best] > _SENSELESS:
        if foreign := _foreign(raw, declared):
            return foreign
        raise SourceError(
            "cannot tell its encoding:"
            " neither UTF-8 nor an 8-bit encoding of Russian makes sense of it"
        )
    return best


def _factor(name: str, own: str | None) -> float:
    if name == own:
        return _DECLARED_BONUS
    return _RARE_MALUS if name in _RARE and name != "koi8-u" else 1.0


def _foreign(raw: bytes, declared: str | None) -> str | None:
    """Return a declared encoding without Russian letters, if the text is valid in it."""
    try:
        name = str(codecs.lookup((declared or "").strip()).name)
        raw[:_SAMPLE].decode(name)
    except (LookupError, ValueError):
        return None
    return name if name not in ("ascii", "utf-8", "iso8859-1", "cp1252") else None


def _telling(raw: bytes) -> bytes:
    """Return up to 32 KB from each of the first 8 blocks that hold bytes beyond ASCII."""
    if len(raw) <= _SAMPLE:
        return raw
    stretches: list[bytes] = []
    at, step = 0, 1 << 15
    while at < len(raw) and len(stretches) < 8:
        stretch = raw[at : at + step]
        if not stretch.isascii():
            stretches.append(stretch)
        at += step
    return b" ".join(stretches)


def _known(declared: str | None) -> str | None:
    """Return the declared 8-bit encoding under its name here.

    None for one without Russian texts.
    """
    try:
        name = codecs.lookup((declared or "").strip()).name
    except (LookupError, ValueError):
        return None
    return next(
        (
            known
            for known in (*SINGLE_BYTE, *_RARE, *_NEIGHBOURS)
            if codecs.lookup(known).name == name
        ),
        None,
    )


def sense_of(text: str) -> float:
    """Return the mean cost of the letter pairs beyond ASCII in a text, in half bits.

    Russian costs 5 to 10; what was read in a wrong encoding costs more.
    """
    total = weight = 0
    for pair, count in Counter(pairwise(f"\n{text} ")).items():
        if pair[0] > "\x7f" or pair[1] > "\x7f":
            total += _cost_of_chars(*pair) * count
            weight += count
    return total / weight if weight else 0.0


@lru_cache(1 << 14)
def _cost_of_chars(first: str, second: str) -> int:
    pair = (first, _kind(first)), (second, _kind(second))
    return _pair_cost(*pair) + _case_cost(first, second) + _mark_cost(first, second)


def _cost(pairs: Counter[tuple[int, int]], encoding: str) -> float:
    """Return the mean cost of the byte pairs beyond ASCII in this encoding, in half bits."""
    costs, total, weight = _pair_costs(encoding), 0, 0
    for (first, second), count in pairs.items():
        if first > 127 or second > 127:
            total += costs[first][second] * count
            weight += count
    return total / weight if weight else 0.0


@cache
def _pair_costs(encoding: str) -> list[list[int]]:
    """Return the costs of all byte pairs in an 8-bit encoding, in half bits: 256 rows of 256."""
    chars = [bytes([byte]).decode(encoding, errors="replace") for byte in range(256)]
    kinds = [(char, _kind(char)) for char in chars]
    return [
        [_pair_cost(a, b) + _case_cost(a[0], b[0]) + _mark_cost(a[0], b[0]) for b in kinds]
        for a in kinds
    ]


def _kind(char: str) -> int:
    folded = char.lower().replace("ё", "е")
    if len(folded) == 1 and (at := LETTERS.find(folded)) >= 0:
        return at + 1
    if char.isascii():
        return (
            _LATIN
            if char.isalpha()
            else _ODD
            if category(char) == "Cc" and char not in "\t\n\r"
            else _EDGE
        )
    if char in _MARKS_OF_PRINT or char in _FRAMES:
        return _EDGE
    return _FOREIGN if "Ѐ" <= char <= "ӿ" else _ODD


def _pair_cost(first: tuple[str, int], second: tuple[str, int]) -> int:
    kinds = {first[1], second[1]}
    if _ODD in kinds:
        return _COST_ODD
    if _FOREIGN in kinds:
        return _COST_FOREIGN
    if _LATIN in kinds:
        return _COST_MIXED if kinds - {_LATIN, _EDGE} else 0
    return SURPRISE[first[1]][second[1]] if any(kinds) else 0


def _case_cost(first: str, second: str) -> int:
    """Return the cost of letter case.

    A capital after a small letter («мОСКВА») points to another encoding. Two capitals, or a small
    letter on a new line, do so weakly.
    """
    if first == "\n" and second.islower():
        return _COST_SMALL
    if second.isascii() or not second.isupper():
        return 0
    return _COST_CASE if first.islower() else _COST_CAPITALS if first.isupper() else 0


def _mark_cost(first: str, second: str) -> int:
    """Return the cost of a typographic mark.

    It is rarer than a letter, and much rarer inside a word («врем€»).
    """
    if first in _FRAMES or second in _FRAMES:
        touch = _COST_TOUCH + _COST_FRAME if first.isalpha() or second.isalpha() else 0
        return touch or (1 if first in (second, "\n") else _COST_FRAME)
    cost = _MARKS_OF_PRINT.get(second, 0)
    if second in _MARKS_OF_PRINT and first.isalpha() and second not in _AFTER_LETTER:
        cost += _COST_TOUCH
    if first in _MARKS_OF_PRINT and second.isalpha() and first not in _BEFORE_LETTER:
        cost += _COST_TOUCH
    if (first.isspace() and second in "»”\xa0") or (first in "«„" and second.isspace()):
        cost += _COST_TOUCH
    return cost + _COSTS_OF_YO.get(second, 0)
