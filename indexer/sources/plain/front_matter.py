"""Metadata at the top of a text: YAML front matter, and lines like «Дата: 19 августа 2024»."""

import re
from datetime import date
from json import JSONDecoder
from typing import Any

from svodka.indexer.sources.dates import is_only_a_date, parse_date
from svodka.indexer.sources.names import named
from svodka.indexer.sources.writing.datelines import date_of_label

#: The names of header lines for each field.
_NAMES = {
    "date": (
        *("дата", "дата публикации", "время публикации", "дата выхода", "дата и время"),
        *("дата размещения", "опубликовано", "опубликован", "опубликована", "размещено"),
        *("дата выпуска", "дата создания", "создано", "дата номера", "дата эфира"),
        *("date", "published", "published on", "publication date", "date published", "posted"),
        *("created", "created time", "created at", "created on", "date created", "pubdate"),
    ),
    "source": (
        *("источник", "название сми", "сми", "издание", "газета", "название источника"),
        *("source", "publisher", "newspaper", "publication"),
    ),
    "author": ("автор", "авторы", "журналист", "author", "authors", "byline", "created by"),
    "section": ("рубрика", "раздел", "категория", "section", "category", "rubric"),
    "title": ("заголовок", "заглавие", "название", "title", "headline"),
    "url": ("ссылка", "url", "адрес", "link", "permalink", "адрес страницы", "оригинал"),
}
# They say nothing of an article, or nothing that a reader searches for.
_SETTINGS = (
    *("slug", "status", "статус", "lang", "language", "язык", "layout", "template", "draft"),
    *("updated", "modified", "edited", "last edited time", "last updated", "последнее изменение"),
    *("обновлено", "изменено", "length", "объем", "объём", "load-date", "id"),
)
# They are no fields, but belong into the text.
_OTHERS = (
    *("tags", "теги", "метки", "keywords", "ключевые слова", "регион", "город", "номер", "выпуск"),
    *("номер выпуска", "полоса", "страница", "тональность", "тип сми", "категория сми", "place"),
)
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_FIELD_OF |= dict.fromkeys(_SETTINGS, "setting") | dict.fromkeys(_OTHERS, "other")
_LINE = re.compile(
    r"\s{0,3}([A-Za-zА-Яа-яЁё-]{2,12}(?: [A-Za-zА-Яа-яё]{1,11}){0,2})\s?:\s(.{1,1000})"
)
_TEXT = re.compile(r"\s*(?:(?:полный )?текст|(?:full )?text|body)\s?:(?:\s|$)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s/]+/\S{1,1000}")
_RULE = re.compile(r"^-{3,}\s*$", re.MULTILINE)  # around front matter
_FRONT_MATTER_LIMIT = 1 << 16  # characters; a longer one is no front matter
_PLUSES = re.compile(r"\+{3}[ \t]*\n(.*?\n)\+{3}[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_VALUE = 300  # characters; addresses may be longer


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into the mapping of its YAML front matter and the rest.

    In broken YAML («title: Мост: открытие») the ``name: value`` lines are read as they stand.
    Without any, or without a second ``---``, the text is returned unchanged, so nothing is lost.
    """
    if text.startswith("+++"):
        return _toml(text)
    if text.startswith(("{", ";;;")):
        return _json(text)
    if not text.startswith("---"):
        return {}, text
    head = text[:_FRONT_MATTER_LIMIT]
    opening = _RULE.match(head)
    closing = _RULE.search(head, opening.end()) if opening else None
    if not opening or not closing:
        return {}, text
    block, content = head[opening.end() : closing.start()], head[closing.end() :]
    fields = _load(block)
    # «Слова: много» between two rules is text. Unknown Latin names are settings of some program.
    if not fields or not (named(fields) or all(name.isascii() for name in fields)):
        return {}, text
    return fields, content.lstrip("\n") + text[_FRONT_MATTER_LIMIT:]


def _toml(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into the table of its TOML front matter, as Hugo writes it, and the rest."""
    match = _PLUSES.match(text[:_FRONT_MATTER_LIMIT])
    if match is None:
        return {}, text
    from tomllib import TOMLDecodeError, loads

    try:
        fields = loads(match[1])
    except (TOMLDecodeError, ValueError, RecursionError):
        return {}, text
    dated = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
    }
    return dated, text[match.end() :].lstrip("\n")


