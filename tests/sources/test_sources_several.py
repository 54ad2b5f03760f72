"""Files of databases of the press hold several articles; heads of texts name their fields."""

from pathlib import Path

import pytest
from collected import collected, written
from made_documents import docx, zipped

TITLES = ("Баржу сняли с мели", "Бакены расставили до Рязани")
TEXTS = (
    "Буксир пришёл к барже рано утром. Песок перегрузили за сутки.",
    "Путь открыт до самой Рязани. Речники работали без выходных.",
)
DAYS = ("4 мая 2023", "05.05.2023")
ISO = ["2023-05-04", "2023-05-05"]


def joined(form: str, between: str = "\n\n") -> str:
    return between.join(
        form.format(n=n, title=title, text=text, day=day)
        for n, (title, text, day) in enumerate(zip(TITLES, TEXTS, DAYS, strict=True), 1)
    )


FORMS = {
    "numbered": joined("Документ {n} из 2\nИздание: Ока\nДата выпуска: {day}\n{title}\n\n{text}"),
    "labelled": joined("Источник: Ока\nДата: {day}\nЗаглавие: {title}\nТекст: {text}"),
    "title first": joined("Заголовок: {title}\n\nДата: {day}\n\nИсточник: Ока\n\n{text}"),
    "Factiva": joined(
        "{title}\n\nОка, {day}, 120 слов, Русский\n(c) 2023 Ока\n\n{text}\n\n"
        "Документ OKAVES0020230504ej5{n}0001b"
    ),
    "LexisNexis": joined(
        "{n} of 2 DOCUMENTS\n\nОка\n\n{day}\n\n{title}\n\nBYLINE: Анна Лескова\n\n"
        "LENGTH: 120 слов\n\n{text}"
    ),
    "rules": joined("=====\nhttps://oka.example/{n}\n{day}\nИздание: Ока\n{title}\n\n{text}"),
}


def check(folder: Path) -> None:
    articles = collected(folder).articles
    assert [article.title for article in articles] == list(TITLES)
    assert [article.date for article in articles] == ISO
    assert [article.source for article in articles] == ["Ока", "Ока"]
    for article, text in zip(articles, TEXTS, strict=True):
        assert text.replace("\n", " ") in article.text.replace("\n", " ")
        assert all(other not in article.text for other in TEXTS if other != text)
    assert len({article.id for article in articles}) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("name", FORMS)
def test_texts(tmp_path: Path, name: str, encoding: str) -> None:
    written(tmp_path, "а.txt", FORMS[name], encoding)
    check(tmp_path)


def rtf(text: str) -> str:
    letters = "".join(f"\\u{ord(one)}?" if ord(one) > 127 else one for one in text)
    return r"{\rtf1\ansi\ansicpg1251 " + letters.replace("\n", "\\par\n") + "}"


def test_texts_of_an_encyclopedia(tmp_path: Path) -> None:
    form = '<doc id="{n}" url="https://oka.example/{n}" title="{title}">\n{title}\n\n{text}\n</doc>'
    written(tmp_path, "wiki_00.txt", joined(form, "\n"))
    articles = collected(tmp_path).articles
    assert [(one.id, one.title, one.text) for one in articles] == [
        ("1", TITLES[0], TEXTS[0]),
        ("2", TITLES[1], TEXTS[1]),
    ]
    assert articles[1].url == "https://oka.example/2"


@pytest.mark.parametrize("name", ["numbered", "labelled", "Factiva"])
def test_documents(tmp_path: Path, name: str) -> None:
    written(tmp_path, "а.docx", docx(FORMS[name]))
    check(tmp_path)
    (tmp_path / "а.docx").unlink()
    written(tmp_path, "а.rtf", rtf(FORMS[name]))
    check(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "Пьеса в двух действиях\n\n*****\n\nЗанавес поднимается.\n\n*****\n\nЗанавес опускается.",
        "О стиле\n\nЗаголовок: это лицо статьи, говорил редактор.\n\nПотом он ушёл.",
        "Документ 1 из 12 подписан\n\nСтороны встретятся ещё раз, сказал посол.",
        "Список\n\n-----\n\nДата: 4 мая 2023\n\n-----\n\nБез даты эта часть и без заголовка.",
    ],
)
def test_one_article_stays_one(tmp_path: Path, text: str) -> None:
    written(tmp_path, "а.txt", text)
    assert len(collected(tmp_path).articles) == 1


