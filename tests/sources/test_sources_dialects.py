"""Dialects of formats: rarer dates, editors' blocks, markup escaped twice, notes, frames."""

import json
from pathlib import Path

import pytest
from collected import Collected, collected, written
from made_documents import docx, odt

from svodka.indexer.sources.dates import parse_date


def _read(folder: Path, name: str, content: bytes | str) -> Collected:
    return collected(written(folder, name, content).parent)


def _json(folder: Path, record: object) -> Collected:
    return _read(folder, "a.json", json.dumps(record, ensure_ascii=False))


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("7 листопада 2019, 08:30", "2019-11-07T08:30:00"),
        ("7 лістапада 2019", "2019-11-07"),
        ("7 ноември 2019 г.", "2019-11-07"),
        ("07.11.2019 08:30 (МСК+4)", "2019-11-07T08:30:00+07:00"),
        ("07.11.2019 08:30 МСК-1", "2019-11-07T08:30:00+02:00"),
        ("07.11.2019 08:30 EET", "2019-11-07T08:30:00+02:00"),
        ("Thu, 7 Nov 2019 08:30:00 EST", "2019-11-07T08:30:00-05:00"),
        ("7–13 ноября 2019", "2019-11-07"),
        ("с 28 октября по 3 ноября 2019 г.", "2019-10-28"),
        ("30 декабря 2019 — 5 января 2020", "2019-12-30"),
        ("07.11.2019–13.11.2019", "2019-11-07"),
        ("07-Nov-19", "2019-11-07"),
        ("7 ноября '19", "2019-11-07"),
        ({"year": 2019, "month": 11, "day": 7}, "2019-11-07"),
        ([2019, 11, 7, 8, 30], "2019-11-07T08:30:00"),
        ([2019, 11], "2019-11"),
        ([2019, 13, 7], None),
        (["2019", 11, 7], None),
        ("07.11.2019 08:30.2019", None),
    ],
)
def test_rarer_dates_are_read(given: object, date: str | None) -> None:
    assert parse_date(given) == date


def test_year_month_and_day_of_a_record_are_its_date(tmp_path: Path) -> None:
    rows = [
        {"title": "Пашня", "text": "Пашню залило.", "year": 2019, "month": 11, "day": 7},
        {"заголовок": "Луг", "текст": "Луг скосили.", "год": "2019", "месяц": "мая", "день": "7"},
        {"title": "Бор", "text": "Бор горел.", "date": "2018-01-02", "year": 2019, "month": 3},
    ]
    dates = {article.title: article.date for article in _json(tmp_path, rows).articles}
    assert dates == {"Пашня": "2019-11-07", "Луг": "2019-05-07", "Бор": "2018-01-02"}


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"published_date": "05.05.2020"}, "2020-05-05"),
        ({"pub_dt": "2020-05-05"}, "2020-05-05"),
        ({"publicationDateTime": "2020-05-05T10:00:00Z"}, "2020-05-05T10:00:00+00:00"),
        ({"Дата создания": "05.05.2020"}, "2020-05-05"),
        ({"publication_date": "05.05.2020", "publication_time": "10:00"}, "2020-05-05T10:00:00"),
        ({"date": "05.05.2020", "published_date": "2019-01-01"}, "2020-05-05"),
        ({"updated_date": "05.05.2020"}, None),
        ({"crawl_time": "2020-05-05T10:00:00Z"}, None),
        ({"created_by": "2020"}, None),
    ],
)
def test_a_name_that_speaks_of_a_date_has_one(
    tmp_path: Path, fields: dict[str, str], date: str | None
) -> None:
    read = _json(tmp_path, {"title": "Хомут", "text": "Хомут сшили.", **fields})
    assert [article.date for article in read.articles] == [date]


def test_a_title_in_an_object_or_under_a_name_is_read(tmp_path: Path) -> None:
    text = "Мастер сшил хомут."
    records = [
        {"headline": {"main": "Хомут готов", "kicker": "Ремёсла"}, "text": text},
        {"name": "Хомут продан", "text": text},
        {"name": "Прохор Шорник", "text": text},
        {"title": {"id": 7}, "text": text},
    ]
    read = _json(tmp_path, records)
    assert read.titles() == ["Хомут готов", "Хомут продан", text, text]
    told = "record 4: its title is an object, not a text, so its first words are"
    assert read.notes == [("a.json", told)]


def test_a_relative_date_above_a_text_is_no_title(tmp_path: Path) -> None:
    for number, label in enumerate(("Сегодня, 14:05", "Вчера", "15 минут назад")):
        written(tmp_path, f"{number}.txt", f"{label}\n\nЛук уродился\n\nЛук собрали досрочно.")
    assert collected(tmp_path).titles() == ["Лук уродился"] * 3


