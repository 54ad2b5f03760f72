"""The format of each file, and the reading of one candidate into one article."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources.candidate import Candidate, Kind
from svodka.indexer.sources.csv_records import csv_records
from svodka.indexer.sources.fields import article, named
from svodka.indexer.sources.html_page import read_page
from svodka.indexer.sources.json_records import json_records
from svodka.indexer.sources.records import Reader, json_lines, load
from svodka.indexer.sources.text import read_markdown, read_text

#: By the ending of a name: the kind of a one-article file, or the reader of a file of records.
FORMATS: Final[dict[str, Kind | Reader]] = {
    ".txt": "text",
    ".text": "text",
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".json": json_records,
    **dict.fromkeys((".jsonl", ".ndjson"), json_lines),
    **dict.fromkeys((".csv", ".tsv"), csv_records),
}


LONGEST_ENDING = 20  # characters; a longer ending is none


def format_of(path: str) -> Kind | Reader:
    """Return the kind or reader of a file for which ``unread_ending`` is None."""
    return FORMATS[_suffix(path)]


def unread_ending(path: str) -> str | None:
    """Return the ending of a name that is no article format, None for a format that is read.

    For example ``.jpg``, ``.warc.gz``; empty if the name has none.
    """
    suffix = _suffix(path)
    if suffix in FORMATS:
        return None
    ending = suffix + ".gz" * (PurePosixPath(path).suffix.lower() == ".gz")
    return printable(ending) if len(ending) <= LONGEST_ENDING else ""


def is_whole_by_record(path: str) -> bool:
    """True for a format in which a half-written record reads as a bad one.

    In other formats it reads as a shorter article.
    """
    return FORMATS.get(_suffix(path)) in (json_records, json_lines)


def _suffix(path: str) -> str:
    """Return the ending of a file's name in lower case, before ``.gz``."""
    name = PurePosixPath(path)
    suffix = name.suffix.lower()
    return PurePosixPath(name.stem).suffix.lower() if suffix == ".gz" else suffix


def _read_record(candidate: Candidate) -> Article:
    record = load(candidate.raw)
    if not isinstance(record, dict):
        raise SourceError("not an object")
    return article(candidate, named(record))


_READERS: Final[dict[Kind, Callable[[Candidate], Article]]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_page,
    "record": _read_record,
}


def read(candidate: Candidate) -> Article:
    """Parse a candidate into its article.

    Raises SourceError with the reason, which begins with the place of a record.
    """
    try:
        return _READERS[candidate.kind](candidate)
    except SourceError as error:
        reason = printable(str(error), 300)
    except RecursionError:
        reason = "nested too deeply"
    raise SourceError(f"{candidate.place}: {reason}" if candidate.place else reason)
