"""Office documents, books, PDF files and letters in good Russian, made byte by byte."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, footnotes: str = "") -> bytes:
    """A DOCX; ``body`` is WordprocessingML, or plain lines if it has no tag."""
    if "<" not in body:
        body = "".join(
            f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in body.split("\n")
        )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    if footnotes:
        parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{_WORD}">{footnotes}</w:footnotes>'
    return zipped(parts)


def odt(body: str) -> bytes:
    """An ODT; ``body`` is in the namespace ``text``."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{_OFFICE}" '
            f'xmlns:text="{_TEXT}">'
            f"<office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        }
    )


def fb2(body: str) -> str:
    """An FB2 of a book by one author."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info>'
        "<author><first-name>Анна</first-name><last-name>Лескова</last-name></author>"
        '<book-title>Записки паромщика</book-title><date value="1998-05-01">1 мая 1998</date>'
        f"</title-info></description><body>{body}</body></FictionBook>"
    )


def epub(chapters: Sequence[str]) -> bytes:
    """An EPUB of chapters in XHTML."""
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book/a.opf"/>'
            "</rootfiles></container>",
            "book/a.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:title>Речной календарь</dc:title><dc:creator>Илья Громов</dc:creator>"
            f"<dc:date>2011-04-02</dc:date></metadata><manifest>{items}</manifest>"
            f"<spine>{spine}</spine></package>",
            **{
                f"book/c{n}.xhtml": f"<html><head><title>x</title></head><body>{text}</body></html>"
                for n, text in enumerate(chapters)
            },
        }
    )


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with a text layer: the lines of each page, in a font that says its letters."""
    letters = sorted({char for page in pages for line in page for char in line})
    codes = {char: number for number, char in enumerate(letters, 1)}
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 600 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_unicode_map(codes)),
    ]
    for number, page in enumerate(pages):
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources "
            f"<< /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>",
            _stream(_drawn(page, codes)),
        ]
    return _assembled(objects)


def _unicode_map(codes: Mapping[str, int]) -> str:
    rows = "\n".join(f"<{code:04x}> <{ord(char):04x}>" for char, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )


def _drawn(page: Sequence[str], codes: Mapping[str, int]) -> str:
    lines = (
        f"1 0 0 1 50 {800 - 20 * at} Tm <{''.join(f'{codes[char]:04x}' for char in line)}> Tj"
        for at, line in enumerate(page)
    )
    return f"BT /F1 12 Tf {' '.join(lines)} ET"


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _assembled(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    ).encode()
    return bytes(out)


def letter(subject: str, text: str, charset: str = "utf-8") -> bytes:
    """A letter in plain text."""
    message = EmailMessage()
    message["From"] = "Мария Котова <m@example.org>"
    message["Date"] = "Sat, 02 Mar 2024 10:15:00 +0300"
    message["Subject"] = subject
    message["Message-ID"] = "<7@example.org>"
    message.set_content(text, charset=charset)
    return message.as_bytes()


def warc(pages: Mapping[str, str], date: str = "2009-05-01T08:00:00Z") -> bytes:
    """A web archive of pages by their addresses, and one picture."""
    out = bytearray()
    answers = [("text/html; charset=utf-8", url, page.encode()) for url, page in pages.items()]
    answers.append(("image/png", "https://example.org/a.png", b"\x89PNG"))
    for kind, url, body in answers:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        out += (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
            "WARC-Record-ID: <urn:uuid:6a3a1d0e-0000-4000-8000-000000000000>\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        ).encode()
        out += http + b"\r\n\r\n"
    return bytes(out)
