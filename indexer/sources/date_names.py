"""Parts of written dates: months of neighbours' languages, names of time zones, spans of days."""

import re
from datetime import UTC, timedelta, timezone, tzinfo

from svodka.indexer.sources.zones import named_zone

_MOSCOW = "Europe/Moscow"
# As Ukrainian, Belarusian and Bulgarian newspapers write them behind a day.
_NEIGHBOURS = (
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "студзеня лютага сакавіка красавіка траўня чэрвеня ліпеня жніўня верасня кастрычніка "
    "лістапада снежня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
)
#: The number of each month by its name.
MONTHS_OF_NEIGHBOURS = {
    name: number for names in _NEIGHBOURS for number, name in enumerate(names.split(), 1)
}
# Hours before or behind UTC. Names that stand for several zones (CST, IST) are not here.
_HOURS = {
    "est": -5, "edt": -4, "mdt": -6, "pst": -8, "pdt": -7, "wet": 0, "west": 1, "cet": 1,
    "cest": 2, "eet": 2, "eest": 3, "msd": 4, "samt": 4, "екб": 5, "yekt": 5, "omst": 6,
    "novt": 7, "krat": 7, "irkt": 8, "yakt": 9, "vlat": 10, "magt": 11, "sakt": 11, "pett": 12,
}  # fmt: skip
#: A pattern of the zone behind a time.
ZONE = (
    r"(?:z|(?:utc|gmt)?\s?[+−-]\d{1,2}(?::?\d{2})?|utc|gmt"
    rf"|(?:мск|msk)(?:\s?[+−-]\s?\d{{1,2}}\b)?|(?:{'|'.join(_HOURS)})\b)"
)
# «12–14 марта 2021», «с 28 февраля по 2 марта 2021», «12.03.2021–14.03.2021»
_MONTH, _YEAR = r"(?:\s[^\W\d_]{3,10}\.?|[./]\d{1,2})", r"(?:\s\d{4}|[./]\d{4})"
_SPAN = re.compile(
    rf"(?:с\s)?(?P<day>\d{{1,2}})(?P<month>{_MONTH})?(?P<year>{_YEAR})?(?:\s?[—–-]\s?|\sпо\s)"
    rf"\d{{1,2}}(?P<last_month>{_MONTH})(?P<last_year>{_YEAR})(?:\s?г(?:\.|ода)?)?",
    re.IGNORECASE,
)
_OF_MOSCOW = re.compile(r"(?:мск|msk)\s?([+-])\s?(\d{1,2})")


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that a source gives; None if it gives none. «-0000» means unknown."""
    name = re.sub(r"\s(?:мск|msk|utc|gmt)$", "", name.lower())
    name = re.sub(r"^(?:utc|gmt)\s?(?=.)", "", name).replace(":", "").replace("−", "-")
    if name in ("z", "utc", "gmt"):
        return UTC
    if name in ("мск", "msk"):
        return named_zone(_MOSCOW)
    if match := _OF_MOSCOW.fullmatch(name):
        return _ahead(3 + int(f"{match[1]}{match[2]}"))
    if name in ("", "-0000"):
        return None
    if name in _HOURS:
        return _ahead(_HOURS[name])
    digits = name[1:] if len(name) > 3 else f"{name[1:]:0>2}00"
    offset = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
    return timezone(-offset if name[0] == "-" else offset)


def _ahead(hours: int) -> tzinfo:
    return timezone(timedelta(hours=hours))


def first_of_span(written: str) -> str:
    """Return the first day of several: an issue of a week is of that day. Others are unchanged."""
    if (match := _SPAN.fullmatch(written)) is None:
        return written
    month, year = match["month"] or match["last_month"], match["year"] or match["last_year"]
    return f"{match['day']}{month}{year}"


# Ordinals in the genitive, from the first to the ninth: «пятого марта», «двадцать пятого марта».
_FIRST_DAYS = (
    *("первого", "второго", "третьего", "четвертого", "пятого"),
    *("шестого", "седьмого", "восьмого", "девятого"),
)
_NEXT_DAYS = (
    *("десятого", "одиннадцатого", "двенадцатого", "тринадцатого", "четырнадцатого"),
    *("пятнадцатого", "шестнадцатого", "семнадцатого", "восемнадцатого", "девятнадцатого"),
)
_DAYS = {
    **{name: number for number, name in enumerate((*_FIRST_DAYS, *_NEXT_DAYS), 1)},
    **{f"двадцать {name}": number for number, name in enumerate(_FIRST_DAYS, 21)},
    **{"двадцатого": 20, "тридцатого": 30, "тридцать первого": 31},
}
_DAY_IN_WORDS = re.compile(r"(?:(?:два|три)дцать )?(?:[а-я]+ого|третьего)")
#: The beginnings of moments that were written as Python's code.
CODES = ("datetime", "time.struct")
_CODE = re.compile(r"datetime\.date(?:time)?\((\d{4}(?:, ?\d{1,2}){2,5})(?:, ?tz\w*=.*)?\)")
_STRUCT = re.compile(r"time\.struct_time\((?:tm_\w+=-?\d+(?:, )?){6,11}\)")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"^(?:в ночь на|накануне|утром|вечером|днем|сегодня,?|вчера,?)\s(?=\d)", ""),
        (r"\sпо гринвичу$", " GMT"),
        (r"\s(?:пользователем|автором|автор:?|by)\s.{1,40}$", ""),
        # «GMT+0300 (Москва, стандартное время)», as browsers write the zone
        (r"((?:gmt|utc)[+-]\d{4})\s\([^()]{3,60}\)?$", r"\1"),
        (r"^[«\"„“](\d{1,2})[»\"”“]\s?(?=\w)", r"\1 "),
        (r"(?<=\d)(?=[а-я]{3,8}\.?\s?\d{4})|(?<=[а-я]{3})(?=(?:1[789]|20)\d{2}(?!\d))", " "),
        (r"^(\d{1,2})[/-]([ivx]{1,4})[/-](\d{4})", r"\1.\2.\3"),
        (r"(?<=\.\d\d)\s?г(?:\.|ода?)?$", ""),
        (r"(\d{2}-\d{2}-\d{4})\s(\d{2})-(\d{2})$", r"\1 \2:\3"),
        (r"^(\d{4})(\d{2})(\d{2})(\d{2})([0-5]\d)$", r"\1-\2-\3 \4:\5"),
        # Only Americans write 3/25/2021.
        (r"^(1[0-2]|0?[1-9])/(1[3-9]|2\d|3[01])/(\d{4})(?!\d)", r"\2.\1.\3"),
        # A quarter says the year.
        (r"^(?:[1-4]|iv|i{1,3})(?:-?[йм])?\s(?:кв\.?|квартал)\s(?=\d{4})", ""),
        (r"^([а-я]{3,8})\s?[–—-]\s?[а-я]{3,8}(?=\s\d{4})", r"\1"),
    )
)


def as_usual(written: str) -> str:
    """Return a date that is written unusually in a usual writing; others are unchanged."""
    for pattern, new in _FORMS:
        written = pattern.sub(new, written, count=1)
    if match := _DAY_IN_WORDS.match(written.lower().replace("ё", "е")):
        day = _DAYS.get(match[0])
        return f"{day}{written[match.end() :]}" if day else written
    return written


def of_code(written: str) -> str:
    """Return a moment that was written as Python's code in ISO 8601; others are unchanged."""
    if match := _CODE.fullmatch(written):
        return _from_numbers(match[1].split(","))
    if _STRUCT.fullmatch(written):
        return _from_numbers(re.findall(r"=(-?\d+)", written)[:6])
    return written


def inner_date(value: dict[object, object]) -> object:
    """Return the date in an object of MongoDB's, Firestore's, a feed's or CSL's JSON."""
    match value.get("date-parts"):
        case [list(parts)]:
            return parts[:3]
    if isinstance(value.get("year"), int):
        return [value[name] for name in ("year", "month", "day") if name in value]
    names = ("$date", "$numberLong", "_seconds", "seconds", "iso", "value", "#text", "$t", "date")
    inner = next((value[name] for name in names if name in value), None)
    if isinstance(inner, str) and re.fullmatch(r"\d{10,13}", inner):
        return int(inner)
    return inner if not isinstance(inner, list) else None


def _from_numbers(numbers: list[str]) -> str:
    """Return the numbers of a moment, the year first, as ISO 8601."""
    year, month, day, *clock = (int(number) for number in numbers)
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    time = f"T{hour:02}:{minute:02}:{second:02}" if clock else ""
    return f"{year:04}-{month:02}-{day:02}{time}"
