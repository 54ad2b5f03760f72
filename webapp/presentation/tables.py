"""Tables for spreadsheets: rows of CSV and TSV, whose cells no spreadsheet runs."""

import csv
import io
import re
from collections.abc import Iterable

from svodka.webapp.presentation.markup import scrub

# Cells that a spreadsheet would run as formulas (OWASP, «CSV Injection»), also with full-width
# signs and after blanks.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# A sign within a cell that would begin one where the file is read with another separator, or line
# by line. A dash before a blank is none, unless something is called or referred to after it.
_HIDDEN_FORMULA = re.compile(
    r"([,;\t\r\n][\s\"']{0,100}?)(?=[=+@＝＋－＠]|-(?!\s)|-[^,;\t\r\n]{0,1000}?[(|!=])"
)


def row(cells: Iterable[str], separator: str = ",") -> str:
    """A line of a table as in RFC 4180, without code points that no text should have."""
    line = io.StringIO()
    csv.writer(line, delimiter=separator, quoting=csv.QUOTE_ALL).writerow(map(scrub, cells))
    return line.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe precedes everything like a formula.

    That includes what would be a cell of its own for a reader that splits at another separator.

    >>> harmless('=HYPERLINK("https://example.org")'), harmless("Курс; =1+1")
    ('\\'=HYPERLINK("https://example.org")', "Курс; '=1+1")
    """
    first = _FORMULA.match(cell)
    start = first.end() if first else 0
    rest = _HIDDEN_FORMULA.sub(r"\1'", cell[start:])
    return f"'{cell[:start]}{rest}" if first else rest
