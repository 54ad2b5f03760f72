"""Dates and periods typed after «дата:», as ranges of days."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.query.tree import DateRange

_NUMBER_OF = {form: number for number, month in enumerate(MONTHS, 1) for form in month.cases}
_MONTH = "|".join(_NUMBER_OF)
_POINT = (
    r"\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\.\d{4}|\d{8}|\d{4}"
    rf"|(?:\d{{1,2}}\s{{1,3}})?(?:{_MONTH})(?:\s{{1,3}}\d{{4}}(?!\w))?"
    r"|сегодня|вчера|позавчера|недел[яюи]|месяца?|год"
)
# A range has dots or a dash. After a year a hyphen is one before another year or a day: 2024-03 is
# a month.
_TO = (
    r"\s{0,3}(?:\.\.+|…|[\u2012-\u2015\u2212])\s{0,3}|\s{1,3}-{1,2}\s{1,3}"
    rf"|-(?=\d{{4}}(?!\d)|\d{{8}}(?!\d)|\d{{1,2}}\.\d|\d{{1,2}}\s{{1,3}}(?:{_MONTH})|(?:{_MONTH}))"
)
_ENDED = r"(?![\w]|-\d{1,2}(?![\d.]))"
_PERIOD = re.compile(
    rf"(?P<sign>[<>]=?)?\s{{0,3}}(?P<first>(?:{_POINT}){_ENDED}"
    # 1–5 марта
    rf"|\d{{1,2}}(?=(?:{_TO})\d{{1,2}}\s{{1,3}}(?:{_MONTH})))?"
    rf"(?P<range>(?:{_TO})(?P<last>(?:{_POINT}){_ENDED})"
    r"|\s{0,3}(?:\.\.+|…|[\u2012-\u2015](?![^\s)])))?"
    r"(?:\s{1,3}(?:года?|гг?)(?!\w)\.?)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})"
    r"|(\d{4})(\d{2})(\d{2})"
)
_WORDS = re.compile(rf"(?:(\d{{1,2}})\s+)?({_MONTH})(?:\s+(\d{{4}}))?")

Days = tuple[date, date]


def extent(text: str, start: int) -> int:
    """Return the end of the period that begins at ``start``; ``start`` if none begins there."""
    match = _PERIOD.match(text, start)
    return match.end() if match and (match["first"] or match["last"]) else start


def period(text: str, today: date) -> DateRange | None:
    """Read a period as a range of days, None if it is none.

    For example ``2024-03``, ``01.03.2024``, ``март 2024``, ``вчера``, ``>=2024``, ``2023..2024``.
    """
    match = _PERIOD.fullmatch(text.strip().casefold())
    if not match or not (match["first"] or match["last"]) or (match["sign"] and match["range"]):
        return None
    try:
        begins, ends = match["first"] or "", match["last"] or ""
        if begins and ends:
            begins, ends = _completed(begins, ends, today)
        first = _days(begins, today) if begins else None
        last = _days(ends, today) if ends else None
        if match["sign"]:
            return _compared(match["sign"], first)
    except (ValueError, OverflowError):
        return None
    if not match["range"]:
        return _between(first, first)
    if first and last and last < first:
        first, last = last, first
    return _between(first, last)


def _completed(first: str, last: str, today: date) -> tuple[str, str]:
    """Return the dates of a range, each with its month and year.

    They may stand in the last one alone: «1–5 марта 2024», «ноябрь — февраль 2024».
    """
    ends = _WORDS.fullmatch(last)
    if not ends:
        return first, last
    if first.isdigit() and len(first) < 3:
        first = f"{first} {ends[2]}"
    begins = _WORDS.fullmatch(first)
    if not begins or begins[3]:
        return first, last
    year = int(ends[3]) if ends[3] else _days(last, today)[0].year
    earlier = _NUMBER_OF[begins[2]] > _NUMBER_OF[ends[2]]
    return f"{first} {year - earlier}", f"{last if not ends[3] else last[:-5]} {year}"


def _between(first: Days | None, last: Days | None) -> DateRange:
    return DateRange(first[0].isoformat() if first else None, last[1].isoformat() if last else None)


def _compared(sign: str, days: Days | None) -> DateRange | None:
    if not days:
        return None
    day = timedelta(days=1)
    match sign:
        case ">":
            return DateRange((days[1] + day).isoformat(), None)
        case ">=":
            return DateRange(days[0].isoformat(), None)
        case "<":
            return DateRange(None, (days[0] - day).isoformat())
        case _:
            return DateRange(None, days[1].isoformat())


def _days(point: str, today: date) -> Days:
    """Return the first and last day of one date.

    Raises ValueError or OverflowError if the calendar lacks the day.
    """
    if relative := _RELATIVE.get(point):
        return relative(today)
    if match := _NUMBERS.fullmatch(point):
        groups = match.groups()
        year, month, day = groups[:3] if groups[0] else groups[5:2:-1] if groups[5] else groups[6:]
        return _span(int(year), int(month or 0), int(day or 0))
    match = _WORDS.fullmatch(point)
    if not match:
        raise ValueError(point)
    month = _NUMBER_OF[match[2]]
    # «март» without a year is the last March that has begun.
    year = int(match[3]) if match[3] else today.year - (month > today.month)
    return _span(year, month, int(match[1] or 0))


def _span(year: int, month: int, day: int) -> Days:
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), _last_of_month(year, month)
    return date(year, 1, 1), date(year, 12, 31)


def _last_of_month(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _month_before(today: date) -> date:
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return date(year, month, min(today.day, _last_of_month(year, month).day)) + timedelta(days=1)


def _since(days: int) -> Callable[[date], Days]:
    return lambda today: (today - timedelta(days=days), today)


def _one_day(ago: int) -> Callable[[date], Days]:
    return lambda today: (today - timedelta(days=ago), today - timedelta(days=ago))


_RELATIVE: dict[str, Callable[[date], Days]] = {
    "сегодня": _one_day(0),
    "вчера": _one_day(1),
    "позавчера": _one_day(2),
    **dict.fromkeys(("неделя", "неделю", "недели"), _since(6)),
    **dict.fromkeys(("месяц", "месяца"), lambda today: (_month_before(today), today)),
    "год": _since(364),
}
