"""Documents become articles: header lines or metadata, a title, paragraphs."""

from collections.abc import Callable
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate
from svodka.indexer.sources.fields import Remark, article
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.pages.html_page import read_page
from svodka.indexer.sources.plain.text import top_of
from svodka.indexer.sources.writing.prose import clean, paragraphs

Lines = Callable[[bytes], list[str]]


def read_document(candidate: Candidate, tell: Remark) -> Article:
    """Read an office document, a book or a PDF. Raises SourceError."""
    fields: dict[str, Any] = {}
    match _kind(candidate):
        case "fb2":
            from svodka.indexer.sources.office.books import fb2

            fields, lines = fb2(candidate.raw)
        case "epub":
            from svodka.indexer.sources.office.books import epub

            fields, lines = epub(candidate.raw)
        case "html":
            return read_page(candidate, tell)
        case kind:
            lines = _lines_of(kind)(candidate.raw)
            _tell_of_comments(candidate.raw, kind, tell)
    if not any(line.strip() for line in lines) and not fields.get("title"):
        raise SourceError("blank: it holds no text")
    text = clean("\n".join(lines))
    headers, body = top_of(text) if text.strip() else ({}, [])
    if (date := _date_of_heads(candidate, text, tell)) and "date" not in headers:
        fields["date"] = date
    return article(candidate, {**headers, **fields}, tell, paragraphs(body))


def _tell_of_comments(raw: bytes, kind: str, tell: Remark) -> None:
    if kind in ("docx", "odt"):
        from svodka.indexer.sources.office.word import has_comments

        if has_comments(raw, kind):
            tell(Note("comments", "its readers' comments are not read"))


def _date_of_heads(candidate: Candidate, text: str, tell: Remark) -> str | None:
    if (kind := _kind(candidate)) not in ("docx", "odt"):
        return None
    from svodka.indexer.sources.office.running_heads import date_of_heads, running_heads

    return date_of_heads(running_heads(candidate.raw, kind), text, tell)


def read_letter(candidate: Candidate, tell: Remark) -> Article:
    """Read a letter. Its attachments are left out and told. Raises SourceError."""
    from svodka.indexer.sources.office.mail import letter

    fields, lines, attached = letter(candidate.raw)
    if attached:
        tell(Note("attachments", f"{attached} of its attachments are not read"))
    return article(candidate, fields, tell, paragraphs(lines))


def read_saved_page(candidate: Candidate, tell: Remark) -> Article:
    """Read a page that a browser saved with its parts (MHTML). Raises SourceError."""
    from dataclasses import replace

    from svodka.indexer.sources.office.mail import saved_page

    page, fields, frames = saved_page(candidate.raw)
    if frames:
        tell(Note("frames", f"{frames} of its frames are not read"))
    given = tuple((name, str(value)) for name, value in fields.items() if value)
    return read_page(replace(candidate, raw=page, given=given), tell)


def _kind(candidate: Candidate) -> str:
    """Return the format of a document by its bytes: .doc is the name of several."""
    raw, kind = candidate.raw, candidate.kind
    if kind not in ("doc", "docx", "rtf"):
        return kind
    head = raw[:2000].lstrip().lower()
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if raw.startswith(b"PK"):
        return "docx"
    if head.startswith((b"<html", b"<!doctype html")) or b"<html" in head:
        return "html"
    if raw.startswith(b"\xd0\xcf\x11\xe0") and kind == "doc":
        raise SourceError("an old Word document (.doc): save it as .docx or .txt")
    if kind == "doc":
        raise SourceError("not a Word document that can be read: save it as .docx or .txt")
    return kind


def _lines_of(kind: str) -> Lines:
    # Imported late: most collections hold few of these formats.
    if kind == "pdf":
        from svodka.indexer.sources.office.pdf import pdf_lines

        return pdf_lines
    if kind == "rtf":
        from svodka.indexer.sources.office.rich_text import rtf_lines

        return rtf_lines
    from svodka.indexer.sources.office.word import docx_lines, odt_lines

    return odt_lines if kind == "odt" else docx_lines
