"""Words that consist of words, and the bounds of their parts in the surface form.

Нью-Йорк, COVID19, вебсайт, #СвободуПаромам, п р и к а з, and groups that count as one word:
$100, 5 этаж, двадцать первый.
"""

import re

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.folding import fold, lookalike
from svodka.indexer.analysis.token_pattern import CURRENCIES, WORD

Spans = list[tuple[int, int]]

# A number with its ending is one part: 10-ти-кратный, 10ти-кратный
_PART = re.compile(rf"\d+-(?:ти|х|и)(?=-)|{WORD}", re.IGNORECASE)
_CODE = re.compile(r"([^\W\d_]+)(\d+)([^\W\d_]{0,3})|(\d+)([^\W\d_]{4,})")
# 5кг, 100км, 30мин: a number and its unit without a blank
_GLUED_UNIT = re.compile(
    r"(\d+)((?i:кг|км|см|мм|мг|мл|га|гб|мб|тб|вт|руб|коп|тыс|млн|чел|шт|мин|сек|лет|раз)"
    r"|[грмлч]|гг)"
)
_CAMEL = re.compile(r"[А-ЯЁA-Z]+(?![а-яёa-z])|[А-ЯЁA-Z]?[а-яёa-z]+|\d+")
_MONEY = re.compile(rf"([{CURRENCIES}])\s?([\d., \u00a0\u2009\u202f]*\d)\s?([а-яё]*\.?)", re.I)
_AREA = re.compile(r"([кдсм]?м|[kcdm]?m)([²³])")
_PIECE = re.compile(r"\S+")
# Parts that some write with a hyphen and others do not. The rest must be a word.
_PREFIXES = (
    "веб",
    "экс",
    "вице",
    "онлайн",
    "офлайн",
    "интернет",
    "пресс",
    "бизнес",
    "мини",
    "макси",
    "арт",
    "поп",
)
# Prefixes before which a word of the dictionary is taken apart too: вебсайт, but not экспорт.
_SURE = ("веб", "онлайн", "интернет")
_LEAST_REST = 4
_LEAST_SPACED = 6  # letters of a letter-spaced word that the dictionary need not have
_MOST_SPACED = 24  # letters of a word in a letter-spaced row
_ONE_LETTER = frozenset("авикосуя")


def joined(lemma: str) -> str:
    """Return the lemma of a compound as if it were written together: вебсайт, covid19.

    A code in look-alike letters has them in Cyrillic: C-300 is «с300» in either alphabet.
    """
    together = lemma.replace("-", "")
    if together.isdigit():
        return lemma
    if together.isascii() and any(map(str.isdigit, together)):
        return lookalike(together) or together
    return together


def parts(surface: str) -> Spans:
    """Return the bounds of the parts of a word with hyphens or digits, one for a simple word."""
    spans = [match.span() for match in _PART.finditer(surface)]
    if len(spans) > 1:
        return spans
    code = _CODE.fullmatch(surface)
    if code and (code[4] or surface[0].isupper() or surface.isascii()):
        return [code.span(group) for group in range(1, 6) if code[group]]
    if unit := _GLUED_UNIT.fullmatch(surface):
        return [unit.span(1), unit.span(2)]
    return prefixed(surface) or spans


def prefixed(surface: str) -> Spans:
    """Return the bounds of a prefix and its word that some write with a hyphen, or none."""
    form = surface.casefold()
    if not form.startswith(_PREFIXES):
        return []
    prefix = next(filter(form.startswith, _PREFIXES))
    rest = form[len(prefix) :]
    if len(rest) < _LEAST_REST or not morphology.is_word(fold(rest)):
        return []
    if prefix not in _SURE and morphology.is_word(fold(form)):
        return []
    return [(0, len(prefix)), (len(prefix), len(surface))]


def hashtag(surface: str) -> Spans:
    """Return the bounds of the words of a hashtag: #СвободуПаромам, #Выборы2024."""
    return [match.span() for match in _CAMEL.finditer(surface)]


def money(surface: str) -> Spans:
    """Return the bounds of number, scale and sign of «$1,5 млрд» in the order of speech."""
    match = _MONEY.fullmatch(surface)
    return [match.span(group) for group in (2, 3, 1) if match[group]] if match else []


def area(surface: str) -> Spans:
    """Return the bounds of the sign and the unit of «км²» in the order of speech."""
    match = _AREA.fullmatch(surface)
    return [match.span(2), match.span(1)] if match else []


def pieces(surface: str) -> Spans:
    """Return the bounds of the words of a group with blanks."""
    return [match.span() for match in _PIECE.finditer(surface)]


def spaced(surface: str) -> Spans:
    """Return the bounds of the words of letter-spaced text; of each letter if it has none.

    The fewest words of the dictionary: «п р и к а з о м и р е» is приказ, о, мире.
    """
    letters = fold(surface.replace(" ", "").replace("\u00a0", ""))
    starts = [match.start() for match in _PIECE.finditer(surface)]
    if len(letters) != len(starts):  # letters that fold to none
        return pieces(surface)
    words = _fewest(letters)
    if not words and len(letters) >= _LEAST_SPACED:
        return [(0, len(surface))]
    if not words:
        return pieces(surface)
    return [(starts[first], starts[last - 1] + 1) for first, last in words]


def _fewest(letters: str) -> Spans:
    """Cut letters into the fewest dictionary words, of one or at least three letters."""
    best: list[Spans | None] = [[]]
    for end in range(1, len(letters) + 1):
        ways = [
            [*before, (start, end)]
            for start in range(max(0, end - _MOST_SPACED), end)
            if (before := best[start]) is not None and _stands(letters[start:end])
        ]
        best.append(min(ways, key=_cost, default=None))
    found = best[-1]
    return found if found and any(last - first > 2 for first, last in found) else []


def _cost(spans: Spans) -> tuple[int, int]:
    return len(spans), -max(last - first for first, last in spans)


def _stands(word: str) -> bool:
    if len(word) < 3:
        return word in _ONE_LETTER or word in ("на", "не", "по", "из", "до", "за", "от", "об")
    return morphology.is_word(word)
