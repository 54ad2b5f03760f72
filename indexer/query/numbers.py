"""Numbers in words and in digits: пять домов and 5 домов, двадцатилетний and 20-летний, 9 мая.

So are large numbers (100 тысяч, 100 000), decades (60-е, 1960-е) and rulers (Пётр 1, Пётр I). A
number alone is no other name of its digits: «5» stands in nearly every article. So it counts with
the noun behind it, or as a part of its compound.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.analysis.morphology import kinds, parses
from svodka.indexer.analysis.numerals import ordinal
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.synonyms import name_of
from svodka.indexer.query.tree import Name, Node, Word
from svodka.indexer.query.writings.moments import day_in_digits, law_number, moments
from svodka.indexer.query.writings.particles import sons

LEAST_REST = 4  # letters of a compound behind its number: летний, этажный
LEAST_NOUN = 3  # letters of a noun behind a number
_LARGEST = 999
_THOUSAND = 1000

_UNITS = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_TEENS = (
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать"),
    *("пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
_TENS = (
    *("", "", "двадцать", "тридцать", "сорок"),
    *("пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
_HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста"),
    *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
# How the parts of a number begin a compound, if not by their genitive in -и.
_BEGINNINGS = {
    "один": "одно", "два": "двух", "три": "трех", "четыре": "четырех", "восемь": "восьми",
    "пятьдесят": "пятидесяти", "шестьдесят": "шестидесяти", "семьдесят": "семидесяти",
    "восемьдесят": "восьмидесяти", "сорок": "сорока", "девяносто": "девяносто", "сто": "сто",
    "двести": "двухсот", "триста": "трехсот", "четыреста": "четырехсот", "пятьсот": "пятисот",
    "шестьсот": "шестисот", "семьсот": "семисот", "восемьсот": "восьмисот",
    "девятьсот": "девятисот",
}  # fmt: skip
_MONTHS = {month.name: month.genitive for month in MONTHS}
_MULTIPLES = {"миллиард": 10**9, "миллион": 10**6, "тысяча": 1000}
_LEAST_MULTIPLE = 2101  # less may be a year
_HALVES = {"полтора": "1,5", "1.5": "полтора"}
_LAST_RULER = 30
_LAST_ORDINAL = 99
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
# The endings of a decade: 60-е, 60-х, 60-ми
_DECADE = re.compile(r"(?:19)?([2-9]0)-(?:е|ые|х|ых|ми|ыми)")
_PLURAL = ("ые", "ых", "ыми")
# Ordinals in the neuter, as of days: девятое, третье, двадцать пятое
_NEUTER = {"ый": "ое", "ой": "ое", "ий": "ье"}
_DAYS = range(1, 32)
_ADJECTIVE = ("ный", "ский", "вый", "ной", "ний")


def counted(nodes: Sequence[Node]) -> dict[int, list[Name]]:
    """Return the other names of each number beside its word, by its index.

    «5» in «5 домов» is «пять домов», and each word of «двадцать пять человек» is «25 человек».
    """
    found: dict[int, list[Name]] = {}
    words = [node if isinstance(node, Word) else None for node in nodes]
    for first in range(len(words) - 1):
        _add(found, (first, first + 1), _multiple(words[first], words[first + 1]))
        _add(found, (first + 1,), _ruler(words[first], words[first + 1]))
        _add(found, (first, first + 1), law_number(words[first : first + 2]))
        for name in sons(words[first - 1] if first else None, *words[first : first + 2]):
            _add(found, (first,), name)
    last = 0
    for first in range(len(words) - 1):
        if first < last:
            continue
        last, number = _number(words, first)
        noun = words[last] if last < len(words) else None
        if noun:
            _add(found, range(first, last), _date(words[first], noun))
            _add(found, range(first, last), _sum(words[first], number, noun))
            _add(found, range(first, last), _ordered(words[first], noun))
            for name in day_in_digits(words[first : first + 3]):
                _add(found, range(first, first + 3), name)
    return found


def _add(found: dict[int, list[Name]], places: Iterable[int], name: Name | None) -> None:
    if name:
        for place in places:
            found.setdefault(place, []).append(name)


def _multiple(number: Word | None, scale: Word | None) -> Name | None:
    """Return a number with its scale in digits: 100000 for «100 тысяч», 1500000 for «1,5 млн»."""
    times = _MULTIPLES.get(scale.lemmas[0]) if scale else None
    value = (_amount(number) if number else 0) * (times or 0)
    if not times or not value or value != int(value):
        return None
    return Word(f"{value:.0f}", (f"{value:.0f}",))


def _amount(word: Word) -> Decimal:
    """Return the value of a number in digits, also of a decimal, or of one word; 0 for others."""
    lemma = word.lemmas[0]
    if lemma in _HALVES and not lemma[0].isdigit():
        return Decimal("1.5")
    return Decimal(lemma) if _DECIMAL.fullmatch(lemma) else Decimal(_value(word))


def _ruler(name: Word | None, number: Word | None) -> Name | None:
    """Return a ruler with a number in digits by the usual name: «Пётр I» for «Пётр 1»."""
    if not name or not number or not number.text.isdecimal():
        return None
    if not 1 <= int(number.text[:3]) <= _LAST_RULER or "Name" not in kinds(name.lemmas[0]):
        return None
    return name_of(f"{name.text} {number.text}-й")


def others(words: Sequence[Word]) -> Iterator[Name]:
    """Yield the other names of a number in one word or compound."""
    yield from compounds(words)
    yield from moments(words)
    if len(words) == 1:
        yield from _scaled(words[0])
        yield from _decades(words[0])


def _scaled(word: Word) -> Iterator[Name]:
    """Yield a large round number with its scale: «100 тысяч», «1,5 миллиона» for 1500000."""
    digits = word.lemmas[0]
    if not digits.isdecimal() or not _LEAST_MULTIPLE <= int(digits[:15]) == int(digits):
        return
    for scale, times in _MULTIPLES.items():
        value = Decimal(digits) / times
        if value >= 1 and value * 1000 == int(value * 1000):
            yield name_of(f"{value.normalize():f} {scale}".replace(".", ","))
        if value == int(value) and 1 < value <= _LARGEST:
            yield name_of(f"{in_words(int(value))} {scale}")


def _decades(word: Word) -> Iterator[Name]:
    """Yield a decade of the last century in its other writing: 1960-е for 60-е."""
    form = word.text.casefold()
    if match := _DECADE.fullmatch(form):
        number = int(match[1])
        short, long = (ordinal(number),), (ordinal(1900 + number),)
        yield Word(f"{number}-е", short) if form.startswith("19") else Word(f"19{number}-е", long)
    elif form.endswith(_PLURAL) and (number := _tens().get(word.lemmas[0], 0)):
        yield Word(f"19{number}-е", (ordinal(1900 + number),))


def compounds(words: Sequence[Word]) -> Iterator[Name]:
    """Yield the other name of a compound with a number: двадцатилетний, 20-летний."""
    if len(words) == 2 and words[0].text.isdigit() and words[1].text.isalpha():
        if (begun := _beginnings().get(words[0].text)) and len(words[1].text) >= LEAST_REST:
            yield name_of(begun + words[1].lemmas[0])
    elif len(words) == 1:
        for lemma in words[0].lemmas:
            yield from _compound_of(lemma)


def _compound_of(lemma: str) -> Iterator[Name]:
    """Yield a compound with its number in digits: 20-летний for двадцатилетний."""
    for length in range(len(lemma) - LEAST_REST, 1, -1):
        if number := _numbers().get(lemma[:length]):
            rest = lemma[length:]
            text = f"{number}-{rest}"
            yield Word(text, analyze(text)[0].lemmas)
            # 3-х комнатный, 10%-ный; but столица is not «100 лица»
            if rest.endswith(_ADJECTIVE):
                yield name_of(f"{number} {rest}")
            return


def _number(words: Sequence[Word | None], first: int) -> tuple[int, int]:
    """Return the index behind the number that begins at one, and its value, 0 if it is none."""
    number, last = _value(words[first]), first + 1
    least = _rank(number)
    while number and last < len(words):
        part = _value(words[last])
        if not part or part >= least or words[last - 1].text.isdigit():  # type: ignore[union-attr]
            break
        number, least, last = number + part, _rank(part), last + 1
    return last, number


def _rank(number: int) -> int:
    """Return what the next part of a number in words must be less than: пять behind двадцать."""
    if number % 100 == 0:
        return 100
    return 10 if number % 10 == 0 and number > 10 else 0


def _sum(typed: Word | None, number: int, noun: Word) -> Name | None:
    """Return a number and the noun that it counts, in the other writing."""
    if typed and len(noun.text) >= LEAST_NOUN and (half := _HALVES.get(typed.lemmas[0])):
        return name_of(f"{half} {noun.text}")
    if not typed or not number or len(noun.text) < LEAST_NOUN or not noun.text.isalpha():
        return None
    return name_of(f"{in_words(number) if typed.text.isdigit() else number} {noun.text}")


def _date(day: Word | None, noun: Word) -> Name | None:
    """Return a day of a month in the other writing: девятое мая, 9 мая."""
    month = _MONTHS.get(noun.lemmas[0])
    if not day or not month:
        return None
    if number := _days().get(day.lemmas[0]):
        return name_of(f"{number} {month}")
    number = _value(day)
    return name_of(f"{_neuter(number)} {month}") if number in _DAYS else None


def _ordered(typed: Word | None, noun: Word) -> Name | None:
    """Return «22-й съезд» for «22 съезд»: a noun in the singular is not counted so."""
    if not typed or not typed.text.isdecimal() or not 1 < int(typed.text[:3]) <= _LAST_ORDINAL:
        return None
    ways = {
        (reading.tag.case, reading.tag.number)
        for reading in parses(noun.text.casefold())
        if reading.known and reading.tag.part == "NOUN"
    }
    is_one = int(typed.text) % 10 == 1 or ("gen", "plur") in ways
    return (
        name_of(f"{typed.text}-й {noun.text}") if ("nom", "sing") in ways and not is_one else None
    )


def in_words(number: int) -> str:
    """Return a number from 1 to 999 in words, in the nominative."""
    return " ".join(_parts(number))


def _parts(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    small = [_TEENS[units]] if tens == 1 else [_TENS[tens], _UNITS[units]]
    return [part for part in (_HUNDREDS[hundreds], *small) if part]


def _value(word: Word | None) -> int:
    """Return the value of a number from 1 to 999, or of a part of one in words; else 0."""
    if word is None:
        return 0
    if word.text.isdigit():
        return int(word.text) if len(word.text) <= 3 and word.text[0] != "0" else 0
    return _cardinals().get(word.lemmas[0], 0)


def _neuter(day: int) -> str:
    """Return a day in words: девятое, двадцать пятое."""
    tens, units = divmod(day, 10)
    if tens > 1 and units:
        return f"{_TENS[tens]} {_neuter(units)}"
    word = ordinal(day)
    return word[:-2] + _NEUTER[word[-2:]]


@cache
def _cardinals() -> dict[str, int]:
    words = {word: number for number, word in enumerate(_UNITS) if number > 1}
    words |= {word: number for number, word in enumerate(_TEENS, 10)}
    words |= {word: 10 * number for number, word in enumerate(_TENS) if word}
    return words | {word: 100 * number for number, word in enumerate(_HUNDREDS) if word}


@cache
def _tens() -> dict[str, int]:
    return {ordinal(ten): ten for ten in range(20, 100, 10)}


@cache
def _days() -> dict[str, int]:
    return {ordinal(day): day for day in _DAYS}


@cache
def _beginnings() -> dict[str, str]:
    """Return how each number begins a compound, by its digits."""
    begun = {
        str(number): "".join(_BEGINNINGS.get(part, part[:-1] + "и") for part in _parts(number))
        for number in range(1, _LARGEST + 1)
    }
    return begun | {str(_THOUSAND): "тысяче"}


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers by how they begin compounds, also двукратный."""
    return {begun: int(digits) for digits, begun in _beginnings().items()} | {"дву": 2}
