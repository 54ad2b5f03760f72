"""Dates in sources become ISO 8601. An unreadable date is no date; nothing is guessed."""

import re
from datetime import UTC, datetime, tzinfo
from functools import cache

from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.sources.date_names import (
    CODES,
    MONTHS_OF_NEIGHBOURS,
    ZONE,
    as_usual,
    first_of_span,
    inner_date,
    of_code,
    zone_of,
)
from svodka.indexer.sources.zones import default_zone, named_zone

# «Ведомости», the first Russian newspaper, was founded in 1703. A later year than 2100 is a typo.
_FIRST_YEAR, _LAST_YEAR = 1703, 2100
_LONGEST = 80  # characters; no written date is longer
_DAY = len("2024-08-19")
_LINE = 60  # characters; a longer line says more than a date
_NUMBER_OF = MONTHS_OF_NEIGHBOURS | {
    form: number for number, month in enumerate(MONTHS, 1) for form in month.written
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})\.?"
_ROMAN = {
    name: number
    for number, name in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1
    )
}
_WEEKDAYS = (
    r"(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
    r"|пн|вт|ср|чт|пт|сб|вск?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.]|\s*(?:час(?:а|ов)?|ч)\.?\s*)"
    r"(?P<minute>\d{2})(?:\s*мин(?:ут\w?)?\.?)?"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
    rf"(?:\s*\(?(?P<zone>{ZONE}(?:\s(?:мск|msk|utc|gmt))?)\)?)?"
)
_YEAR = r"(?P<year>\d{4})(?:\s*г(?:\.|ода?|\b))?"
_FORMS = (
    # «2 (15) марта 1917»: the day of the new style is in brackets.
    rf"(?P<day>\d{{1,2}})(?:-?го)?(?:\s?\(\d{{1,2}}\))?\s+{_MONTH}\s*,?\s*{_YEAR}",
    rf"(?P<day>\d{{1,2}})-{_MONTH}-{_YEAR}",
    rf"(?P<day>\d{{1,2}})-{_MONTH}-(?P<year>\d{{2}})(?!\d)",
    rf"(?P<day>\d{{1,2}})\s{_MONTH}\s['’](?P<year>\d{{2}})",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
    rf"{_YEAR}\s*,?\s+(?P<day>\d{{1,2}})\s+{_MONTH}",
    rf"(?P<day>\d{{1,2}})\s?[./-]\s?(?P<month>\d{{1,2}})\s?[./-]\s?{_YEAR}",
    rf"(?P<day>\d{{1,2}})[.\s](?P<month>[ivx]{{1,4}})[.\s]\s?{_YEAR}",
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{2})(?!\d)",
    r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})",
)
_BETWEEN = r"\s*(?:[,;/|·•—–]|-(?=\s)|(?<=\d)t(?=\d))?\s*(?:в\s+|at\s+)?"
# «Sat Mar  2 10:15:00 2024», as C's ctime and Twitter write it.
_CTIME = rf"{_WEEKDAYS}\s+{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+{_YEAR}"
# Months and years: «март 1917 г.», «1917, март», «03.1917», «1917-03», «1917 год».
_PERIODS = (
    rf"{_MONTH}\s*,?\s*{_YEAR}",
    rf"{_YEAR}\s*,?\s*{_MONTH}",
    rf"(?P<month>\d{{1,2}})[./]{_YEAR}",
    r"(?P<year>\d{4})[-/](?P<month>\d{2})",
    rf"(?P<month>[ivx]{{1,4}})[.\s]\s?{_YEAR}",
    _YEAR,
)
# Words before a date: «Опубликовано 2 марта 2024», «от 02.03.2024».
_LABEL = re.compile(
    r"(?:опубликован[оа]?|дата(?:\s(?:публикации|создания|выпуска|выхода))?|создан[оа]?"
    r"|размещен[оа]?(?:\sна\sсайте)?|обновлен[оа]?|добавлен[оа]?|от"
    r"|published(?:\son)?|posted(?:\son)?|updated(?:\son)?|date)\s?[:—–-]?\s",
    re.IGNORECASE,
)
# «12 марта 2024, 15:04 (обновлено 13 марта)»: an article is of the day when it was published.
_UPDATED = re.compile(
    r"(?<=\d|г|[.)])[\s(,;|/·•—–-]+(?:обновл|измен[её]н|updated|modified|edited)", re.I
)
# «№ 12 от 12.03.2024», as of an issue or a document.
_NUMBER = re.compile(r"№\s?\d+(?:\s?\(\d+\))?(?:\s?от|,)?\s", re.IGNORECASE)
_ISSUE = re.compile(r",?\s№\s?\d+(?:\s?\(\d+\))?$")
_PIECES = re.compile(r"\s*[,;|·•]\s*|\s+[/—–]\s+")
_PLAIN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3}(?:[0-9]{3})?)?(?:Z|\+[0-9]{2}:[0-9]{2})?)?"
)
_NAMED_ZONE = re.compile(r"([^\[]{10,40})\[([A-Za-z]+(?:/[A-Za-z_-]+)+)\]")
_DOT_NET = re.compile(r"/date\((-?\d{10,14})([+-]\d{4})?\)/", re.IGNORECASE)


