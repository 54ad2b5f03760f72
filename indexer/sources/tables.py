"""Tables of any format: the row that names the columns, and rows as records."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from svodka.indexer.sources.dates import parse_date
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.names import field_of, named

#: Rows above the header in which monitoring services write what was asked for.
PREAMBLE = 30
#: What pandas, MySQL and Excel write for nothing.
_NOTHING = frozenset(
    ("nan", "nat", "none", "null", "\\n", "<na>", "#n/a", "n/a", "na", "#н/д", "н/д", "-", "—")
)
_TEXT_LIKE = 40  # characters of a cell that may be a text


def find_header(rows: Iterable[Sequence[str]], mapping: Mapped = ()) -> tuple[int, list[str]]:
    """Return the index of the row that names the most fields, and its cells; (-1, []) for none.

    One of them must be a title or a text. A table whose columns have unknown names has its header
    in its first row, if a longer text stands below.
    """
    best: tuple[int, int, list[str]] = (0, -1, [])
    seen: list[list[str]] = []
    for at, row in enumerate(rows):
        if at >= PREAMBLE:
            break
        cells = [cell.strip() for cell in row]
        seen.append(cells)
        fields = {field_of(cell, mapping)[0] for cell in cells if cell} - {None}
        if {"title", "text", "lead"} & fields and len(fields) > best[0]:
            best = (len(fields), at, cells)
    if best[1] >= 0:
        return best[1], best[2]
    return (0, seen[0]) if seen and _names_columns(seen[0], seen[1:]) else (-1, [])


def _names_columns(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """True if a first row of unknown names stands above texts."""
    return (
        len(first) >= 2
        and len(set(first)) == len(first)
        and all(0 < len(cell) <= _TEXT_LIKE and not _is_value(cell) for cell in first)
        and any(
            len(cell) >= _TEXT_LIKE and cell.count(" ") >= 3 and len(row) == len(first)
            for row in rows
            for cell in row
        )
    )


def _is_value(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d\s.,:/-]+|https?://\S+", cell)) or parse_date(cell) is not None


def row_values(header: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Return the filled cells of a row by the names of their columns."""
    record: dict[str, Any] = {}
    for name, cell in zip(header, row, strict=False):
        if name and not is_nothing(cell):
            record.setdefault(name, cell)
    return record


def is_nothing(cell: Any) -> bool:
    """True for a cell that is blank, or holds a program's sign for nothing."""
    return cell is None or (
        isinstance(cell, str) and (not cell.strip() or cell.strip().lower() in _NOTHING)
    )


def count_known(names: Sequence[str], mapping: Mapped = ()) -> int:
    """Return how many fields these names say; 0 if neither a title nor a text is among them."""
    own = {name for _, name in mapping}
    fields = named(dict.fromkeys(names, "x"), mapping)
    return len(fields) if {"title", "text"} & fields.keys() or own & set(names) else 0