def test_a_rubric_with_a_time_and_an_address_are_no_titles(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "Село | 12:30\nОвин сгорел\n\nОвин сгорел за час.")
    written(tmp_path, "b.txt", "https://n.example/7\nОвин цел\n\nОвин спасли.")
    read = collected(tmp_path)
    assert read.titles() == ["Овин сгорел", "Овин цел"]
    assert [article.url for article in read.articles] == ["", "https://n.example/7"]


def test_a_text_that_was_read_wrong_twice_is_put_right(tmp_path: Path) -> None:
    text = "Ямщик заблудился, но к утру вышел к хутору и ждал там обоз до вечера."
    wrong = text
    for _ in range(2):
        wrong = "".join(_as_windows(byte) for byte in wrong.encode())
    assert _json(tmp_path, {"title": "Хутор", "text": wrong}).articles[0].text == text


def _as_windows(byte: int) -> str:
    """Return a byte as windows-1251 has it; the one byte that it lacks as a control character."""
    return chr(byte) if byte == 0x98 else bytes([byte]).decode("cp1251")


def test_a_name_of_three_parts_may_be_broken_at_a_line_end(tmp_path: Path) -> None:
    text = "Ярмарка\n\nОбоз прошёл от Нью-\nЙорка до Ростова-на-\nДону и вернулся."
    assert "Ростова-на-Дону и вернулся" in _read(tmp_path, "a.txt", text).articles[0].text


def test_cells_beside_a_menu_are_a_layout(tmp_path: Path) -> None:
    menu = "<td><a href=1>Главная</a><br><a href=2>Спорт</a><br><a href=3>Погода</a></td>"
    story = "<td><b>Маяк погас</b><br><br>Маяк на мысе погас в ночь на понедельник.</td>"
    page = f"<html><title>Маяк</title><body><table><tr>{menu}{story}</tr></table></body></html>"
    text = _read(tmp_path, "a.html", page).articles[0].text
    assert "Маяк на мысе погас в ночь на понедельник." in text.split("\n")


def test_the_moment_alone_dates_a_post(tmp_path: Path) -> None:
    post = {"id": 7, "type": "message", "date_unixtime": "1680332400", "text": "Лёд сошёл."}
    chat = {"name": "Степной маяк", "type": "public_channel", "id": 15, "messages": [post]}
    assert _json(tmp_path, chat).articles[0].date == "2023-04-01T07:00:00+00:00"


def test_blocks_of_an_editor_are_the_text(tmp_path: Path) -> None:
    blocks = [
        {"type": "paragraph", "data": {"text": "Киль заложили <b>утром</b>."}},
        {"type": "list", "data": {"items": ["Корпус к маю", "Рубка к июню"]}},
        {"type": "quote", "data": {"text": "Успеем", "caption": "мастер Жгутов"}},
        {"type": "image", "data": {"file": {"url": "a.jpg"}, "caption": "Верфь зимой"}},
        {"type": "table", "data": {"content": [["Цех", "Стапель"]]}},
    ]
    read = _json(tmp_path, {"article": {"title": "Верфь", "blocks": blocks}})
    assert read.articles[0].text.split("\n") == [
        "Киль заложили утром.", "Корпус к маю", "Рубка к июню", "Успеем", "мастер Жгутов",
        "Верфь зимой", "Цех", "Стапель",
    ]  # fmt: skip


def test_lines_of_a_text_with_marks_alone_stay_lines(tmp_path: Path) -> None:
    record = {"title": "Пруд", "text": "Пруд <b>чистят</b>.\n\nРыбу <i>выпустят</i> весной."}
    text = _json(tmp_path, record).articles[0].text
    assert text == "Пруд чистят.\nРыбу выпустят весной."


def test_markup_that_was_escaped_twice_is_none(tmp_path: Path) -> None:
    text = "&lt;p&gt;Паром &amp;laquo;Заря&amp;raquo; покрасили.&lt;/p&gt;&lt;br/&gt;Бесплатно."
    read = _json(tmp_path, {"title": "Паром", "text": text})
    assert read.articles[0].text == "Паром «Заря» покрасили.\nБесплатно."
    kept = "Тег &lt;b&gt; делает буквы жирными."
    assert "Тег <b> делает" in _json(tmp_path, {"title": "Вёрстка", "text": kept}).articles[0].text


