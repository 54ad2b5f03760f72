"""Workbooks of Excel and LibreOffice, and what only has the name of one: each row a record."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources.containers.missing import library
from svodka.indexer.sources.csv_records import csv_records
from svodka.indexer.sources.exports.cells import MOST_COLUMNS, is_cells, sheets_of
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.names import field_of
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.office.package import Package
from svodka.indexer.sources.records import Input, Record
from svodka.indexer.sources.tables import PREAMBLE, find_header, row_values
from svodka.indexer.sources.writing.encodings import decode, detect

_MOST = 100_000_000  # bytes of a workbook
_FIRST_DAY = datetime(1899, 12, 30)
# A day since 1941, a time of a day, or both: 42494, 0.5, 42494.5
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?|0\.\d+")
_UNNAMED = "its first rows name no column of titles or texts"


def xlsx_records(given: Input) -> Iterator[Record]:
    """Yield the rows of all sheets of a workbook. Raises SourceError."""
    raw = given.stream.read(_MOST + 1)
    if len(raw) > _MOST:
        raise SourceError(f"larger than {_MOST // 1_000_000} MB")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError("an old Excel workbook (.xls): save it as .xlsx or .csv")
    if is_cells(raw):
        yield from _of_sheets(given, sheets_of(raw))
        return
    if not raw.startswith(b"PK"):
        yield from _pretended(given, raw)
        return
    _check(raw)
    openpyxl = library("openpyxl", "Excel workbooks (.xlsx)")
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        SyntaxError,
    ):
        raise SourceError("damaged workbook: it cannot be opened") from None
    yield from _of_sheets(given, _sheets(book))


def _sheets(book: Any) -> Iterator[tuple[str, Iterator[Sequence[str]]]]:
    for sheet in book.worksheets:
        yield str(sheet.title), _sheet_rows(sheet)


def _of_sheets(
    given: Input, sheets: Iterable[tuple[str, Iterator[Sequence[str]]]]
) -> Iterator[Record]:
    """Yield the rows of all sheets; tell of sheets without a column that is known."""
    unread: list[str] = []
    number = 0
    for title, rows in sheets:
        before = number
        head = list(islice(rows, PREAMBLE))
        for record in _table_records(chain(head, rows), given):
            number += 1
            yield _row(number, record)
        if number == before and any(map(any, head)):
            unread.append(title)
    for title in unread if number else ():
        text = f"its sheet «{printable(title, 60)}» names no column of titles or texts"
        given.tell(given.path, Note(f"sheet {title}", f"{text}, and is not read"))
    if not number:
        raise SourceError(_UNNAMED)


def _check(raw: bytes) -> None:
    """Raise SourceError if a workbook is a bomb or full of entities."""
    package = Package(raw, "workbook")
    for name in package.names():
        if name.startswith("xl/") and name.endswith(".xml"):
            part = package.read(name)
            if b"<!ENTITY" in part[:4096] or b"<!DOCTYPE" in part[:4096]:
                raise SourceError(
                    "damaged workbook: it is full of entities, which are not followed"
                )


def _sheet_rows(sheet: Any) -> Iterator[Sequence[str]]:
    """Yield the rows of a sheet as texts. Raises SourceError."""
    try:
        sheet.reset_dimensions()  # which some programs write wrong
        for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_cell(value) for value in row]
    except (
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
    ):
        raise SourceError("damaged workbook: a sheet cannot be read") from None


def _table_records(rows: Iterator[Sequence[str]], given: Input) -> Iterator[dict[str, Any]]:
    head = list(islice(rows, PREAMBLE))
    at, header = find_header(head, given.mapping)
    if at < 0:
        return
    for row in chain(head[at + 1 :], rows):
        if record := row_values(header, row):
            yield _with_days(record, given)


def _with_days(record: dict[str, Any], given: Input) -> dict[str, Any]:
    """Return a record with its dates written out: Excel keeps a day as a number, 1 is in 1900."""
    for name, value in record.items():
        if not _SERIAL.fullmatch(str(value)) or field_of(name, given.mapping)[0] != "date":
            continue
        moment = _FIRST_DAY + timedelta(days=float(value))
        record[name] = _cell(moment) if moment.year > _FIRST_DAY.year else f"{moment:%H:%M}"
    return record


def _row(number: int, record: dict[str, Any]) -> Record:
    raw = json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return Record(f"record {number}", raw, record)


def _cell(value: Any) -> str:
    """Return the value of a cell as text: a day or a moment in ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        is_day = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if is_day else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _pretended(given: Input, raw: bytes) -> Iterator[Record]:
    """Read what sites export with the name of a workbook: a web page's table, or CSV."""
    if len(raw) > CAP:
        raise SourceError(f"larger than {CAP // 1_000_000} MB")
    if b"<table" not in raw[:100_000].lower():
        encoding, mark = detect(raw)
        stream = io.BytesIO(raw[mark:])
        yield from csv_records(
            Input(given.path, stream, encoding, given.skip, given.tell, given.mapping)
        )
        return
    from svodka.indexer.sources.pages.html_tree import lines_of, tree_of

    rows = (
        [" ".join(lines_of(cell)) for cell in row if cell.tag in ("td", "th")]
        for row in tree_of(decode(raw)).iter("tr")
    )
    number = 0
    for number, record in enumerate(_table_records(rows, given), 1):
        yield _row(number, record)
    if not number:
        raise SourceError(_UNNAMED)
