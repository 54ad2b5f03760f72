"""A record of any export becomes a plain record, or is left out and counted."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from svodka.indexer.sources.exports.inherited import inherited, with_inherited
from svodka.indexer.sources.exports.shapes import (
    columns_of,
    expanded,
    is_article,
    titled_text,
    unwrapped,
    with_metadata,
)
from svodka.indexer.sources.exports.telegram import is_message, post
from svodka.indexer.sources.exports.walls import is_community, is_wall_post, wall_post
from svodka.indexer.sources.notes import Note

# Some marks of records that are not plain, in JSON Lines.
_UNUSUAL = re.compile(
    rb'"(?:_|_source|_index|text_entities|date_unixtime|owner_id'
    rb'|meta|metadata|metainfo|info|attributes|node|article|object|_embedded)"'
    rb'\s*:|:\s*\[\s*["{]'
)


def is_unusual(line: bytes) -> bool:
    """True if a line of JSON may hold a record that is not plain."""
    return _UNUSUAL.search(line) is not None


class Adapter:
    """Makes records plain, and counts those that are left out."""

    def __init__(self) -> None:
        self._left_out: Counter[str] = Counter()

    def records(
        self, value: Mapping[str, Any], outer: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any] | None]:
        """Yield the records in a value in plain form, None for one that is left out.

        Mostly it is the value itself; it may be an object around several. ``outer`` is the object
        around the list that holds it, as far as it was read.
        """
        around = inherited(outer)
        if (titled := titled_text(value)) is not None:
            yield self._plain(titled, outer, around)
            return
        is_one = is_message(value) or is_wall_post(value) or "_source" in value
        is_one = is_one or (is_article(value) and not columns_of(value))
        several = [] if is_one else list(expanded(value, around))
        if not several:
            yield self._plain(value, outer, around)
        for record, own in several:
            yield self._plain(record, value, own)

    def _plain(
        self, record: Mapping[str, Any], outer: Mapping[str, Any], around: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Return a record in plain form, None if it is left out."""
        if is_message(record):
            made = post(record, outer)
            if isinstance(made, str):
                self._left_out[made] += 1
                return None
            return made
        if _is_action(record) or is_community(record):
            return None
        if is_wall_post(record):
            made = wall_post(record)
            if "text" not in made:
                self._left_out["post without text"] += 1
                return None
            return with_inherited(made, around)
        plain = with_inherited(_with_terms(with_metadata(unwrapped(record))), around)
        return _with_source(plain, outer) if outer else plain

    def note(self) -> Note | None:
        """Return what was left out, None if nothing was."""
        if not self._left_out:
            return None
        counts = (
            f"{count} {kind if count == 1 else _plural(kind)}"
            for kind, count in sorted(self._left_out.items())
        )
        return Note("left out", f"left out {' and '.join(counts)}")


def _is_action(record: Mapping[str, Any]) -> bool:
    """True for a line between the records of Elasticsearch's bulks: {"index": {"_id": "7"}}."""
    match list(record.items()):
        case [("index" | "create" | "update" | "delete", Mapping() as inner)]:
            return all(str(name).startswith("_") for name in inner)
    return False


def _plural(kind: str) -> str:
    first, _, rest = kind.partition(" ")
    return f"{first}s {rest}" if first == "post" else f"{kind}s"


def _with_terms(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a post of WordPress's REST with the names of its author and category.

    Beside them it has only their numbers, which say nothing.
    """
    found = {}
    embedded = record.get("_embedded")
    embedded = embedded if isinstance(embedded, Mapping) else {}
    for name, key in (("author", "author"), ("categories", "wp:term"), ("section", "wp:term")):
        if (name in record and _is_number(record[name])) or (name in ("author",) and embedded):
            found[name] = _names(embedded.get(key))
    return {**record, **found} if found else record


def _is_number(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(
        isinstance(one, int) and not isinstance(one, bool) for one in values
    )


def _names(value: Any) -> list[str]:
    """Return the names of authors or terms, which may be lists of lists."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    if isinstance(value, Mapping) and value.get("taxonomy", "category") == "category":
        name = value.get("name")
        return [name] if isinstance(name, str) else []
    return []


def _with_source(record: Mapping[str, Any], outer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with the title of its feed as its source, if it has none."""
    feed = outer.get("feed") if isinstance(outer.get("feed"), Mapping) else outer
    title = feed.get("title") if isinstance(feed, Mapping) else None
    is_feed = isinstance(title, str) and any(
        name in outer for name in ("version", "home_page_url", "feed_url", "feed", "link")
    )
    return {"source": title, **record} if is_feed else record
