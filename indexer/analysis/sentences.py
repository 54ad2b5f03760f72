"""The sentence boundaries of a Russian news text. Linear in the text."""

import re
from itertools import islice

from svodka.indexer.analysis.abbreviations import INNER, OUTER
from svodka.indexer.analysis.quotes import pairs

# Characters. A shorter quotation or bracket holds no end of a sentence: «Что? Где? Когда?»
MAX_QUOTED = 100

# Before a blank. The first look keeps a long run of marks from being read from each of them.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"»”“’›)\]]*+(?=\s)")
_WORD = re.compile(r"[^\W_]+")
_BEFORE_NEXT = re.compile(r"[\s\"«„“‹(\[—–-]*+")
_BRACKET = re.compile(r"[()\[\]]")
_CONTEXT = 16  # characters before a full stop that decide whether it ends an abbreviation

# «т. е. Москва», «в. ч.», «5 мар. 2024», and whole words
_INNER = re.compile(
    rf"(?:(?<!\w)(?:т\.?\s?[екн]|в\.?\s?ч|{'|'.join(INNER)})|\d\s(?:фев|мар|ию[нл]|сен|ноя))$"
)
# «и т. д. Он», «до н. э. Потом», «и др. Все», and whole words
_OUTER = re.compile(
    rf"(?:(?<!\w)(?:т\.?\s?[дп]|н\.?\s?э|и\s(?:др|пр)|{'|'.join(OUTER)})"
    r"|\d\s?(?:г|в|м|ч|стр|кв))$"
)
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]$")
# Longer words are no abbreviations, and most words before a full stop are longer.
_LONGEST = max(map(len, (*INNER, *OUTER)))
_LONG_WORD = re.compile(rf"[а-яёА-ЯЁa-zA-Z]{{{_LONGEST + 1}}}")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the sentences, without blanks at their ends.

    Together they cover all characters that are not blank. A line break always ends a sentence.
    Direct speech stays in one piece: «— Едем! — сказал он».
    """
    found: list[tuple[int, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        start = 0
        for end in [*_ends(line), len(line)]:
            piece = line[start:end]
            blank = len(piece) - len(piece.lstrip())
            if blank < len(piece):
                found.append((offset + start + blank, offset + start + len(piece.rstrip())))
            start = end
        offset += len(line)
    return found


def _ends(line: str) -> list[int]:
    """Return the ends of the sentences inside a line, before its own end."""
    ends: list[int] = []
    marks = list(_END.finditer(line, 0, len(line.rstrip())))
    quoted = _quoted(line) if marks else []
    start = wordless = held = 0
    for match in marks:
        end = match.end()
        while quoted and quoted[-1][0] < end:
            held = max(held, quoted.pop()[1])
        if held >= end:
            continue
        if _WORD.search(line, wordless, end) is None:
            wordless = end
        elif _is_end(line, start, match):
            ends.append(end)
            start = wordless = end
    return ends


def _quoted(line: str) -> list[tuple[int, int]]:
    """Return the short quotations and brackets of a line as index pairs, the last one first."""
    found = list(pairs(line).items())
    opened: list[int] = []
    for match in _BRACKET.finditer(line):
        if match[0] in "([":
            opened.append(match.start())
        elif opened:
            found.append((opened.pop(), match.start()))
    return sorted((pair for pair in found if pair[1] - pair[0] <= MAX_QUOTED), reverse=True)


def _is_end(line: str, start: int, match: re.Match[str]) -> bool:
    """True if the matched marks end the sentence that begins at ``start``."""
    behind = _BEFORE_NEXT.match(line, match.end())
    after = line[behind.end() : behind.end() + 1] if behind else ""
    if after.islower():
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    stop = match.start()
    if _LONG_WORD.match(line, max(start, stop - _LONGEST - 1), stop):
        return True
    before = line[max(start, stop - _CONTEXT) : stop]
    if outer := _OUTER.search(before.lower()):
        # «В 2024 г. Москва…»: a date with fewer words is not yet a sentence.
        words = 5 if outer[0].endswith(("г", "в")) else 0
        return (
            not after.isdigit()
            and len(list(islice(_WORD.finditer(line, start, match.start()), words))) == words
        )
    if _INNER.search(before.lower()):
        return False
    # «А. С. Пушкин», and «1. Общие положения» at the beginning of a line
    initial = _INITIAL.search(before)
    return not (initial and initial[0].isupper()) and not (
        len(before) < 4 and before.strip().isdigit()
    )
