"""Words that print or recognition broke: at line ends, by spaced letters, by footnote marks."""

import re
from functools import lru_cache

# Marks of a break: hyphens, the soft hyphen, and what old programs and OCR write for it.
_HYPHENS = "-\u2010\u2011"
_BREAK = f"{_HYPHENS}\u00ad¬"
_ENDS_BROKEN = re.compile(
    rf"((?:[А-ЯЁ][а-яё]+-(?:на|де|ла|эль|аль)(?=-$))|[^\W\d_]+)\s?([{_BREAK}]|(?<=[^\W\d_]{{2}})=)$"
)
_BEGINS = re.compile(r"[А-ЯЁ]?[а-яё]+")
_LETTER = "[А-ЯЁа-яё]"
_SPACED = re.compile(rf"(?<![^\s«„“\"(]){_LETTER}(?:[ \xa0\u2009]{{1,3}}{_LETTER}){{3,}}(?!\w)")
# Two letters in the midst of spaced ones, which few lines have.
_MAY_BE_SPACED = re.compile(rf"[ \xa0\u2009]{_LETTER}[ \xa0\u2009]{{1,3}}{_LETTER}[ \xa0\u2009]")
# «возоб- новили», «возоб¬ новили»: the lines were joined, the word was not.
_BROKEN_INSIDE = re.compile(rf"([^\W\d_]+)([{_BREAK}])[ \xa0]([а-яё]+)")
_MAY_BE_BROKEN = re.compile(rf"[{_BREAK}][ \xa0][а-яё]")
_LAST = frozenset((*_BREAK, "="))
_WORD = 100  # characters at the end of a line in which its last word stands
_SHORTEST = 5  # letters of a spaced word that the dictionary lacks
_LONGEST = 60  # letters of a spaced stretch that is cut into words
_ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def join_broken(first: str, second: str) -> str | None:
    """Return two lines as one if the first ends in a broken word, else None.

    The hyphen stays if it belongs to the word: «северо-западный».
    """
    broken = _broken(first, second)
    if broken is None:
        return None
    end, begin = broken
    start = max(0, len(first) - _WORD) + end.start()
    head, mark = end[1], end[2]
    word = _rejoined(head, mark, begin[0])
    return first[:start] + word + second[begin.end() :]


def is_broken(first: str, second: str) -> bool:
    """True if a word is broken between two lines."""
    return _broken(first, second) is not None


def repaired(line: str) -> str:
    """Return a line with its broken words and its spaced letters whole."""
    if _MAY_BE_BROKEN.search(line):
        line = _BROKEN_INSIDE.sub(_joined, line)
    return _SPACED.sub(_unspaced, line) if _MAY_BE_SPACED.search(line) else line


def _broken(first: str, second: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """Return the end of a line and the beginning of the next one if they are one word.

    A capital goes on only after a name and its hyphen: «Йошкар-», «Ола».
    """
    begin = _BEGINS.match(second) if first[-1:] in _LAST else None
    end = begin and _ENDS_BROKEN.search(first[-_WORD:])
    if not begin or not end:
        return None
    if begin[0][0].islower():
        return end, begin
    is_name = end[1][0].isupper() and end[2] in _HYPHENS and end[0] == end[1] + end[2]
    return (end, begin) if is_name else None


def _rejoined(head: str, mark: str, rest: str) -> str:
    """Return a word of its two parts, with a hyphen if the dictionary has it only so."""
    if rest[0].isupper():
        return f"{head}-{rest}"
    if mark not in _HYPHENS or _is_word(head + rest):
        return head + rest
    stays = _is_word(f"{head}-{rest}") or _is_word(rest)
    return f"{head}-{rest}" if stays else head + rest


def _joined(match: re.Match[str]) -> str:
    head, mark, rest = match.groups()
    if mark not in _HYPHENS:
        return head + rest
    is_one = _is_word(head + rest) and not (_is_word(head) and _is_word(rest))
    return head + rest if is_one else match[0]


def _unspaced(match: re.Match[str]) -> str:
    """Return the words of letters with blanks between them: «п о с т а н о в и л»."""
    words = re.split(r"[ \xa0\u2009]{2,}", match[0])
    bare = [re.sub(r"\s", "", word) for word in words]
    if len(words) > 1:
        return " ".join(bare) if any(len(word) > 2 for word in bare) else match[0]
    letters = bare[0]
    if _is_word(letters):
        return letters
    if cut := _cut(letters):
        return " ".join(cut)
    is_list = letters.lower() in _ALPHABET or letters.lower() in _ALPHABET.replace("ё", "")
    return letters if len(letters) >= _SHORTEST and not is_list else match[0]


def _cut(letters: str) -> list[str]:
    """Cut letters into the fewest words of the dictionary; empty if that cannot be done."""
    if len(letters) > _LONGEST:
        return []
    best: list[list[str] | None] = [[]]
    for stop in range(1, len(letters) + 1):
        found: list[str] | None = None
        for start in range(max(0, stop - 20), stop):
            before = best[start]
            piece = letters[start:stop]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            if (len(piece) >= 4 and _is_word(piece)) or piece.lower() in _SHORT_WORDS:
                found = [*before, piece]
        best.append(found)
    return best[-1] or []


_SHORT_WORDS = frozenset(
    "в и о с у к на по за от до из об не но а что как для при".split()  # noqa: SIM905
)


@lru_cache(1 << 14)
def _is_word(word: str) -> bool:
    """True if the dictionary has a word."""
    # Imported here: the walk over files that are as they were does not need it.
    from svodka.indexer.analysis.morphology import parses

    parse = next(parses(word.lower().replace("ё", "е")), None)
    return parse is not None and parse.known