def _json(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into the object of its JSON front matter and the rest, if there is one."""
    start = text.find("{", 0, _LONGEST_VALUE)
    if start < 0 or text[:start].strip(" \t\n;"):
        return {}, text
    try:
        fields, stop = JSONDecoder().raw_decode(text[:_FRONT_MATTER_LIMIT], start)
    except (ValueError, RecursionError):
        return {}, text
    rest = text[stop:].lstrip()
    rest = rest.removeprefix(";;;").lstrip("\n") if start else rest
    return (fields, rest) if rest and named(fields) else ({}, text)


def _load(block: str) -> dict[str, Any]:
    # Imported late: PyYAML takes 25 ms to load, and most collections hold no front matter.
    from yaml import YAMLError, load

    try:
        loaded = load(block, Loader=_plain_loader())  # noqa: S506 - it builds no objects
    except (YAMLError, ValueError, RecursionError):
        loaded = {
            match[1]: match[2] for line in block.split("\n") if (match := _LINE.fullmatch(line))
        }
    return {str(key): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}


def _plain_loader() -> Any:
    """Return a loader of strings, lists and mappings that follows no alias.

    Aliases of aliases grow without bound.
    """
    from yaml import AliasEvent, BaseLoader
    from yaml.composer import ComposerError

    class PlainLoader(BaseLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(AliasEvent):
                raise ComposerError(None, None, "aliases are not followed", None)
            return super().compose_node(parent, index)

    return PlainLoader


def header_lines(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Take the header lines off the top of a text, or from below its title line.

    Returns (fields, the other lines). A dateline says the date, and stays a line.
    """
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    fields, stop = _run(lines, start)
    if fields:
        return _fields(fields), [*_unlabelled(lines[stop:]), *_kept(lines[start:stop])]
    below = next(
        (at for at in range(start + 1, min(start + 3, len(lines))) if lines[at].strip()), len(lines)
    )
    fields, stop = _run(lines, below)
    if fields and "title" not in fields and len(lines[start]) <= _LONGEST_VALUE:
        rest = [*_unlabelled(lines[stop:]), *_kept(lines[below:stop])]
        return _fields(fields), [lines[start], "", *rest]
    dates = (date_of_label(line) for line in (*lines[start : start + 1], *lines[below : below + 1]))
    date = next(filter(None, dates), None)
    return ({"date": date} if date else {}), lines


def _fields(found: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in found.items() if name in _NAMES}


def _unlabelled(lines: list[str]) -> list[str]:
    """Return a text without the label «Текст:» at its top."""
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return [*lines[:at], *(_TEXT.sub("", line) for line in lines[at : at + 1]), *lines[at + 1 :]]


def is_header(line: str) -> bool:
    """True for a line that says a field of an article."""
    return _header(line, lenient=False) is not None


def _run(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    """Read header lines from an index on: the fields, and the index of the first other line.

    A blank line may stand between them.
    """
    fields: dict[str, str] = {}
    while at < len(lines):
        if header := _header(lines[at], lenient=bool(fields)):
            fields.setdefault(*header)
            at += 1
        elif fields and not lines[at].strip() and any(map(is_header, lines[at + 1 : at + 2])):
            at += 1
        else:
            break
    return fields, at


def _kept(lines: list[str]) -> list[str]:
    """Return the header lines that stay in the text: dates not understood, and no fields."""
    found = [(line, _header(line, lenient=True)) for line in lines]
    return [
        line
        for line, header in found
        if header and (header[0] == "other" or (header[0] == "date" and not parse_date(header[1])))
    ]


def _header(line: str, lenient: bool) -> tuple[str, str] | None:
    """Return one header line as (field, value), None if it is none.

    The first one must have a valid value: «Дата: решающий день» may be the article's own words.
    """
    bare = line.strip()
    if is_only_a_date(bare):
        return "date", bare
    if _URL.fullmatch(bare):
        return "url", bare
    match = _LINE.fullmatch(line.rstrip())
    field = _FIELD_OF.get(match[1].lower()) if match else None
    if match is None or field is None or (field not in _NAMES and not lenient):
        return None
    value = match[2].strip()
    if field == "url":
        return (field, value) if re.match(r"(?:https?://|www\.)\S+$", value) else None
    if field == "date" and not lenient and parse_date(value) is None:
        return None
    return (field, value) if len(value) <= _LONGEST_VALUE else None
