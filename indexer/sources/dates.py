"""Dates in sources become ISO 8601. An unreadable date is no date; nothing is guessed."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from svodka.indexer.analysis.months import MONTHS

# «Ведомости», the first Russian newspaper, was founded in 1703. A later year than 2100 is a typo.
_FIRST_YEAR, _LAST_YEAR = 1703, 2100
_LONGEST = 80  # characters; no written date is longer
_NUMBER_OF = {form: number for number, month in enumerate(MONTHS, 1) for form in month.written}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})\.?"
_WEEKDAY = (
    r"(?:(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
    r"|пн|вт|ср|чт|пт|сб|вс"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,?\s+)?"
)
_TIME = (
    r"(?:\s*,?\s*(?:в\s+|t)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?:\s*(?P<zone>(?:z|utc|gmt|[+-]\d{2}:?\d{2}|мск|msk)(?:\s(?:мск|msk|utc|gmt))?))?)?"
)
_YEAR = r"(?P<year>\d{4})(?:\s*г(?:\.|ода|\b))?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _TIME, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:-?го)?\s+{_MONTH}\s*,?\s*{_YEAR}",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-]{_YEAR}",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{2})(?!\d)",
        r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})",
    )
)


def parse_date(value: object) -> str | None:
    """Return a date as «2024-08-19» or «2024-08-19T10:30:00+03:00», None if unreadable.

    Takes strings (ISO 8601, RFC 2822, Russian and English words, 19.08.2024) and numbers (seconds
    or milliseconds since 1970, or 20240819). Without an offset in the source, the result has none.
    Days that the calendar lacks and years outside 1703–2100 are unreadable. Never raises.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        return None
    text = re.sub(
        r"\(([a-zа-я]+)\)$",
        r"\1",
        " ".join(value[: _LONGEST * 2].split()).strip(" .;"),
        flags=re.IGNORECASE,
    )
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit() and len(text) != 8:
        return _from_number(int(text)) if len(text) in (10, 13) else None
    return _from_iso(text) or _from_words(text)


def _from_number(value: float) -> str | None:
    """Read 20240819, or seconds or milliseconds since 1970.

    They count from 1973 on, else any counter would be a date.
    """
    if not 1e7 < value < 1e13:
        return None
    if value < 1e8:
        return _from_iso(str(int(value)))
    seconds = value / 1000 if value >= 1e11 else value
    if seconds < 1e8:
        return None
    return _iso(datetime.fromtimestamp(int(seconds), UTC))


def _from_iso(text: str) -> str | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}(?!\d{3})", text):
        return None
    text = re.sub(r" ?(?:UTC|GMT)$", "Z", text)
    text = re.sub(r"(:\d{2}(?:[.,]\d+)?) (?=[+-]\d{2}:?\d{2}$)", r"\1", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _iso(moment, day_only=len(text) <= len("2024-08-19"))


def _from_words(text: str) -> str | None:
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return None
    month, year = match["month"].casefold(), int(match["year"])
    if len(match["year"]) == 2:  # as in POSIX: 69 to 99 are in the last century
        year += 1900 if year >= 69 else 2000
    try:
        number = int(month) if month.isdecimal() else _NUMBER_OF[month]
        time = (int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))
        moment = datetime(year, number, int(match["day"]), *time, tzinfo=_zone(match["zone"] or ""))
    except ValueError:
        return None
    return _iso(moment, day_only=match["hour"] is None)


def _zone(name: str) -> tzinfo | None:
    """Return the offset that a source gives.

    «мск» gives none, as Moscow's offset changed in 2011 and 2014; «-0000» means unknown.
    """
    name = name.lower().split(" ")[0].replace(":", "")
    if name in ("z", "utc", "gmt"):
        return UTC
    if name in ("", "мск", "msk", "-0000"):
        return None
    offset = timedelta(hours=int(name[1:3]), minutes=int(name[3:]))
    return timezone(-offset if name[0] == "-" else offset)


def _iso(moment: datetime, day_only: bool = False) -> str | None:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment.date().isoformat() if day_only else moment.isoformat(timespec="seconds")