@cache
def _dates() -> tuple[re.Pattern[str], ...]:
    """The patterns of whole dates. Compiling them takes .1 s, which few commands need."""
    forms = (
        pattern
        for form in _FORMS
        for pattern in (
            rf"(?:{_WEEKDAYS},?\s+)?{form}(?:,?\s*\(?{_WEEKDAYS}\)?)?(?:{_BETWEEN}{_CLOCK})?",
            rf"(?:{_WEEKDAYS},?\s+)?{_CLOCK}{_BETWEEN}(?:{_WEEKDAYS},?\s+)?{form}",
        )
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in (*forms, _CTIME))


@cache
def _periods() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in _PERIODS)


def parse_date(value: object) -> str | None:
    """Return a date as «2024-08-19» or «2024-08-19T10:30:00+03:00», None if unreadable.

    A month or a year alone keeps its precision: «1917-03», «1917». Takes strings (ISO 8601, RFC
    2822, Russian and English words, 19.08.2024), numbers (seconds, milli- or microseconds since
    1970, 20240819, or a year), and the objects of MongoDB. A time without an offset gets that of
    ``SVODKA_TIMEZONE``, if set. Days that the calendar lacks and years outside 1703–2100 are
    unreadable. Never raises.
    """
    if isinstance(value, dict):
        return parse_date(inner_date(value))
    if isinstance(value, list):
        return parse_date(value[0]) if len(value) == 1 else _from_parts(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        return None
    if _PLAIN.fullmatch(value) and (date := _moment(value)):  # a tenth of the time of all below
        return date
    value = of_code(value) if value.startswith(CODES) else value
    if match := _NAMED_ZONE.fullmatch(value):  # as Java writes it
        return _in_zone(parse_date(match[1]), named_zone(match[2]))
    text = _bare(value)
    # Each date has a digit. Most lines have none, and need no patterns.
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    if re.fullmatch(r"[0-9]{10}\.[0-9]{1,9}", text):  # as Slack writes moments
        text = text[:10]
    if text.isascii() and text.isdigit() and len(text) in (10, 13, 16):
        return _from_number(int(text))
    return _read(first_of_span(text)) or _read(first_of_span(as_usual(text)))


def _read(text: str) -> str | None:
    return _from_iso(text) or _from_words(text) or _from_period(text)


def parse_marked_date(value: object) -> str | None:
    """Read a value that is known to be a date, as ``parse_date`` does.

    A place or a name may stand beside the date: «Вологда, 12 марта 2024», «12.03.2024 | Политика».
    """
    if (date := parse_date(value)) or not isinstance(value, str) or len(value) > _LONGEST:
        return date
    pieces = [
        piece for piece in _PIECES.split(_ISSUE.sub("", value)) if any(map(str.isdigit, piece))
    ]
    return parse_date(", ".join(pieces))


def is_whole(date: str) -> bool:
    """True if an ISO date has a day, and not a month or a year alone."""
    return len(date) >= _DAY


def is_only_a_date(line: str) -> bool:
    """True for a line of a text that is nothing but a date with its day."""
    bare = line.strip()
    return len(bare) < _LINE and not bare.isdigit() and is_whole(parse_date(bare) or "")


def _from_parts(parts: list[object]) -> str | None:
    """Read the numbers of a moment, the year first, as Java writes them: [2024, 8, 19, 10, 30]."""
    numbers = [part for part in parts if type(part) is int][:6]
    if len(numbers) < min(len(parts), 6) or len(numbers) < 2:
        return None
    if len(numbers) == 2:
        return _from_period(f"{numbers[0]}-{numbers[1]:02}")
    try:
        return _iso(datetime(*numbers), day_only=len(numbers) == 3)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None


def _bare(written: str) -> str:
    """Return a written date in one line without brackets, labels and closing marks."""
    text = " ".join(written[: _LONGEST * 2].split()).strip(" .;,|—–")
    text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    text = _UPDATED.split(text, maxsplit=1)[0].strip(" .;,|—–")
    if match := _DOT_NET.fullmatch(text):
        return match[1][: -3 if len(match[1]) > 10 else None]
    text = re.sub(
        r"\((по московскому времени|[a-zа-я+−:\d-]+)\)$", r"\1", text, flags=re.IGNORECASE
    )
    text = re.sub(r"(?:по московскому времени|по москве)$", "мск", text, flags=re.IGNORECASE)
    return text.strip("()[]").strip()


def _from_number(value: float) -> str | None:
    """Read 20240819, a year, or seconds, milli- or microseconds since 1970.

    They count from 1973 on, else any counter would be a date.
    """
    if _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value):
        return str(int(value))
    if not 1e7 < value < 1e16:
        return None
    if value < 1e8:
        return _from_iso(str(int(value)))
    seconds = value / 1_000_000 if value >= 1e14 else value / 1000 if value >= 1e11 else value
    if not 1e8 <= seconds < 5e9:
        return None
    return _iso(datetime.fromtimestamp(int(seconds), UTC))


