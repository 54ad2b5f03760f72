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
