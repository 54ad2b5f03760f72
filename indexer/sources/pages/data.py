"""Fields of an article that its page shows beside metadata: microdata, times, classes."""

import re
from collections.abc import Iterator
from typing import Any

from svodka.indexer.sources.dates import is_whole, parse_date
from svodka.indexer.sources.writing.prose import one_line

# The names of microdata and RDFa for each field.
_PROPERTIES = {
    "title": ("headline", "name"),
    "date": ("datepublished", "datecreated", "published", "date", "dcdate", "issued"),
    "author": ("author", "creator"),
    "section": ("articlesection",),
    "source": ("publisher", "sourceorganization"),
}
_PROPERTY_OF = {name: field for field, names in _PROPERTIES.items() for name in names}
_DATE_CLASS = re.compile(
    r"(?:^|[_\s-])(?:date|datetime|time|published|pubdate|posted|submitted|info|meta)(?:[_\s-]|$)",
    re.I,
)
# Classes of an author's name in the themes of WordPress, Drupal and others
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:[_-]?(?:name|link))?(?:\s|$)", re.I)
_AUTHOR_LABEL = re.compile(r"(?:авторы?|автором|текст|by)(?:\s?:\s*|\s+)", re.I)
_PERSON = re.compile(r"[A-ZА-ЯЁ][\w.'’-]*(?:\s[A-ZА-ЯЁ][\w.'’-]*){1,3}")
_AROUND = frozenset(("nav", "aside", "footer", "form"))
_LONGEST_DATE = 60  # characters
_MOST_LOOKED_AT = 20_000  # elements


def microdata(root: Any) -> dict[str, str]:
    """Return the fields in microdata (itemprop) and RDFa (property) of any element but meta."""
    fields: dict[str, str] = {}
    is_article = any(
        "rticle" in (one.get("itemtype") or "") or "Posting" in (one.get("itemtype") or "")
        for one in _elements(root)
    )
    for element in _elements(root):
        names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
        if element.tag == "meta" or not names.strip():
            continue
        for name in names.split():
            field = _PROPERTY_OF.get(re.sub(r"^.*[:.]|[^a-z]", "", name))
            if (
                not field
                or field in fields
                or (name == "name" and not is_article)
                or _is_around(element)
            ):
                continue
            if name == "name" and element.getparent() is not None and _is_person(element):
                continue
            if value := _date_of(element) if field == "date" else _value(element):
                fields[field] = value
    return fields


def shown_date(root: Any) -> str:
    """Return the date that a page shows by ``<time>`` or by the class of an element.

    An attribute counts before the text. Empty if there is none that can be read.
    """
    for time in root.iter("time"):
        if not _is_around(time) and (date := _date_of(time)):
            return date
    for element in _elements(root):
        if element.tag in ("body", "html", "meta", "script") or _is_around(element):
            continue
        if _DATE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            date = _date_of(element)
            if date and is_whole(parse_date(date) or ""):
                return date
    return ""


def shown_author(root: Any) -> str:
    """Return the one name that a page shows as its author's, by a link or a class.

    Empty if it shows none, or those of several: lists of news have authors too.
    """
    found = set()
    for element in _elements(root):
        is_author = element.get("rel") == "author" or _AUTHOR_CLASS.search(
            element.get("class") or ""
        )
        if is_author and not _is_around(element):
            text = one_line("".join(element.itertext())[:200])
            text = _AUTHOR_LABEL.sub("", text, count=1) if _AUTHOR_LABEL.match(text) else text
            found |= {text} if _PERSON.fullmatch(text) else set()
    return found.pop() if len(found) == 1 else ""


def _elements(root: Any) -> Iterator[Any]:
    for number, element in enumerate(root.iter()):
        if number > _MOST_LOOKED_AT:
            return
        if isinstance(element.tag, str):
            yield element


def _date_of(element: Any) -> str:
    """Return the date of an element, empty if none can be read."""
    text = one_line("".join(element.itertext())[:200])
    given = (element.get("datetime"), element.get("content"), element.get("title"), text)
    for value in given:
        if value and len(value) <= _LONGEST_DATE and parse_date(value):
            return str(value)
    return ""


def _value(element: Any) -> str:
    """Return what an element says: its content, the name inside it, or its text."""
    if content := element.get("content"):
        return one_line(content)
    inner = next((one for one in element.iter() if one.get("itemprop") == "name"), element)
    return one_line((inner.get("content") or "".join(inner.itertext()))[:1000])


def _is_person(element: Any) -> bool:
    """True for the name of a person or publisher inside an article."""
    return any(
        (one.get("itemprop") or "") in ("author", "publisher", "creator")
        for one in element.iterancestors()
    )


def _is_around(element: Any) -> bool:
    return any(one.tag in _AROUND for one in element.iterancestors())