def test_descriptions_of_media_in_a_feed_are_read(tmp_path: Path) -> None:
    feed = (
        '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Бакен</title><item>'
        '<title>Багер</title><description>Дно углубят.</description><media:content url="a.jpg">'
        "<media:description>Багер у причала</media:description></media:content></item></channel>"
        "</rss>"
    )
    assert "Багер у причала" in _read(tmp_path, "a.xml", feed).articles[0].text


def _codes(text: str, encoding: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in text.encode(encoding))


def test_rtf_of_other_programs_is_read(tmp_path: Path) -> None:
    head = b"{\\rtf1\\ansi\\ansicpg1251 "
    bytes_as_they_are = head + "Силос заложен.\\par}".encode("cp1251")
    assert _read(tmp_path, "a.rtf", bytes_as_they_are).titles() == ["Силос заложен."]
    mac = b"{\\rtf1\\mac\\ansicpg10007 " + _codes("Сенокос идёт.", "mac-cyrillic") + b"}"
    assert _read(tmp_path, "a.rtf", mac).titles() == ["Сенокос идёт."]
    note = b"{\\footnote " + _codes("По данным агронома.", "cp1251") + b"}"
    text = head + _codes("Рожь", "cp1251") + note + _codes(" убрана в срок.", "cp1251") + b"\\par}"
    assert _read(tmp_path, "a.rtf", text).articles[0].text.split("\n") == [
        "Рожь убрана в срок.", "По данным агронома."
    ]  # fmt: skip


@pytest.mark.parametrize("end", [b"", b"}", b"}}}"])
def test_rtf_with_a_footnote_that_does_not_end_is_read(tmp_path: Path, end: bytes) -> None:
    head = b"{\\rtf1\\ansi\\ansicpg1251 " + _codes("Рожь убрана.", "cp1251")
    read = _read(tmp_path, "a.rtf", head + b"\\par {\\footnote {\\footnote x" + end)
    assert read.titles() == ["Рожь убрана."]


def test_terms_summaries_and_captions_of_a_page_are_read(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Вопросы недели - Ответы - Нива</title></head><body><h2>Вопросы недели"
        "</h2><p>Читатели спрашивают, редакция отвечает каждую пятницу на этой странице.</p>"
        "<dl><dt>Когда включат отопление?</dt><dd>Котельные запустят в сентябре.</dd></dl>"
        "<details><summary>Куда жаловаться?</summary><p>В жилищную инспекцию.</p></details>"
        '<figure><img src="a.jpg"><figcaption>Кочегар у топки</figcaption></figure>'
        "<p>Тепло будет всем.</p></body></html>"
    )
    article = _read(tmp_path, "a.html", page).articles[0]
    for line in ("Когда включат", "Котельные запустят", "Куда жал", "Кочегар у топки", "Тепло"):
        assert line in article.text
    assert article.title == "Вопросы недели"


def test_a_relative_address_of_a_page_has_the_host_of_its_base(tmp_path: Path) -> None:
    head = '<base href="https://luch.example/n/"><link rel="canonical" href="17.html">'
    page = f"<html><head>{head}<title>Лыжня</title></head><body><p>Лыжню открыли.</p></body></html>"
    assert _read(tmp_path, "a.html", page).articles[0].url == "https://luch.example/n/17.html"


def test_days_that_excel_keeps_as_numbers_are_dates(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Дата", "Время", "Заголовок"], [42494, 0.5, "Утка"], [42494.25, None, "Гусь"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    dates = {article.title: article.date for article in collected(tmp_path).articles}
    assert dates == {"Утка": "2016-05-04T12:00:00", "Гусь": "2016-05-04T06:00:00"}


def test_comments_and_frames_are_told(tmp_path: Path) -> None:
    import io
    import zipfile

    buffer = io.BytesIO(docx("Записка о поливе."))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/comments.xml", "<w:comments/>")
    written(tmp_path, "a.docx", buffer.getvalue())
    comment = "<office:annotation><text:p>Уточнить</text:p></office:annotation>"
    written(tmp_path, "b.odt", odt(f"<text:p>Канал{comment} прочистили.</text:p>"))
    part = "--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{}</p>\r\n"
    texts = ("Штиль продержится до четверга.", "Регату перенесли на неделю позже.")
    page = "".join(part.format(text) for text in texts)
    head = "Subject: x\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    written(tmp_path, "c.mhtml", f"{head}{page}--B--\r\n")
    assert collected(tmp_path).notes == [
        ("a.docx", "its readers' comments are not read"),
        ("b.odt", "its readers' comments are not read"),
        ("c.mhtml", "1 of its frames are not read"),
    ]
