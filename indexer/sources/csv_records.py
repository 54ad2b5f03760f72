"""CSV and TSV with a header line: each row as a record."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Literal

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.fields import named
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.lines import lines
from svodka.indexer.sources.walk import Skip

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_SIZE = 1 << 20  # characters


def csv_records(
    stream: BinaryIO, encoding: str, skip: Skip, path: str
) -> Iterator[tuple[str, bytes, Any]]:
    """Yield the rows of a table as (place, JSON, record). The first line names the fields."""
    csv.field_size_limit(CAP)  # the csv module keeps one limit for the whole process
    feed = _Feed(line for _, line in lines(stream, encoding, skip, path))
    sample = feed.sample(_SAMPLE_ROWS)
    delimiter, header = _header(sample)
    reader = csv.reader(feed, delimiter=delimiter, quoting=_quoting(sample, delimiter))
    next(reader, None)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
            if row is None:
                return
            if record := _record(header, row, feed):
                yield (
                    f"record {number}",
                    json.dumps(record, ensure_ascii=False, sort_keys=True).encode(),
                    record,
                )
        except csv.Error as error:
            if "field limit" in str(error):  # a stray quotation mark swallowed the rest
                raise SourceError(
                    f"record {number}: a field larger than {CAP // 1_000_000} MB"
                ) from None
            skip(path, f"record {number}: {error}")
        except SourceError as error:
            skip(path, f"record {number}: {error}")


class _Feed:
    """Lines for the csv module, with lookahead.

    ``ended`` is true once a line was asked for after the last.
    """

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = (line.decode("utf-8", "replace") for line in source)
        self._ahead: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._ahead:
            return self._ahead.pop(0)
        for line in self._source:
            return line
        self.ended = True
        raise StopIteration

    def sample(self, count: int) -> list[str]:
        """Return the next ``count`` lines or fewer; they stay to be read."""
        for line in islice(self._source, count):
            self._ahead.append(line)
            if sum(map(len, self._ahead)) > _SAMPLE_SIZE:
                break
        return list(self._ahead)


def _header(sample: list[str]) -> tuple[str, list[str]]:
    """Return the delimiter with the most field names, and these names. Raises SourceError."""
    best: tuple[int, str, list[str]] = (0, ",", [])
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader(sample[:1], delimiter=delimiter), [])
        except csv.Error:
            continue
        known = named(dict.fromkeys(names, "x"))
        if {"title", "text"} & known.keys() and len(known) > best[0]:
            best = (len(known), delimiter, names)
    if not best[0]:
        raise SourceError(
            "its first line names no column of titles or texts" if sample else "empty"
        )
    return best[1], best[2]


def _quoting(sample: list[str], delimiter: str) -> Literal[0, 3]:
    """Return the csv module's quoting mode of a table.

    Tab-separated tables are often written without quoting: then a quotation mark is plain.
    """
    rows = [line.rstrip("\r\n").split("\t") for line in sample]
    if delimiter != "\t" or any(len(row) != len(rows[0]) for row in rows):
        return csv.QUOTE_MINIMAL
    quoted = any(re.fullmatch(r'"(?:[^"]|"")*"', cell) for row in rows for cell in row)
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _record(header: list[str], row: list[str], feed: _Feed) -> dict[str, str]:
    if feed.ended:
        raise SourceError("a quotation mark opens here and is never closed")
    if any(cell.strip() for cell in row[len(header) :]):
        raise SourceError(f"has {len(row)} fields, and the header {len(header)}")
    return {name: cell for name, cell in zip(header, row, strict=False) if cell.strip()}
