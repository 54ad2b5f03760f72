"""The date of a record: under a known name, in parts, or under a name that speaks of a date."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from svodka.indexer.sources.date_names import CODES
from svodka.indexer.sources.dates import parse_date

_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?")
_DAY = len("2024-08-19")
# Names that speak of a date, and those that speak of another one than that of the article.
_SPEAKING = re.compile(
    r"date|time|publi[cs]|posted|created|(?:_at|At|_dt|_ts|_on)$|^data$"
    r"|дат[аы]|врем|опубл|размещ|созда|когда"
)
_OTHERS = re.compile(
    r"updat|modif|edit|expir|until|start|end|crawl|fetch|down|scrap|index|collect|added|deleted"
    r"|birth|event|read|zone|upload|обновл|измен|сбор|выгруз|загруз|рожд|окончан|начал|событ",
    re.IGNORECASE,
)
_PARTS = (("year", "month", "day"), ("год", "месяц", "день"))


def date_of(record: Mapping[str, Any], known: Sequence[Any]) -> Any:
    """Return the date of a record, with its time if another name has that alone.

    ``known`` are the values under the names of dates, the most specific first. None without a date.
    """
    values = list(known)
    read = next(filter(None, map(_read, values)), "")
    if (not values or read.isdecimal()) and (parts := calendar_date(record)):
        return parts
    if len(read) <= _DAY:
        values += [value for value in _spoken(record) if value not in values]
    if not known and not any(map(_read, values)):
        return None
    day = next((value for value in values if _read(value)), values[0])
    clock = next((one for one in values if isinstance(one, str) and _CLOCK.fullmatch(one)), None)
    is_day = isinstance(day, str) and day is not clock and len(_read(day)) == _DAY
    return f"{day} {clock}" if is_day and clock else day


def _read(value: Any) -> str:
    return parse_date(value) or ""


def _spoken(record: Mapping[str, Any]) -> Iterator[Any]:
    """Yield whole dates and times under names that speak of them."""
    for name, value in record.items():
        if not isinstance(value, str) or not _speaks(str(name)[:60]):
            continue
        if not value[:1].isdigit() and not value.startswith(CODES):
            continue
        if len(_read(value)) >= _DAY or _CLOCK.fullmatch(value):
            yield value


@lru_cache(4096)
def _speaks(name: str) -> bool:
    """True if a name speaks of the date of an article."""
    is_date = _SPEAKING.search(name) or _SPEAKING.search(name.lower())
    return bool(is_date) and not _OTHERS.search(name)


def calendar_date(record: Mapping[str, Any]) -> str:
    """Return the date of a record that has year, month and day apart; empty for others."""
    for names in _PARTS:
        parts = [str(record.get(name, "")) for name in names]
        if parts[0].isdecimal() and parse_date(written := " ".join(parts[::-1])):
            return written
        if all(map(str.isdecimal, parts)):
            return "-".join(f"{part:0>2}" for part in parts)
    return ""
