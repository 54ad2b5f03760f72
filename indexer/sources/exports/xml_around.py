"""Fields on the elements around an article in XML: <day date="…">, <section name="…">."""

from typing import Any

from svodka.indexer.sources.exports.inherited import inherited
from svodka.indexer.sources.exports.xml_fields import local, text_of
from svodka.indexer.sources.names import field_of

# Their date is that of the feed, and their category that of a catalogue.
_FEEDS = frozenset(("rss", "channel", "feed", "rdf", "mediawiki"))
_NAMED = ("name", "title", "value", "date", "n")
_MOST = 50  # fields of one element
_LONGEST = 200  # characters of a field


class Around:
    """The attributes and short children of all elements that are open."""

    def __init__(self) -> None:
        self._levels: list[dict[str, str]] = []
        self._feeds = 0

    def start(self, element: Any) -> None:
        """Take the attributes of an element that begins."""
        own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        name = local(element)
        if field_of(name)[0] in ("date", "source", "section"):
            said = next((own[one] for one in _NAMED if own.get(one)), "")
            own = {name: said, **own} if said else own
        self._feeds += name in _FEEDS
        self._levels.append(own)

    def end(self, element: Any) -> None:
        """Forget an element that ends; one that has only a text is a field of its parent."""
        self._levels.pop()
        self._feeds -= local(element) in _FEEDS
        if self._levels and not len(element) and len(self._levels[-1]) < _MOST:
            text = text_of(element)
            if 0 < len(text) <= _LONGEST:
                self._levels[-1].setdefault(local(element), text)

    def fields(self) -> dict[str, Any]:
        """Return what the open elements give to an article, the innermost first."""
        found: dict[str, Any] = {}
        if not self._feeds:
            for level in self._levels:
                found |= inherited(level)
        return found