def _from_iso(text: str) -> str | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}(?!\d{3})|\d{14}$", text):
        return None
    if re.fullmatch(r"\d{14}", text):  # as web archives and databases write moments
        text = f"{text[:8]}T{text[8:]}"
    text = re.sub(r" ?(?:UTC|GMT)$", "Z", text)
    text = re.sub(r"(?<=\d[ Tt])(\d{1,2})\.(\d{2})$", r"\1:\2", text)
    text = text[:_DAY] if re.fullmatch(r"\d{4}-\d{2}-\d{2}Z", text) else text
    text = re.sub(r"(:\d{2}(?:[.,]\d+)?) (?=[+-]\d{2}:?\d{2}$)", r"\1", text)
    return _moment(re.sub(r"([.,]\d{6})\d+", r"\1", text))


def _moment(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _iso(moment, day_only=len(text) <= _DAY)


def _from_words(text: str) -> str | None:
    matches = (form.fullmatch(text) for form in _dates())
    match = next(filter(None, matches), None)
    if match is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:  # as in POSIX: 69 to 99 are in the last century
        year += 1900 if year >= 69 else 2000
    try:
        time = (_hour(match), int(match["minute"] or 0), int(match["second"] or 0))
        zone = zone_of(match["zone"] or "")
        moment = datetime(year, _month(match["month"]), int(match["day"]), *time, tzinfo=zone)
    except (ValueError, KeyError):
        return None
    return _iso(moment, day_only=match["hour"] is None)


def _from_period(text: str) -> str | None:
    """Read a month with its year, or a year: «1917-03», «1917»."""
    match = next(filter(None, (form.fullmatch(text) for form in _periods())), None)
    if match is None or not _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR:
        return None
    if "month" not in match.groupdict():
        return match["year"]
    try:
        number = _month(match["month"])
    except (ValueError, KeyError):
        return None
    return f"{match['year']}-{number:02}" if 1 <= number <= 12 else None


def _month(name: str) -> int:
    """Return the number of a month. Raises KeyError for a name that is none."""
    folded = name.casefold()
    return int(folded) if folded.isdecimal() else _NUMBER_OF.get(folded) or _ROMAN[folded]


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"] or 0)
    half = (match["half"] or "").lower()
    return hour % 12 + 12 * (half == "p") if half else hour


def _in_zone(date: str | None, zone: tzinfo | None) -> str | None:
    """Return a date with the offset of a zone, unless it has an offset already."""
    if date is None or len(date) <= _DAY or zone is None:
        return date
    moment = datetime.fromisoformat(date)
    return date if moment.tzinfo else moment.replace(tzinfo=zone).isoformat(timespec="seconds")


def _iso(moment: datetime, day_only: bool = False) -> str | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    if day_only:
        return moment.date().isoformat()
    if moment.tzinfo is None and (zone := default_zone()):
        moment = moment.replace(tzinfo=zone)
    return moment.isoformat(timespec="seconds")
