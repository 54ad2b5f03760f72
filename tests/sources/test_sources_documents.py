"""Documents, books, PDF files, letters and workbooks."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from collected import collected, written
from made_documents import docx, epub, fb2, letter, odt, pdf, zipped


def test_docx_without_what_was_deleted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Смета моста</w:t></w:r></w:p>"
        "<w:p><w:r><w:t xml:space='preserve'>Мост построят </w:t></w:r><w:del><w:r><w:delText>зимой"
        "</w:delText></w:r></w:del><w:ins><w:r><w:t>к осени</w:t></w:r></w:ins>"
        "<w:r><w:footnoteReference w:id='1'/><w:t>.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Сваи</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    notes = "<w:footnote><w:p><w:r><w:t>По данным подрядчика.</w:t></w:r></w:p></w:footnote>"
    written(tmp_path, "а.docx", docx(body, notes))
    (article,) = collected(tmp_path).articles
    assert article.title == "Смета моста"
    assert article.text == "Мост построят к осени.\nСваи\nПо данным подрядчика."


def test_odt(tmp_path: Path) -> None:
    body = (
        "<text:h>Смета моста</text:h><text:p>Мост<text:s/>построят<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>По плану.</text:p></text:note-body>"
        "</text:note> к осени.</text:p>"
    )
    written(tmp_path, "а.odt", odt(body))
    (article,) = collected(tmp_path).articles
    assert (article.title, article.text) == ("Смета моста", "Мост построят к осени.\nПо плану.")


RTF = r"""{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Times;}}\f0 %s\par %s\par}"""


def test_rtf(tmp_path: Path) -> None:
    lines = ("Смета моста", "Мост построят к осени.")
    escaped = tuple("".join(f"\\'{byte:02x}" for byte in line.encode("cp1251")) for line in lines)
    written(tmp_path, "а.rtf", RTF % escaped)
    written(tmp_path, "б.doc", RTF % escaped)
    assert [(a.title, a.text) for a in collected(tmp_path).articles] == [lines, lines]


def test_books_have_their_titles_and_authors(tmp_path: Path) -> None:
    body = (
        "<section><title><p>Весна</p></title><p>Лёд сошёл рано<a type='note'>1</a>.</p></section>"
    )
    written(tmp_path, "а.fb2", fb2(body))
    written(tmp_path, "б.fb2.zip", zipped({"б.fb2": fb2(body)}))
    written(tmp_path, "в.epub", epub(["<h1>Апрель</h1><p>Лёд сошёл.</p>", "<p>Бакены стоят.</p>"]))
    first, second, third = collected(tmp_path).articles
    assert (first.title, first.author, first.date) == (
        "Записки паромщика",
        "Анна Лескова",
        "1998-05-01",
    )
    assert first.text == second.text == "Весна\nЛёд сошёл рано[1]."
    assert (third.title, third.author, third.date) == (
        "Речной календарь",
        "Илья Громов",
        "2011-04-02",
    )
    assert third.text == "Апрель\nЛёд сошёл.\nБакены стоят."


def test_pdf_without_running_heads_and_broken_words(tmp_path: Path) -> None:
    stories = [
        [
            "Мост через Оку",
            "Строители поставили первую опо-",
            "ру моста. Работы идут днём и ночью.",
        ],
        ["Вторую опору начнут ставить", "в июне, когда спадёт вода."],
        ["Подрядчик обещает закончить", "мост к осени."],
        ["Движение откроют в ноябре."],
    ]
    pages = [["Вестник речника № 7", *lines, f"стр. {n}"] for n, lines in enumerate(stories, 1)]
    written(tmp_path, "а.pdf", pdf(pages))
    (article,) = collected(tmp_path).articles
    assert article.title == "Мост через Оку"
    assert "поставили первую опору моста" in article.text
    assert "Вестник речника" not in article.text
    assert "стр." not in article.text


def test_letters_and_mailboxes(tmp_path: Path) -> None:
    boat = letter("Лодка у берега", "Лодку нашли утром.", "koi8-r")
    written(tmp_path, "а.eml", boat)
    two = [b"From a@b Sat Mar 02 10:15:00 2024\n" + one for one in (boat, letter("Якорь", "Цел."))]
    written(tmp_path, "б.mbox", b"\n".join(two).replace(b"<7@", b"<8@", 1))
    found = collected(tmp_path)
    assert [(a.title, a.text, a.author, a.date) for a in found.articles[:1]] == [
        ("Лодка у берега", "Лодку нашли утром.", "Мария Котова", "2024-03-02T10:15:00+03:00")
    ]
    assert found.titles()[1:] == ["Лодка у берега", "Якорь"]


def test_a_page_saved_with_its_parts(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Лодка</title></head><body><article><h1>Лодка у берега</h1>"
        "<p>Лодку нашли утром у самого берега, весло лежало рядом с ней.</p></article>"
        "</body></html>"
    )
    saved = (
        "Subject: x\r\nSnapshot-Content-Location: https://oka.example/1\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=windows-1251\r\n\r\n"
    )
    written(tmp_path, "а.mht", f"{saved}{page}\r\n--b--\r\n", "cp1251")
    (article,) = collected(tmp_path).articles
    assert (article.title, article.url) == ("Лодка у берега", "https://oka.example/1")


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_that_is_not_read_is_told(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["Заголовок", "Текст"], ["Якорь", "Цел."])))
    book.create_sheet("Сводка").append(["СМИ", "Число"])
    book.create_sheet("Пустой")
    (tmp_path / "а.xlsx").parent.mkdir(exist_ok=True)
    book.save(tmp_path / "а.xlsx")
    found = collected(tmp_path)
    assert found.titles() == ["Якорь"]
    told = "its sheet «Сводка» names no column of titles or texts, and is not read"
    assert found.notes == [("а.xlsx", told)]


def test_workbooks_below_a_preamble(tmp_path: Path) -> None:
    raw = workbook(
        ["Отчёт по запросу «Ока»"],
        [],
        ["№", "Дата выхода", "Название СМИ", "Заголовок", "Текст", "URL"],
        [1, datetime(2023, 5, 4, 18, 20), "Окские вести", "Лодка", "Лодку нашли.", "https://a.b/1"],
        [2, datetime(2023, 5, 5), "Речник", "Якорь", None, "https://a.b/2"],
    )
    written(tmp_path, "а.xlsx", raw)
    written(tmp_path, "б.xls", "<table><tr><th>Заголовок<th>Текст<tr><td>Баржа<td>Цела.</table>")
    boat, anchor, barge = collected(tmp_path).articles
    assert (boat.title, boat.date, boat.source, boat.url) == (
        "Лодка",
        "2023-05-04T18:20:00",
        "Окские вести",
        "https://a.b/1",
    )
    assert (anchor.date, anchor.text) == ("2023-05-05", "")
    assert (barge.title, barge.text) == ("Баржа", "Цела.")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "ха"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x"><w:p>&b;</w:p>'
    "</w:document>"
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("а.doc", OLD, "an old Word document (.doc): save it as .docx"),
        ("а.xls", OLD, "an old Excel workbook (.xls): save it as .xlsx"),
        ("а.docx", OLD, "protected by a password, or an old document"),
        ("а.docx", b"PK\3\4broken", "damaged DOCX"),
        ("а.docx", zipped({"word/a.xml": ""}), "damaged DOCX: it lacks word/document.xml"),
        ("а.docx", zipped({"word/document.xml": "<a"}), "damaged DOCX"),
        ("а.odt", zipped({"content.xml": "x"}), "damaged ODT"),
        ("а.rtf", b"no rtf", "damaged RTF"),
        ("а.fb2", b"<a/>", "another kind of XML"),
        ("а.epub", zipped({"a": ""}), "damaged EPUB"),
        ("а.pdf", b"%PDF-1.4 broken", "damaged PDF"),
        ("а.pdf", pdf([[], []]), "a PDF without a text layer: 2 scanned or drawn pages"),
        ("а.eml", b"no letter", "not a letter"),
        ("а.mhtml", letter("а", "б"), "an MHTML without a page"),
        ("а.xlsx", workbook(["раз", "два"], [1, 2]), "name no column of titles or texts"),
        ("а.xlsx", zipped({"xl/workbook.xml": "x"}), "damaged workbook"),
    ],
)
def test_bad_documents_are_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    written(tmp_path, name, content)
    found = collected(tmp_path)
    assert not found.articles
    assert [reason in one for _, one in found.skipped] == [True], found.skipped


def test_entities_in_documents_are_not_expanded(tmp_path: Path) -> None:
    written(tmp_path, "а.docx", zipped({"word/document.xml": ENTITIES}))
    found = collected(tmp_path)
    assert "хаха" not in "".join(a.text + a.title for a in found.articles)


def test_a_missing_library_is_named_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    written(tmp_path, "а.pdf", pdf([["Лодка"]]))
    assert collected(tmp_path).skipped == [
        (
            "а.pdf",
            "PDF files are read with pypdfium2, which is not installed: "
            "pip install 'svodka[documents]'",
        )
    ]


@pytest.mark.parametrize("name", ["а.docx", "а.odt", "а.fb2", "а.epub", "а.xlsx", "а.xml"])
def test_no_document_reads_another_file(tmp_path: Path, name: str) -> None:
    """An entity that names a file of the machine (XXE) stays what it is, in every part."""
    secret = written(tmp_path.parent, f"{tmp_path.name}-secret.txt", "Ключ под ковриком.")
    doctype = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    text = "Катер вышел в рейс по расписанию. "
    whole = {
        "docx": docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"),
        "odt": odt(f"<text:p>{text}</text:p>"),
        "fb2": fb2(f"<p>{text}</p>"),
        "epub": epub([f"<p>{text}</p>"]),
        "xlsx": workbook(["title", "text"], ["Катер", text]),
        "xml": f"<rss><channel><item><title>Катер</title>"
        f"<description>{text}</description></item></channel></rss>",
    }[name.partition(".")[2]]
    written(tmp_path, name, hostile(whole, text, doctype))
    found = collected(tmp_path)
    assert "коврик" not in "".join(article.text + article.title for article in found.articles)
    assert found.articles or found.skipped


def hostile(document: bytes | str, text: str, doctype: str) -> bytes:
    """A document whose parts have an entity before each text, and its declaration."""

    def changed(part: bytes) -> bytes:
        if text.encode() not in part:
            return part
        head, mark, rest = part.replace(text.encode(), b"&e;" + text.encode()).partition(b"?>")
        return head + mark + doctype.encode() + rest if mark else doctype.encode() + head

    if isinstance(document, str):
        return changed(document.encode())
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        return zipped({name: changed(packed.read(name)) for name in packed.namelist()})