@pytest.mark.parametrize(
    "head",
    [
        '{{\n "title": "{0}",\n "date": "2023-05-04",\n "tags": ["река"]\n}}\n\n',
        ';;;\n{{"title": "{0}", "date": "2023-05-04"}}\n;;;\n\n',
        "# {0}\n\nCreated: May 4, 2023\nTags: река\n\n",
        "# {0}\n\nСоздано: 4 мая 2023 г.\nПоследнее изменение: 6 мая 2023 г.\n\n",
        "Title: {0}\nSlug: barge\nDate: 2023-05-04\nStatus: published\n\n",
    ],
)
def test_heads_of_markdown(tmp_path: Path, head: str) -> None:
    written(tmp_path, "а.md", head.format(TITLES[0]) + TEXTS[0])
    (article,) = collected(tmp_path).articles
    assert (article.title, article.date) == (TITLES[0], "2023-05-04")
    assert article.text.startswith(TEXTS[0])
    kept = article.text.removeprefix(TEXTS[0]).strip()
    assert kept == ("Tags: река" if "Tags:" in head else "")


def test_an_object_at_the_top_of_a_text_may_be_its_subject(tmp_path: Path) -> None:
    text = '{"паром": 5} стояло в заголовке\n\nПрограммист забыл убрать скобки.'
    written(tmp_path, "а.md", text)
    assert "паром" in collected(tmp_path).articles[0].title


def test_links_between_notes_are_their_words(tmp_path: Path) -> None:
    written(tmp_path, "а.md", "# Ока\n\nЛёд сошёл у [[Рязань|Рязани]] и [[Касимов]].![[карта.png]]")
    (article,) = collected(tmp_path).articles
    assert article.text == "Лёд сошёл у Рязани и Касимов."


def test_an_address_that_is_called_a_source_is_an_address(tmp_path: Path) -> None:
    written(tmp_path, "а.md", f"---\nsource: https://oka.example/1\n---\n# {TITLES[0]}\n\nЛёд.")
    (article,) = collected(tmp_path).articles
    assert (article.url, article.source) == ("https://oka.example/1", "oka.example")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_heads(header: str, footer: str) -> dict[str, str]:
    text = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in (TITLES[0], TEXTS[0]))
    return {
        "word/document.xml": f"<w:document {W}><w:body>{text}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}><w:p><w:r><w:t>{footer}</w:t></w:r></w:p></w:ftr>",
    }


def test_running_heads_are_told_and_may_date(tmp_path: Path) -> None:
    written(tmp_path, "а.docx", zipped(with_heads("Окские вести, 4 мая 2023 года", "Страница 1")))
    found = collected(tmp_path)
    (article,) = found.articles
    assert (article.title, article.date, article.text) == (TITLES[0], "2023-05-04", TEXTS[0])
    assert found.notes == [
        ("а.docx", "its headers and footers are not read: «Окские вести, 4 мая 2023 года»")
    ]


def test_running_heads_that_repeat_the_text_are_not_told(tmp_path: Path) -> None:
    written(tmp_path, "а.docx", zipped(with_heads(TITLES[0].upper(), "- 1 -")))
    assert collected(tmp_path).notes == []


def test_running_heads_of_odt_are_told(tmp_path: Path) -> None:
    names = ["style", "text", "office"]
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names
    )
    body = f"<office:text><text:p>{TEXTS[0]}</text:p></office:text>"
    head = "<style:header><text:p>Вторая полоса</text:p></style:header>"
    parts = {
        "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>",
        "styles.xml": f"<office:document-styles {spaces}>{head}</office:document-styles>",
    }
    written(tmp_path, "а.odt", zipped(parts))
    ((_, note),) = collected(tmp_path).notes
    assert note == "its headers and footers are not read: «Вторая полоса»"
