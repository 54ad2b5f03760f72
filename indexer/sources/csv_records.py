"""CSV and TSV with a header line: each row as a record."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.lines import lines
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.records import LEFT_OUT, Input, Record
from svodka.indexer.sources.tables import PREAMBLE, count_known, find_header, row_values

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_SIZE = 1 << 20  # characters
# «sep=;», by which Excel is told the delimiter.
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "", "0": "", "\\": "\\"}


def csv_records(given: Input) -> Iterator[Record]:
    """Yield the rows of a table. A line at its head names the fields."""
    csv.field_size_limit(CAP)  # the csv module keeps one limit for the whole process
    feed = _Feed(line for _, line in lines(given.stream, given.encoding, given.skip, given.path))
    sample = feed.sample(_SAMPLE_ROWS)
    if sample and (match := _SEP.fullmatch(sample[0])):
        next(feed)
        sample = sample[1:]
    delimiter, above, header = _header(sample, match[1] if sample and match else "", given.mapping)
    options = _dialect(sample, delimiter)
    reader = csv.reader(feed, **options)
    unescape = _unescaped if options["quoting"] == csv.QUOTE_NONE else str
    for _ in range(above + 1):
        next(reader, None)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
            if row is None:
                return
            if record := _record(header, [unescape(cell) for cell in row], feed):
                raw = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
                yield Record(f"record {number}", raw, record)
        except csv.Error as error:
            if "field limit" in str(error):  # a stray quotation mark swallowed the rest
                raise SourceError(
                    f"record {number}: a field larger than {CAP // 1_000_000} MB"
                ) from None
            given.skip(given.path, f"record {number}: {error}")
            yield LEFT_OUT
        except SourceError as error:
            given.skip(given.path, f"record {number}: {error}")
            yield LEFT_OUT


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


def _header(sample: list[str], told: str, mapping: Mapped) -> tuple[str, int, list[str]]:
    """Return the delimiter with the most field names, the rows above these names, and them.

    ``told`` is the delimiter that the file tells, if any. Raises SourceError.
    """
    best: tuple[int, int, str, int, list[str]] = (0, 0, ",", 0, [])
    for delimiter in told or _DELIMITERS:
        rows = _rows(sample, delimiter)
        at, names = find_header(rows, mapping)
        if at >= 0:
            known = count_known(names, mapping)
            best = max(best, (known, len(names), delimiter, at, names), key=lambda one: one[:2])
    if not best[4]:
        raise SourceError(
            "its first lines name no column of titles or texts; if one has a name of its own, "
            "say --map text=NAME"
            if sample
            else "empty"
        )
    return best[2], best[3], best[4]


def _rows(sample: list[str], delimiter: str) -> list[list[str]]:
    """Return the rows at the head of a table, as far as they can be read."""
    rows: list[list[str]] = []
    reader = csv.reader(sample, delimiter=delimiter)
    try:
        rows.extend(islice(reader, PREAMBLE))
    except csv.Error:
        return rows
    return rows


def _dialect(sample: list[str], delimiter: str) -> dict[str, Any]:
    """Return the csv module's options for a table."""
    quoting = _quoting(sample, delimiter)
    options: dict[str, Any] = {"delimiter": delimiter, "quoting": quoting}
    joined = "".join(sample)
    # MySQL writes \" inside quotation marks, where all others write "".
    inside = rf'[^{re.escape(delimiter)}\n"\\]\\"'
    if quoting == csv.QUOTE_MINIMAL and re.search(inside, joined):
        doubled = re.search(rf'[^{re.escape(delimiter)}\n"]""', joined)
        if not doubled:
            options |= {"escapechar": "\\", "doublequote": False}
    return options


def _quoting(sample: list[str], delimiter: str) -> Literal[0, 3]:
    """Return the csv module's quoting mode of a table.

    Tab-separated tables are often written without quoting: then a quotation mark is plain.
    """
    rows = [line.rstrip("\r\n").split("\t") for line in sample]
    if delimiter != "\t" or any(len(row) != len(rows[0]) for row in rows):
        return csv.QUOTE_MINIMAL
    quoted = any(re.fullmatch(r'"(?:[^"]|"")*"', cell) for row in rows for cell in row)
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _unescaped(cell: str) -> str:
    r"""Return a cell of MySQL's client, which writes a line break as ``\n``."""
    if "\\" not in cell or cell == "\\N":
        return cell
    return re.sub(r"\\([ntr0\\])", lambda match: _ESCAPES[match[1]], cell)


def _record(header: list[str], row: list[str], feed: _Feed) -> dict[str, Any]:
    if feed.ended:
        raise SourceError("a quotation mark opens here and is never closed")
    if any(cell.strip() for cell in row[len(header) :]):
        raise SourceError(f"has {len(row)} fields, and the header {len(header)}")
    return row_values(header, row)
