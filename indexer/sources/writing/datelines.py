"""Datelines: the place, day and agency before a story, which are no part of its title."""

import re
from functools import cache

from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.sources.dates import is_whole, parse_date

_FORMS = sorted({form for month in MONTHS for form in month.written}, key=len, reverse=True)
_MONTH = f"(?i:{'|'.join(_FORMS)})"
_DAY = (
    rf"(?:\d{{1,2}}(?:-?го)?\s+(?:{_MONTH})\b\.?(?:\s*\d{{4}})?(?:\s*г(?:\.|ода\b|\b))?"
    rf"|(?:{_MONTH})\s+\d{{1,2}}(?!\d)(?:,?\s+\d{{4}})?"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2})"
)
_CLOCK = r"(?:(?:в\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*\(?(?:мск|msk)\)?)?(?![\d.]))"
_NAME = r"[А-ЯЁ](?:[А-ЯЁ-]+|[а-яё]+)"
_CITY = rf"{_NAME}(?:[ -](?:на-)?{_NAME}){{0,2}}(?:\s*\([^()]{{2,30}}\))?"
_AGENCY = (
    r"(?:/[^/\n]{2,50}/|\((?:[А-ЯЁA-Z][^()\n]{1,50})\)"
    r"|(?:РИА\s|ИА\s|ИТАР-)?[«\"]?[А-ЯЁA-Z][\w.-]*(?:\s[А-ЯЁA-Z][\w.-]*){0,2}[»\"]?)"
)
_JOINT = r"\s*(?:[,.;:|·•—–-]|/(?=\s))*\s*"
_DASH = r"\s*(?:[—–]|-(?=\s)|[./](?=\s|$))\s*"
# «МОСКВА, 2 марта. /ТАСС/. …», «Москва. 2 марта. INTERFAX.RU - …», «2 мар — РИА Новости. …».
_DATELINE = rf"(?:{_CITY}{_JOINT})?(?:{_DAY}{_JOINT})(?:{_CLOCK}{_JOINT})?(?:{_AGENCY}{_DASH})?"
_WEEKDAY = (
    r"(?i:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\b"
)
_BARE = (
    rf"(?:{_CITY}{_JOINT})?(?:{_WEEKDAY}{_JOINT})?(?:{_DAY}{_JOINT})(?:{_WEEKDAY}{_JOINT})?"
    rf"(?:{_CLOCK}{_JOINT})?(?:{_AGENCY}{_JOINT})?"
)
# «МОСКВА. /ТАСС/. …» has no day, «10:15 …» only a time.
_DAYLESS = re.compile(rf"[А-ЯЁ][А-ЯЁ -]{{2,30}}[,.]\s*/[^/\n]{{2,50}}/{_DASH}")
_TIME_FIRST = re.compile(rf"{_CLOCK}{_JOINT}(?=[А-ЯЁA-Z«„“\"])")
# «© Северный край, 5 января 2020», «Северный край, 05.01.2020, № 3», «Труд № 15 от 5 марта 2007 г.»
_ISSUE = r"№\s*\d{1,5}(?:\s*[(/-]\s*\d{1,5}\)?)?"
_MASTHEAD = (
    rf"©\s*[^,\n©]{{2,50}}{_JOINT}{_DAY}"
    rf"|[«\"]?[А-ЯЁ][^,№\n]{{1,50}}{_JOINT}"
    rf"(?:{_DAY}{_JOINT}{_ISSUE}|{_ISSUE}{_JOINT}(?:от\s+)?{_DAY})"
)
# «Сегодня, 14:05», «вчера», «5 минут назад»
_RELATIVE = re.compile(
    rf"(?:сегодня|вчера|позавчера)(?:{_JOINT}{_CLOCK})?"
    r"|\d{1,3}\s(?:мин|час|ч|дн|день|дня|недел|месяц)\w*\.?\sназад",
    re.IGNORECASE,
)
# «Происшествия | 12:30»
_RUBRIC = re.compile(rf"[А-ЯЁ][А-ЯЁа-яё ]{{2,30}}\s?[|/·•]\s?{_CLOCK}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_FURTHEST = 300  # characters in which a dateline has its day
_SHORTEST = 12  # characters of a story that follow a dateline
_LONGEST = 90  # characters of a line that is only a label


def without_dateline(text: str) -> str:
    """Return a text without its dateline; unchanged if no sentence follows.

    >>> without_dateline("МОСКВА, 2 марта. /ТАСС/. Паром возобновил рейсы.")
    'Паром возобновил рейсы.'
    """
    dated = [_compiled(_DATELINE)] if _DIGIT.search(text, 0, _FURTHEST) else []
    for form in (*dated, _DAYLESS, _TIME_FIRST):
        if match := form.match(text):
            rest = text[match.end() :]
            is_parted = re.search(r"[.,;:/|·•—–)\d-]$", match[0].rstrip())
            if is_parted and len(rest) >= _SHORTEST and re.match(r"[А-ЯЁA-Z\d«„“\"]", rest):
                return rest
    return text


def is_label(line: str) -> bool:
    """True for a line that is only a date, a time, a dateline or an address."""
    bare = line.strip().strip("()[]|/—–- ")
    if not bare:
        return True
    if len(bare) > _LONGEST:
        return _ADDRESS.fullmatch(bare) is not None
    return bool(
        _ADDRESS.fullmatch(bare)
        or re.fullmatch(_CLOCK, bare, re.IGNORECASE)
        or _RELATIVE.fullmatch(bare)
        or _RUBRIC.fullmatch(bare)
        or is_whole(parse_date(bare) or "")
        or (_DIGIT.search(bare) and _is_dated(bare))
    )


def _is_dated(line: str) -> bool:
    """True for a dateline or a masthead alone."""
    is_bare = _compiled(_BARE).fullmatch(line) and re.search(_DAY, line)
    return bool(is_bare or _compiled(_MASTHEAD).fullmatch(line))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of dates at its first use: the months of all take a while."""
    return re.compile(pattern)


def date_of_label(line: str) -> str | None:
    """Return the date with its year that a label says, None if it is no label or says none."""
    if len(line) > _LONGEST or not (match := re.search(_DAY, line)) or not is_label(line):
        return None
    date = parse_date(f"{match[0]} {clock[0]}" if (clock := re.search(_CLOCK, line)) else match[0])
    date = date or parse_date(match[0])
    return date if is_whole(date or "") else None
