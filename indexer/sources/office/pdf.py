"""PDF files with a text layer as lines, without running heads and page numbers."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.containers.missing import library

_MOST_PAGES = 3000
_MOST_TEXT = 2_100_000  # characters; a longer text is no article
_MOST_SECONDS = 60.0  # of the processor
_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_LONGEST_HEAD = 100  # characters
# PDFium's signs for a hyphen at the end of a line, which it joins with the next.
_HYPHENS = re.compile("[\ufffe\x02\u00ad]\\s*")


def pdf_lines(raw: bytes) -> list[str]:
    """Return the lines of a PDF, with a blank one between pages. Raises SourceError."""
    pdfium = library("pypdfium2", "PDF files")
    document = _opened(pdfium, raw)
    try:
        pages = list(_pages(pdfium, document))
    finally:
        document.close()
    if not any(any(line.strip() for line in page) for page in pages):
        raise SourceError(
            f"a PDF without a text layer: {len(pages)} scanned or drawn "
            f"{'page' if len(pages) == 1 else 'pages'}; recognize its text first (OCR)"
        )
    return [line for page in _without_heads(pages) for line in _flowing(page)]


def _opened(pdfium: Any, raw: bytes) -> Any:
    try:
        return pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise SourceError("protected by a password") from None
        raise SourceError("damaged PDF: it cannot be opened") from None


def _pages(pdfium: Any, document: Any) -> Iterator[list[str]]:
    """Yield the lines of each page. Raises SourceError if it takes too long."""
    started, length = time.process_time(), 0
    count = len(document)
    if count > _MOST_PAGES:
        raise SourceError(f"a PDF of {count} pages; {_MOST_PAGES} are read at most")
    for number in range(count):
        try:
            text = _text(document, number)
        except pdfium.PdfiumError:
            text = ""
        length += len(text)
        if time.process_time() - started > _MOST_SECONDS:
            raise SourceError(f"a PDF that takes more than {_MOST_SECONDS:.0f} seconds to read")
        yield _HYPHENS.sub("-\n", text).replace("\r", "").split("\n")
        if length > _MOST_TEXT:
            return


def _text(document: Any, number: int) -> str:
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            return str(layer.get_text_range())
        finally:
            layer.close()
    finally:
        page.close()


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Return pages without the lines at their edges that most pages share but for numbers."""
    trimmed = [_stripped(page) for page in pages]
    if len(trimmed) < 3:
        return [_without_number(page) for page in trimmed]
    shared: Counter[str] = Counter()
    for page in trimmed:
        shared.update({_shape(line) for line in _edges(page)})
    heads = {shape for shape, count in shared.items() if count >= 3 and count * 3 >= len(trimmed)}
    return [
        [
            line
            for at, line in enumerate(page)
            if not (_is_edge(at, len(page)) and _shape(line) in heads)
        ]
        for page in trimmed
    ]


def _stripped(page: list[str]) -> list[str]:
    lines = [line.strip() for line in page]
    filled = [at for at, line in enumerate(lines) if line]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _without_number(page: list[str]) -> list[str]:
    """Return a page without a number alone in its first or last line."""
    number = re.compile(r"[-–—\s]*(?:стр\.?\s*)?\d{1,4}[-–—\s]*")
    start = bool(len(page) > 1 and number.fullmatch(page[0]))
    stop = len(page) - bool(len(page) > 1 and number.fullmatch(page[-1]))
    return page[start:stop]


def _edges(page: list[str]) -> list[str]:
    return [
        line
        for at, line in enumerate(page)
        if _is_edge(at, len(page)) and 0 < len(line) <= _LONGEST_HEAD
    ]


def _is_edge(at: int, length: int) -> bool:
    return at < _EDGE or at >= length - _EDGE


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line).casefold()


def _flowing(page: list[str]) -> list[str]:
    """Return the lines of a page; the blank after them ends it if its sentence ended."""
    ended = not page or page[-1][-1:] in '.!?…:»"'
    return [*page, ""] if ended else page
