"""Tables of cells in XML: the sheets of ODS, and of Excel's XML of 2003."""

from collections.abc import Iterator
from typing import Any

from svodka.indexer.sources.office.package import Package, local, xml_tree

MOST_COLUMNS = 1000
#: In the head of Excel's XML of 2003, which also comes as .xls and .xml.
EXCEL_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_DIRECTORY = 100_000  # bytes at the end of a ZIP, which have the names of its parts
_ROWS, _CELLS = ("table-row", "Row"), ("table-cell", "covered-table-cell", "Cell")


def is_cells(raw: bytes) -> bool:
    """True for a workbook that this module reads."""
    return (raw.startswith(b"PK") and b"content.xml" in raw[-_DIRECTORY:]) or (
        raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and EXCEL_2003 in raw[:2000]
    )


def sheets_of(raw: bytes) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield the sheets: a name, and rows of texts. Raises SourceError."""
    is_zip = raw.startswith(b"PK")
    root = Package(raw, "ODS").tree("content.xml") if is_zip else xml_tree(raw, "workbook")
    for sheet in root.iter():
        if local(sheet) == "Worksheet" or (is_zip and local(sheet) == "table"):
            values = {_bare(key).lower(): value for key, value in sheet.attrib.items()}
            yield (
                str(values.get("name", "")),
                (_row(row) for row in sheet.iter() if local(row) in _ROWS),
            )


def _row(row: Any) -> list[str]:
    texts: list[str] = []
    for cell in row:
        if local(cell) not in _CELLS:
            continue
        values = {_bare(key): value for key, value in cell.attrib.items()}
        if (index := values.get("Index", "")).isdecimal():  # cells before it are empty
            texts += [""] * (min(int(index) - 1, MOST_COLUMNS) - len(texts))
        text, again = _text(cell, values), values.get("number-columns-repeated", "1")
        again = int(again) if again.isdecimal() else 1
        texts += [text] * min(again, MOST_COLUMNS - len(texts))
    return texts


def _text(cell: Any, values: dict[str, str]) -> str:
    """Return the text of a cell, of a date in ISO."""
    if day := values.get("date-value"):
        return day.removesuffix("T00:00:00")
    lines = ["".join(one.itertext()) for one in cell if local(one) in ("p", "Data")]
    text = "\n".join(lines) or values.get("value", "")
    return text.removesuffix("T00:00:00.000").removesuffix(".000")


def _bare(key: Any) -> str:
    return str(key).rpartition("}")[2]
