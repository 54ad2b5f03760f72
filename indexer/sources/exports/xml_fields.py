"""The fields of a record in XML: their names and their texts."""

import re
from typing import Any

from lxml import etree
from lxml.html import defs

from svodka.indexer.sources.names import field_of

# Names for other programs. Of them only descriptions are texts.
_FOREIGN = ("search.yahoo.com/mrss", "itunes.com/dtds", "georss", "purl.org/rss/1.0/modules/slash")
# Signs of WordPress's blocks around pictures: [caption width="300"]…[/caption].
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|playlist)(?:\s[^\[\]]{0,500})?\]", re.IGNORECASE
)
# Elements that may be an article by their attributes: <doc title="…" date="…">the text</doc>.
_ROWS = frozenset(
    ("doc", "document", "article", "item", "news", "post", "record", "entry", "story", "row")
)


def attributes(element: Any) -> dict[str, str]:
    """Return the attributes of an element that name a field, and its id."""
    if is_foreign(element):
        return {}
    own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    return {name: value for name, value in own.items() if value and field_of(name)[0]}


def is_foreign(element: Any) -> bool:
    """True for an element of feeds that speaks of a picture, a sound or a place."""
    return any(part in (etree.QName(element).namespace or "") for part in _FOREIGN)


def is_row(element: Any) -> bool:
    """True for an element that may be an article without elements for its fields."""
    return local(element) in _ROWS and not any(
        local(one) in _ROWS for one in element.iterancestors()
    )


def row_text(element: Any) -> str:
    """Return the text of an element none of whose children is a field; empty for others."""
    if any(field_of(local(child))[0] for child in element):
        return ""
    return _markup(element) if len(element) else text_of(element)


def value_of(child: Any) -> str:
    """Return the text of a field: its words, its markup, or its address."""
    name = local(child)
    if is_foreign(child):
        return _described(child)
    if name == "link" and child.get("href"):
        return str(child.get("href")) if child.get("rel", "alternate") == "alternate" else ""
    if name == "category" and child.get("term"):
        return str(child.get("label") or child.get("term"))
    if name in ("author", "contributor") and len(child):
        inner = next((one for one in child if local(one) == "name"), child)
        return text_of(inner)
    if len(child) and name not in ("source",):
        return _markup(child)
    text = text_of(child)
    if name == "encoded":
        return _SHORTCODE.sub("\n", text)
    if name == "author" and (match := re.fullmatch(r"\S+@\S+\s*\((.+)\)", text)):
        return match[1]
    return text


def _described(child: Any) -> str:
    """Return the description in a field of podcasts or of media; empty if it has none."""
    if local(child) in ("summary", "subtitle", "description"):
        return text_of(child)
    inner = (one for one in child if local(one) == "description")
    return next((text_of(one) for one in inner if local(child) in ("group", "content")), "")


def _markup(child: Any) -> str:
    """Return the markup in a field; of several values that are no HTML a line each."""
    between = [child.text, *(one.tail for one in child)]
    is_list = not any(local(one) in defs.tags or not local(one) for one in child)
    if is_list and not any(text and text.strip() for text in between):
        return "\n".join(filter(None, (text_of(one) for one in child)))
    inner = [etree.tostring(one, encoding="unicode", method="html") for one in child]
    return (child.text or "") + "".join(inner)


def text_of(element: Any) -> str:
    """Return all text in an element; entities have none."""
    return "".join(element.itertext()).strip() if isinstance(element.tag, str) else ""


def name_of(child: Any) -> str:
    """Return the name of a field: a column's in dumps of databases, else that of its element."""
    for attribute in ("name", "column"):
        if local(child) in ("field", "column", "str", "arr", "date") and child.get(attribute):
            return str(child.get(attribute))
    namespace = etree.QName(child).namespace or ""
    own = local(child)
    if any(part in namespace for part in _FOREIGN):
        return "itunes_summary" if "itunes" in namespace else "media_description"
    if own == "encoded":
        return "excerpt" if "excerpt" in namespace else "content_encoded"
    return own if own != "post_date" else "created_at"


def local(element: Any) -> str:
    """Return the name of an element without its namespace, in lower case; empty for comments."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
