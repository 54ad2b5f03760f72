"""Fields around lists of articles, which those without their own take.

For example the date of a day: {"date": "2021-03-05", "articles": [{…}, {…}]}.
"""

import re
from collections.abc import Mapping
from typing import Any

from svodka.indexer.sources.dates import parse_date
from svodka.indexer.sources.names import field_of, is_missing, named
from svodka.indexer.sources.record_dates import calendar_date


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


# Other names of dates around a list say when somebody exported it.
_DAYS = _words(
    "date day дата день pubdate publicationdate datepublished published issuedate датавыпуска "
    "датавыхода датапубликации"
)
_GROUPS = {
    "section": "sections rubrics categories topics разделы рубрики категории темы",
    "source": "sources publishers newspapers feeds sites channels издания источники газеты сайты",
}
_FIELD_OF_GROUP = {name: field for field, names in _GROUPS.items() for name in names.split()}
# Names of lists that say nothing of the articles in them.
_PLAIN = _words(
    "архив материалы список выгрузка данные лист страница записи посты тексты документы "
    "результаты результат ответ всего"
)
_LONGEST = 100  # characters of a name
_DATED = re.compile(r"\d{4}(?:[-./]\d{2}){0,2}|\d{2}[./-]\d{2}[./-]\d{4}")
_WORDS = re.compile(r"[А-ЯЁ][А-ЯЁа-яё ,-]*")
_PART = re.compile(r"0?[1-9]|[12]\d|3[01]")


def inherited(outer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the date, the source and the section that an object gives to the articles in it."""
    found: dict[str, Any] = {}
    for name, value in outer.items():
        if is_missing(value) or not isinstance(value, str | int | Mapping):
            continue
        field = "date" if _bare(name) in _DAYS else field_of(str(name))[0]
        if field == "date" and _bare(name) in _DAYS and parse_date(value):
            found.setdefault("date", value)
        elif field in ("source", "section") and _is_name(value):
            found.setdefault(field, value)
    if "date" not in found and (date := calendar_date(outer).strip()):
        found["date"] = date
    return found


def of_group(list_name: str, group: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an object in a list of groups gives: its name is a section or a source."""
    field, own = _FIELD_OF_GROUP.get(_bare(list_name)), inherited(group)
    name = group.get("name", group.get("title"))
    return {field: name, **own} if field and isinstance(name, str) and name else own


def of_key(name: str, around: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the name of a list of articles gives: a date, a part of one, or a section."""
    date = str(around.get("date", ""))
    if _DATED.fullmatch(name) and parse_date(name):
        return {"date": name}
    if _PART.fullmatch(name) and re.fullmatch(r"\d{4}(?:-\d{2})?", date):
        return {"date": f"{date}-{name:0>2}"}
    is_section = _WORDS.fullmatch(name) and len(name) <= _LONGEST and _bare(name) not in _PLAIN
    return {"section": name} if is_section and field_of(name)[0] is None else {}


def with_inherited(record: Mapping[str, Any], around: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with the fields around it that it lacks; the record itself if none."""
    if not around:
        return record
    own = named(record)
    lacking = {field: value for field, value in around.items() if field not in own}
    return {**lacking, **record} if lacking else record


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", str(name)).lower()


def _is_name(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, str) and len(value) <= _LONGEST)
