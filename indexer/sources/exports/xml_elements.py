"""An element of XML as a record: by its children, by its attributes, or as news of a sitemap."""

from typing import Any

from svodka.indexer.sources.exports.xml_fields import (
    attributes,
    is_row,
    local,
    name_of,
    row_text,
    text_of,
    value_of,
)
from svodka.indexer.sources.names import field_of, named

_ITEMS = frozenset(("item", "entry"))
_MOST_FIELDS = 1000  # children of one record


def is_record(element: Any) -> bool:
    """True if the children of an element, or its attributes, name a title or a text.

    Of an element that is no item of a feed they must name something more.
    """
    names = [name_of(child) for child in element[:_MOST_FIELDS] if isinstance(child.tag, str)]
    of_children = {field_of(name)[0] for name in names} - {None}
    fields = of_children | {field_of(name)[0] for name in attributes(element)} - {None}
    if is_row(element) and not of_children:
        has_text = bool(text_of(element))
        return bool({"title", "text"} & fields) and len(fields) + has_text > 1
    # <article> names a text: an element around several articles is none by its attributes.
    fields = fields if "title" in of_children else of_children
    most = 1 if local(element) in _ITEMS else 2
    return bool({"title", "text", "lead"} & of_children) and len(fields) >= most


def record_of(element: Any) -> dict[str, Any]:
    """Return an element as a record; what has several values is a list."""
    record: dict[str, Any] = attributes(element)
    if is_row(element) and (text := row_text(element)):
        return {**record, "text": text}
    for child in element[:_MOST_FIELDS]:
        if not isinstance(child.tag, str) or (value := value_of(child)) == "":
            continue
        name = name_of(child)
        if name not in record:
            record[name] = value
        elif isinstance(record[name], list):
            record[name].append(value)
        else:
            record[name] = [record[name], value]
        if name == "guid" and child.get("isPermaLink"):
            record["is_address"] = child.get("isPermaLink").lower()
    if isinstance(record.get("link"), list):
        record["link"] = next((link for link in record["link"] if link), "")
    return record


def with_id(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose id is its address, if it has no other: feeds of a day repeat posts."""
    fields = named(record)
    url = fields.get("url")
    return record if "id" in fields or not isinstance(url, str) else {"id": url, **record}


def sitemap_news(element: Any) -> dict[str, Any]:
    """Return an address of a sitemap of news as a record with a title; empty for others."""
    texts: dict[str, str] = {}
    for one in element.iter():
        texts.setdefault(local(one), text_of(one))
    if "title" not in texts or "publication_date" not in texts:
        return {}
    names = {"title": "title", "date": "publication_date", "url": "loc", "source": "name"}
    return {field: texts[name] for field, name in names.items() if texts.get(name)}
