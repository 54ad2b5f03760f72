"""The shapes in which JSON wraps articles: search engines, data frames, dictionaries by id."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from svodka.indexer.sources.exports.inherited import inherited, of_group, of_key
from svodka.indexer.sources.names import is_missing, named

# The members of a record that hold its article: Elasticsearch, JSON:API, GraphQL, ActivityPub, and
# lists of wrapped articles.
_INSIDE = (
    *("_source", "fields", "attributes", "node", "article", "news", "post", "item", "document"),
    *("doc", "data", "properties", "entry", "record", "object", "статья", "новость"),
)
_META = ("meta", "metadata", "metainfo", "info", "метаданные")
_DEPTH = 5  # levels of objects around a list of articles
_ID = re.compile(r"\d+|(?=.*\d)[\w-]{6,64}|https?://\S+|\S*[./]\S*\d\S*")


def is_article(value: Any) -> bool:
    """True for an object that has a text, or a title and something more."""
    if not isinstance(value, Mapping):
        return False
    fields = named(value)
    title, text = fields.get("title"), fields.get("text")
    is_text = isinstance(text, str | list) or (isinstance(text, Mapping) and "rendered" in text)
    return is_text or (title is not None and not isinstance(title, list) and len(fields) > 1)


def is_id(name: str) -> bool:
    """True for a name that reads as the id or the address of an article."""
    return _ID.fullmatch(name) is not None


def with_id(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record of a dictionary by id, with its id or its address."""
    field = "url" if name.startswith("http") else "id"
    return dict(record) if field in named(record) else {field: name, **record}


def unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the article inside a record: {"_id": "7", "_source": {…}}, {"article": {…}}."""
    if is_article(record) and "_source" not in record:
        return _without_lists(record)
    for name in _INSIDE:
        inner = record.get(name)
        if isinstance(inner, Mapping) and (is_article(inner) or named(inner)):
            beside = {
                key: value
                for key, value in record.items()
                if isinstance(value, str | int | float)
                and not key.startswith("_")
                and key != "type"
            }
            own = {"id": record["_id"]} if isinstance(record.get("_id"), str | int) else {}
            return _without_lists({**own, **beside, **inner})
    return _without_lists(record)


def titled_text(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return a record with a title beside an object that has its text, as one article.

    For example {"title": "Паром", "doc": {"type": "doc", "content": […]}}; None for others.
    """
    fields = named(record)
    inner = [name for name, one in record.items() if isinstance(one, Mapping) and is_article(one)]
    if not isinstance(fields.get("title"), str) or "text" in fields or len(inner) != 1:
        return None
    own = named(record[inner[0]])
    if {"title", "id"} & own.keys():
        return None
    return {**{name: record[name] for name in record if name != inner[0]}, "text": own["text"]}


def with_metadata(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with the fields of an object of metadata beside its text.

    For example {"text": "…", "meta": {"title": "Паром", "date": "2021-03-05"}}.
    """
    inner = next((record[name] for name in _META if isinstance(record.get(name), Mapping)), None)
    if inner is None:
        return record
    own = named(record)
    found = {
        field: value
        for field, value in named(inner).items()
        if field not in own and field not in ("text", "texts")
    }
    return {**found, **record} if found and "text" in own else record


def _without_lists(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record of Solr, whose values are lists of one, with plain values."""
    singles = {
        name: value[0]
        for name, value in record.items()
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int | float)
    }
    return {**record, **singles} if singles else record


def expanded(
    value: Mapping[str, Any], around: Mapping[str, Any], depth: int = 0
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the articles in an object that is none itself, with the fields that stand around each.

    They stand in lists, dictionaries or columns.
    """
    around = {**around, **inherited(value)}
    if columns := columns_of(value):
        yield from ((row, around) for row in columns)
        return
    for name, inner in value.items():
        own = {**around, **of_key(name, around)} if isinstance(inner, list | Mapping) else around
        if isinstance(inner, list):
            for one in inner:
                if is_article(one) or _is_wrapped(one):
                    yield one, own
                elif isinstance(one, Mapping) and depth < _DEPTH:
                    yield from expanded(one, {**own, **of_group(name, one)}, depth + 1)
        elif isinstance(inner, Mapping) and is_article(inner):
            yield (with_id(name, inner) if is_id(name) else inner), around
        elif isinstance(inner, Mapping) and depth < _DEPTH:
            yield from expanded(inner, own, depth + 1)


def _is_wrapped(value: Any) -> bool:
    return isinstance(value, Mapping) and any(is_article(value.get(name)) for name in _INSIDE)


def columns_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an object of columns, as pandas writes a data frame.

    Its columns are objects by row, or lists of the same length.
    """
    fields = named(value)
    first = fields.get("title", fields.get("text"))
    if isinstance(first, Mapping) and first and all(map(str.isdigit, first)):
        columns = {name: one for name, one in value.items() if isinstance(one, Mapping)}
        return [{name: one.get(row) for name, one in columns.items()} for row in first]
    if isinstance(fields.get("title"), list) and isinstance(first, list) and len(first) > 1:
        lists = {name: one for name, one in value.items() if isinstance(one, list)}
        if len({len(one) for one in lists.values()}) == 1:
            return [{name: one[row] for name, one in lists.items()} for row in range(len(first))]
    return []


def header_of(row: Sequence[Any]) -> list[str]:
    """Return the names in the first row of a table in JSON, empty if it names no field."""
    if row and all(isinstance(name, str) for name in row):
        fields = named(dict.fromkeys(row, "x"))
        if {"title", "text"} & fields.keys():
            return [str(name) for name in row]
    return []


def row_record(header: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row of a table as a record, without its missing values."""
    pairs = zip(header, row, strict=False)
    return {name: value for name, value in pairs if not is_missing(value)}
