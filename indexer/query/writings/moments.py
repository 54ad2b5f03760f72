"""Dates, times, seasons and numbers of laws in their other writings.

05.03.2020 is 5 марта 2020; 20:30 is 20.30; № 5 is N 5.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from svodka.indexer.analysis import numerals
from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.query.synonyms import name_of
from svodka.indexer.query.tree import Name, Word

_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
_NUMBER_OF = {month.name: number for number, month in enumerate(MONTHS, 1)}
# ½ by its digits: 1/2
_FRACTIONS = {
    tuple(unicodedata.normalize("NFKD", sign).split("\u2044")): (Word(sign, (sign,)),)
    for sign in numerals.FRACTIONS
}
_YEARS = range(1703, 2101)


def moments(words: Sequence[Word]) -> Iterator[Name]:
    """Yield the other writings of a date, a time or a season that is typed in digits."""
    texts = [word.text for word in words]
    if len(texts) == 3 and all(map(str.isdecimal, texts)):
        yield from _of_date(texts)
    elif len(texts) == 2 and (name := law_number(words)):
        yield name
    elif len(texts) == 2 and all(map(str.isdecimal, texts)):
        yield from _of_time(":".join(texts))
        yield from _of_season(*texts)
        yield from _FRACTIONS.get(tuple(texts), ())
    elif len(texts) == 1 and texts[0] in numerals.FRACTIONS:
        yield name_of(unicodedata.normalize("NFKD", texts[0]).replace("\u2044", "/"))
    elif len(texts) == 1 and "." in texts[0]:
        yield from _of_time(texts[0])


def day_in_digits(words: Sequence[Word | None]) -> Iterator[Name]:
    """Yield the writings in digits of «5 марта 2020», the first three of some words."""
    if len(words) < 3 or None in words[:3]:
        return
    day, month, year = (word.lemmas[0] for word in words[:3] if word)
    if day.isdecimal() and year.isdecimal() and month in _NUMBER_OF:
        yield from _in_digits(_date(day, str(_NUMBER_OF[month]), year))


def law_number(words: Sequence[Word | None]) -> Name | None:
    """Return «N 5» for «№ 5», as typewriters and databases of laws write it."""
    first, number = (*words, None)[:2]
    if first and number and first.lemmas[0] == "номер" and number.text.isdecimal():
        return name_of(f"N {number.text}")
    return None


def _of_date(texts: Sequence[str]) -> Iterator[Name]:
    day = _date(*texts) or _date(*reversed(texts))
    if day:
        yield name_of(f"{day.day} {MONTHS[day.month - 1].genitive} {day.year}")
        yield from _in_digits(day)


def _in_digits(day: date | None) -> Iterator[Name]:
    if day:
        yield name_of(f"{day.day:02}.{day.month:02}.{day.year}")
        yield name_of(f"{day.year}-{day.month:02}-{day.day:02}")
        if min(day.day, day.month) < 10:
            yield name_of(f"{day.day}.{day.month}.{day.year}")


def _date(day: str, month: str, year: str) -> date | None:
    """Return a date of digits, None if the calendar lacks it."""
    if len(year) != 4 or int(year) not in _YEARS or max(len(day), len(month)) > 2:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _of_time(written: str) -> Iterator[Name]:
    """Yield the writings of a time with a full stop and with a colon, with a zero and without."""
    if match := _TIME.fullmatch(written):
        for hour in dict.fromkeys((match[1], f"{int(match[1]):02}", str(int(match[1])))):
            texts = (f"{hour}:{match[2]}", f"{hour}.{match[2]}")
            yield from (name_of(text) for text in texts if text != written)


def _of_season(first: str, last: str) -> Iterator[Name]:
    """Yield a season in its other writing: 2023/2024 for 2023/24."""
    if len(first) == 4 and int(first) in _YEARS:
        after = str(int(first) + 1)
        if last in (after, after[2:]):
            yield name_of(f"{first}/{after if last != after else after[2:]}")
