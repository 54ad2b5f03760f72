"""Numbers that name a place in a row: 5-й, 90-х, XX, двадцать первый, 5 этаж.

An ordinal has one lemma, however it is written: the word (пятый), or digits where the word would be
two words or rare (21й). Endings of cardinals (5-ти, 3-х) give the number itself.
"""

import re
import unicodedata

_UNITS = (
    *("первый", "второй", "третий", "четвертый", "пятый"),
    *("шестой", "седьмой", "восьмой", "девятый"),
)
_TEENS = (
    *("десятый", "одиннадцатый", "двенадцатый", "тринадцатый", "четырнадцатый"),
    *("пятнадцатый", "шестнадцатый", "семнадцатый", "восемнадцатый", "девятнадцатый"),
)
_TENS = (
    *("двадцатый", "тридцатый", "сороковой", "пятидесятый"),
    *("шестидесятый", "семидесятый", "восьмидесятый", "девяностый"),
)
_WORDS = {
    **dict(enumerate((*_UNITS, *_TEENS), 1)),
    **dict(zip(range(20, 100, 10), _TENS, strict=True)),
    100: "сотый",
    1000: "тысячный",
}
# The beginnings of двадцать … девяносто, and of первый … девятый
_TENS_BY_START = {"дв": 20, "тр": 30, "со": 40, "пя": 50, "ше": 60, "се": 70, "во": 80, "де": 90}
_UNITS_BY_START = {unit[:2]: number for number, unit in enumerate(_UNITS, 1)}

_ORDINAL = (
    "й|ый|ой|ий|я|ая|ья|е|ое|ее|ые|го|ого|его|му|ому|ему|м|ом|ем|ым|им|ыми|х|ых|их|ю|ую|ью|ми|ей"
)
_CARDINAL = "ти|и|мя|ух"
_WITH_ENDING = re.compile(rf"(\d{{1,4}})-({_ORDINAL}|{_CARDINAL})")
# Without a hyphen some endings are units: 5м, 2г.
_GLUED = re.compile(r"(\d{1,4})(й|ый|ой|я|ая|ое|ые|го|ого|му|ому|х|ых|ым|ти)")
_ROMAN_ENDING = re.compile(rf"([ivx]+)-(?:{_ORDINAL})")
_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
_LATIN = str.maketrans("хі", "xi")  # the Cyrillic look-alikes of Roman digits
_OF_FEW = {"х", "м", "мя"}  # двух, двум, двумя: 2-х, 2-м, 2-мя
_EITHER = {"го"}  # 5-го мая is 5 мая
_YEARS = range(1000, 2100)

FRACTIONS = frozenset("¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_PRECISE = 1000  # thousandths, of which a decimal has all digits
_BLANK = re.compile(r"[ \u00a0\u2009\u202f]")


def in_digits(surface: str) -> str:
    """Return the form of a number: 10000.5 for «10 000,5», 1250000 for «1.250.000»."""
    digits = _BLANK.sub("", surface)
    for mark in ".,":
        if digits.count(mark) > 1:
            digits = digits.replace(mark, "")
    return digits.replace(",", ".")


def fraction(surface: str) -> tuple[str, tuple[str, ...]]:
    """Return the form and the lemmas of a number with a fraction: ½ and 1½ are 0.5 and 1.5.

    A third has no decimal. Other words that end so keep their form.
    """
    form = _BLANK.sub("", surface)
    number, part = form[:-1], unicodedata.numeric(form[-1])
    if (number and not number.isdecimal()) or not (part * _PRECISE).is_integer():
        return form, (form,)
    value = f"{number or 0}.{str(part).partition('.')[2]}"
    return form, tuple(dict.fromkeys((value, form)))


def ordinal(number: int) -> str:
    """Return the lemma of an ordinal."""
    return _WORDS.get(number, f"{number}й")


def with_ending(surface: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the form and the lemmas of a number with an ending, None for another word.

    For example «90-х», «5й», «II-го», «10-ти».
    """
    # Not folded: that would take the Roman digits of «II-я» for Cyrillic letters.
    form = re.sub("[\u2010\u2011]", "-", surface.casefold()).replace("ё", "е")
    if roman := _ROMAN_ENDING.fullmatch(form.translate(_LATIN)):
        number = _value(roman[1])
        return (form, (ordinal(number),)) if number else None
    match = _WITH_ENDING.fullmatch(form) or _GLUED.fullmatch(form)
    if not match:
        return None
    return f"{match[1]}-{match[2]}", _lemmas(match[1], match[2])


def _lemmas(digits: str, ending: str) -> tuple[str, ...]:
    number = int(digits)
    if ending in _CARDINAL.split("|"):
        return (digits,)
    lemma = ordinal(number)
    if 2 <= number <= 4 and ending in _OF_FEW:
        return digits, lemma
    return (lemma, digits) if ending in _EITHER or number in _YEARS else (lemma,)


def roman(surface: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the form and the lemmas of a Roman number of several digits up to 39.

    None for another word. The form has capitals, unlike the word «vi».
    """
    if not 2 <= len(surface) <= 6 or not surface.isupper():
        return None
    digits = surface.casefold().translate(_LATIN)
    number = _value(digits)
    return (digits.upper(), (ordinal(number), digits)) if number else None


def single(digit: str) -> tuple[str, ...]:
    """Return the lemmas of a Roman number of one letter."""
    return ordinal(_value(digit.casefold())), digit.casefold()


def before_noun(surface: str) -> tuple[str, ...]:
    """Return the lemmas of a number before its noun: «5» in «5 этаж», «V» in «V съезд».

    None if it counts the noun: «3 этажа».
    """
    digits, noun = surface.split()
    if not digits.isdigit():
        return (ordinal(_value(digits.casefold().translate(_LATIN))),)
    counts = int(digits) % 10 in (2, 3, 4) and noun.endswith(("а", "я"))
    return () if counts or not int(digits) else (ordinal(int(digits)),)


def in_words(surface: str) -> tuple[str, ...]:
    """Return the lemma of an ordinal of two words: «двадцать первого»."""
    tens, unit = (word[:2].casefold() for word in surface.split())
    return (ordinal(_TENS_BY_START[tens] + _UNITS_BY_START[unit]),)


def _value(digits: str) -> int:
    """Return the value of a Roman number in canonical form, 0 for anything else."""
    if not _ROMAN.fullmatch(digits):
        return 0
    values = [{"i": 1, "v": 5, "x": 10}[digit] for digit in digits]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
