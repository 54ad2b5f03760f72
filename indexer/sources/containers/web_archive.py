"""WARC: the pages that a crawler saved, with their addresses."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from svodka.indexer.errors import SourceError
from svodka.indexer.printable import is_printable
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.records import Input, Record

_PAGES = ("text/html", "application/xhtml+xml")
_LONGEST_PATH = 300  # characters


def warc_records(given: Input) -> Iterator[Record]:
    """Yield the HTML responses of a web archive as pages. Raises SourceError."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    others = pages = 0
    try:
        for record in ArchiveIterator(given.stream, no_record_parse=False):
            if record.rec_type not in ("response", "resource"):
                continue
            if not _is_page(record):
                others += 1
                continue
            pages += 1
            yield from _page(record, given)
    except (ArchiveLoadFailed, ValueError, KeyError, AttributeError, EOFError, OSError):
        raise SourceError("a damaged web archive (format: .warc)") from None
    if others:
        given.tell(given.path, Note("left out", f"left out {others} responses that are no pages"))
    if not pages:
        raise SourceError("holds no page (format: .warc)")


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif not (headers.get_statuscode() or "").startswith("2"):
        return False
    else:
        kind = headers.get_header("Content-Type") or ""
    return kind.partition(";")[0].strip().lower() in _PAGES


def _page(record: Any, given: Input) -> Iterator[Record]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = url.strip("<>")
    raw = record.content_stream().read(CAP + 1)
    if len(raw) > CAP:
        given.skip(given.path, f"{url}: larger than {CAP // 1_000_000} MB")
        return
    date = record.rec_headers.get_header("WARC-Date") or ""
    fields = (("url", url), ("date", date))
    yield Record("", raw, None, "html", _inside(url), fields)


def _inside(url: str) -> str:
    """Return the path of a page in its archive: its host, path and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "page"
    query = f"?{parts.query}" if parts.query else ""
    path = re.sub(r"/{2,}", "/", f"{parts.netloc}{unquote(parts.path)}{query}").strip("/")
    path = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
    if not is_printable(path):
        path = f"{parts.netloc}{parts.path}"
    return path[:_LONGEST_PATH] or "page"
