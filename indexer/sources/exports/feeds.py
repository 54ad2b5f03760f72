"""XML as a stream of its articles: RSS, Atom, WordPress's export, dumps of sites and databases."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import urljoin

from lxml import etree

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Kind
from svodka.indexer.sources.exports.cells import EXCEL_2003
from svodka.indexer.sources.exports.inherited import with_inherited
from svodka.indexer.sources.exports.wiki import wiki_page
from svodka.indexer.sources.exports.xml_around import Around
from svodka.indexer.sources.exports.xml_documents import DOCUMENT_ROOTS, document
from svodka.indexer.sources.exports.xml_elements import (
    is_record,
    record_of,
    sitemap_news,
    with_id,
)
from svodka.indexer.sources.exports.xml_fields import (
    local,
    text_of,
    value_of,
)
from svodka.indexer.sources.exports.xml_stream import XmlStream, declared_root
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.lines import Recoded
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.records import LEFT_OUT, Input, Record, Resumed, dumped


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


# Elements around articles. Their own title is that of the feed.
_AROUND = _words(
    "rss rdf channel feed urlset sitemapindex opml root dump export database table "
    "articles items news response result documents records add rows pma_xml_export "
    "mysqldump resultset"
)
# Elements inside articles whose names mean something else there: a picture has a title too.
_INNER = _words(
    "image author contributor source comment postmeta enclosure group thumbnail category "
    "textinput related tag"
)
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_POSTS = frozenset(("post", "page", ""))
_LONG = 80  # characters of a text that is told if it stands outside of all records
_HEAD = 1 << 16  # bytes, in which the first element stands
_OTHER_KINDS: dict[str, Kind] = {"fictionbook": "fb2", "html": "html"}
_NO_ARTICLES = {
    "urlset": "a sitemap: it lists addresses, and holds no articles",
    "sitemapindex": "an index of sitemaps: it lists addresses, and holds no articles",
    "opml": "a list of feeds (OPML), and holds no articles",
}


def xml_records(given: Input) -> Iterator[Record]:
    """Yield the articles of a feed or a dump in XML.

    An article is an element whose children name a title or a text. Entities are not expanded.
    """
    head = given.stream.read(_HEAD)
    if (kind := _OTHER_KINDS.get(declared_root(head))) is not None:
        raw = head + given.stream.read(CAP)
        yield Record("", raw, None, kind)
        return
    stream: Any = io.BufferedReader(Resumed(head, given.stream), 1 << 17)
    if EXCEL_2003 in head[:2000]:
        from svodka.indexer.sources.exports.spreadsheets import xlsx_records

        yield from xlsx_records(replace(given, stream=stream))
        return
    if given.encoding != "utf-8":
        stream = io.BufferedReader(Recoded(stream, given.encoding), 1 << 16)
    walk = _Walk(stream)
    number = 0
    for record in walk.records():
        number += 1
        yield Record(f"record {number}", dumped(record), record) if record else LEFT_OUT
    if walk.left_out:
        counts = [f"{count} of type {kind}" for kind, count in sorted(walk.left_out.items())]
        note = Note("left out", f"left out {', '.join(counts)}, which are no articles")
        given.tell(given.path, note)
    if number and walk.loose > 0:
        what = "1 text stands" if walk.loose == 1 else f"{walk.loose} texts stand"
        given.tell(given.path, Note("loose", f"{what} outside all records: not read"))
    if not number and (reason := _NO_ARTICLES.get(walk.root)):
        raise SourceError(reason)
    if walk.broken and not number:
        raise SourceError(walk.broken)
    if walk.broken:
        given.skip(given.path, f"{walk.broken}; what could be read after it was")


class _Walk:
    """A walk along the elements of an XML file, of which it keeps only the current record."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = XmlStream(stream)
        self.root = ""
        self.left_out: Counter[str] = Counter()
        self.broken = ""
        self.loose = 0  # texts that stand outside of all records
        self._source: str = ""
        self._base = ""  # the address of the feed, to which relative ones belong
        self._names: dict[str, str] = {}  # WordPress's names of authors, by their logins
        self._depth = 0
        self._around = Around()

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the records; an empty one is left out. Raises SourceError."""
        events = self._events()
        try:
            for event, element in events:
                if event == "start":
                    self._start(element)
                else:
                    yield from self._end(element)
        except etree.XMLSyntaxError as error:
            raise SourceError(_why(str(error))) from None
        fatal = [entry for entry in events.error_log if entry.level_name == "FATAL"]
        if fatal:
            self.broken = f"near line {fatal[0].line}: {_why(fatal[0].message)}"

    def _events(self) -> Any:
        return etree.iterparse(
            self._stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",  # into which it was recoded, whatever it declares
        )

    def _start(self, element: Any) -> None:
        self._depth += 1
        self._around.start(element)
        if self._depth == 1:
            self.root = local(element)
            self._base = element.get(_XML_BASE) or ""

    def _end(self, element: Any) -> Iterator[dict[str, Any]]:
        self._depth -= 1
        self._around.end(element)
        self._stream.used()
        name, parent = local(element), element.getparent()
        if self.root in DOCUMENT_ROOTS:
            yield from self._document(element)
            return
        if name == "title" and parent is not None and local(parent) in ("channel", "feed"):
            self._source = text_of(element)
        elif name == "link" and parent is not None and local(parent) in ("channel", "feed"):
            address = value_of(element)
            self._base = address if "://" in address else self._base
        elif name == "author" and (names := {local(one): text_of(one) for one in element}):
            self._names[names.get("author_login", "")] = names.get("author_display_name", "")
        self.loose += _is_loose(element)
        if self.root == "mediawiki":
            yield from self._wiki(element)
            return
        if self.root == "urlset":
            yield from self._sitemap(element)
            return
        is_part = any(local(one) in _INNER for one in (element, *element.iterancestors()))
        is_row = name == "table" and len(element) and local(element[0]) == "column"
        is_around = (name in _AROUND and not is_row) or self._depth < 1
        if is_around or is_part or not is_record(element):
            return
        self.loose -= sum(map(_is_loose, element.iter()))
        record = dict(with_inherited(self._completed(record_of(element)), self._around.fields()))
        kind = str(record.pop("post_type", "")) or _bloggers_kind(element)
        if kind not in _POSTS:
            self.left_out[kind[:40]] += 1
            yield {}
        else:
            yield {"source": self._source, **record} if self._source else record
        _forget(element)

    def _document(self, element: Any) -> Iterator[dict[str, Any]]:
        """Yield the text that ends here in a file of whole texts, such as TEI."""
        if self._depth < 1 or local(element) in DOCUMENT_ROOTS:
            if record := document(element):
                yield record
            elif is_record(element):
                yield self._completed(record_of(element))
            else:
                return
            _forget(element)

    def _sitemap(self, element: Any) -> Iterator[dict[str, Any]]:
        """Yield the title of news that ends here in a sitemap."""
        if local(element) == "url":
            if record := sitemap_news(element):
                yield with_id(record)
            _forget(element)

    def _wiki(self, element: Any) -> Iterator[dict[str, Any]]:
        """Yield the page of a wiki that ends here, or nothing; an empty one is left out."""
        if local(element) == "sitename":
            self._source = text_of(element)
        if local(element) == "page":
            record = wiki_page(element)
            if kind := record.pop("left_out", ""):
                self.left_out[kind] += 1
            yield {} if kind else {"source": self._source, **record}
            _forget(element)

    def _completed(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record with its whole address, and with its author's name for a login."""
        record = dict(record)
        if isinstance(login := record.get("creator"), str) and self._names.get(login):
            record["creator"] = self._names[login]
        guid, is_address = record.get("guid"), record.pop("is_address", "true") == "true"
        if "link" not in record and is_address and _is_address(guid):
            record["link"] = guid
        link = record.get("link")
        if isinstance(link, str) and link and not _is_address(link):
            with suppress(ValueError):
                record["link"] = urljoin(self._base, link)
        return with_id(record)


def _bloggers_kind(element: Any) -> str:
    """Return the kind of an entry in Blogger's export: its settings are entries too."""
    scheme = "schemas.google.com/g/2005#kind"
    kinds = (one.get("term", "") for one in element if one.get("scheme", "").endswith(scheme))
    return str(next(kinds, "")).rpartition("#")[2]


def _is_loose(element: Any) -> bool:
    """True for an element that reads as a text, and says nothing of a feed or a picture."""
    text = element.text or ""
    if len(text) < _LONG or text.count(" ") < _LONG // 20:
        return False
    parent = element.getparent()
    around = _AROUND | _INNER | {"mediawiki"}
    return parent is not None and local(parent) not in around and local(element) not in _INNER


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _forget(element: Any) -> None:
    """Free an element and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _why(text: str) -> str:
    if "ntity" in text:
        return "XML with entities that refer to others, which are not followed"
    if "xcessive depth" in text or "too deep" in text.lower():
        return "XML that is nested too deeply"
    return f"broken XML: {text.partition(' (')[0][:120]}"
