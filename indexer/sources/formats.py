"""The format of each file, and the reading of one candidate into one article."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Final

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources.candidate import Candidate, Kind
from svodka.indexer.sources.containers.archives import Archive, tar_members, zip_members
from svodka.indexer.sources.containers.compression import method_of
from svodka.indexer.sources.containers.web_archive import warc_records
from svodka.indexer.sources.csv_records import csv_records
from svodka.indexer.sources.fields import Remark, article
from svodka.indexer.sources.json_records import json_records
from svodka.indexer.sources.names import named
from svodka.indexer.sources.office.mail import mbox_records
from svodka.indexer.sources.office.reading import read_document, read_letter, read_saved_page
from svodka.indexer.sources.pages.html_page import read_page
from svodka.indexer.sources.plain.text import read_markdown, read_text
from svodka.indexer.sources.records import Input, Record, Records, json_lines, load
from svodka.indexer.sources.unmapped import with_unmapped

Format = Kind | Records | Archive


def _xml_records(given: Input) -> Iterator[Record]:
    # Imported late: lxml takes 20 ms to load.
    from svodka.indexer.sources.exports.feeds import xml_records

    return xml_records(given)


def _xlsx_records(given: Input) -> Iterator[Record]:
    from svodka.indexer.sources.exports.spreadsheets import xlsx_records

    return xlsx_records(given)


_XML = Records(_xml_records)
#: By the ending of a name: the kind of a one-article file, or the reader of many records or files.
FORMATS: Final[dict[str, Format]] = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "html"),
    **dict.fromkeys((".mht", ".mhtml"), "mhtml"),
    **dict.fromkeys((".docx", ".docm"), "docx"),
    **dict.fromkeys((".odt", ".fodt"), "odt"),
    ".rtf": "rtf",
    ".doc": "doc",
    ".fb2": "fb2",
    ".epub": "epub",
    ".pdf": "pdf",
    ".eml": "mail",
    ".mbox": Records(mbox_records, is_binary=True),
    ".json": Records(json_records, is_whole_by_record=True),
    **dict.fromkeys(
        (".jsonl", ".ndjson", ".jl", ".jsonlines"), Records(json_lines, is_whole_by_record=True)
    ),
    **dict.fromkeys((".csv", ".tsv"), Records(csv_records)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), Records(_xlsx_records, is_binary=True)),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf", ".wxr"), _XML),
    ".warc": Records(warc_records, is_binary=True),
    ".zip": Archive(zip_members),
    ".tar": Archive(tar_members),
}


# wget names the pages of a site by their addresses: «news.html?id=5».
_QUERY = re.compile(r"(\.[a-z]{1,6})\?[^?=]+=[^?]*$", re.IGNORECASE)

LONGEST_ENDING = 20  # characters; a longer ending is none


def format_of(path: str) -> Format:
    """Return the format of a file for which ``unread_ending`` is None."""
    return FORMATS[_suffix(path)]


def unread_ending(path: str) -> str | None:
    """Return the ending of a name that is no article format, None for a format that is read.

    For example ``.jpg``, ``.sql.gz``; empty if the name has none.
    """
    suffix = _suffix(path)
    if suffix in FORMATS:
        return None
    ending = suffix + PurePosixPath(path).suffix.lower() * bool(method_of(path))
    return printable(ending) if len(ending) <= LONGEST_ENDING else ""


def is_whole_by_record(path: str) -> bool:
    """True for a format in which a half-written record reads as a bad one.

    In other formats it reads as a shorter article.
    """
    format = FORMATS.get(_suffix(path))
    return isinstance(format, Records) and format.is_whole_by_record


def _suffix(path: str) -> str:
    """Return the ending of a file's name in lower case, before that of a compression."""
    name = PurePosixPath(path)
    if query := _QUERY.search(name.name):
        return query[1].lower()
    suffix = name.suffix.lower()
    if suffix in _PACKED_TARS:
        return ".tar"
    return PurePosixPath(name.stem).suffix.lower() if method_of(path) else suffix


_PACKED_TARS = frozenset((".tgz", ".tbz2", ".tbz", ".txz", ".tzst"))


def _read_record(candidate: Candidate, tell: Remark) -> Article:
    record = load(candidate.raw)
    if not isinstance(record, dict):
        raise SourceError("not an object")
    fields = named(record, candidate.mapping)
    return article(candidate, with_unmapped(record, fields, candidate.mapping, tell), tell)


_READERS: Final[dict[Kind, Callable[[Candidate, Remark], Article]]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_page,
    "record": _read_record,
    "mail": read_letter,
    "mhtml": read_saved_page,
    **dict.fromkeys(("docx", "odt", "rtf", "doc", "fb2", "epub", "pdf"), read_document),
}


def read(candidate: Candidate, tell: Remark = lambda _note: None) -> Article:
    """Parse a candidate into its article. ``tell`` gets notes on it.

    Raises SourceError with the reason, which begins with the place of a record.
    """
    try:
        return _READERS[candidate.kind](
            candidate, lambda note: tell(note._replace(place=candidate.place))
        )
    except SourceError as error:
        reason = printable(str(error), 300)
    except RecursionError:
        reason = "nested too deeply"
    raise SourceError(f"{candidate.place}: {reason}" if candidate.place else reason)
