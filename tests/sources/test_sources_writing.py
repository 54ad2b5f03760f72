"""Words, titles and letters as print, agencies and old programs spoil them."""

from pathlib import Path

import pytest
from collected import collected, written

from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.writing.datelines import without_dateline
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.mojibake import mended
from svodka.indexer.sources.writing.prose import paragraphs, titled

STORY = "Лодку нашли у самого берега."


@pytest.mark.parametrize(
    "dateline",
    [
        "РЯЗАНЬ, 4 мая. /ТАСС/. ",
        "РЯЗАНЬ, 4 мая 2023 г. — РИА Новости. ",
        "Рязань. 4 мая. INTERFAX.RU - ",
        "НИЖНИЙ НОВГОРОД, 4 мая. (ИТАР-ТАСС). ",
        "РЯЗАНЬ, 4 мая /Корр. ТАСС Анна Лескова/. ",
        "4 мая, ОКА.RU – ",
        "РЯЗАНЬ. /ТАСС/. ",
        "18:20 ",
        "04.05.2023 18:20 ",
        "04.05.2023 | ",
    ],
)
def test_a_dateline_is_no_title(dateline: str) -> None:
    text = f"{dateline}{STORY} Весло лежало рядом."
    assert titled([text]) == (STORY, text)


@pytest.mark.parametrize(
    "text",
    [
        "4 мая Дума приняла закон о реках.",
        "Рязань 4 мая встретила гостей праздника.",
        "В 10:15 Паром отошёл от пристани.",
        "Мая 4 числа в городе не бывает.",
    ],
)
def test_a_sentence_that_begins_with_a_date_stays(text: str) -> None:
    assert without_dateline(text) == text


@pytest.mark.parametrize(
    "label",
    ["18:20", "4 мая 2023, 18:20", "РЯЗАНЬ, 4 мая", "https://oka.example/1", "press@oka.example"],
)
def test_a_line_that_only_says_where_and_when_is_no_title(label: str) -> None:
    assert titled([label, "Лодка у берега", STORY]) == ("Лодка у берега", f"{label}\n{STORY}")


def test_a_title_with_soft_hyphens_is_not_repeated() -> None:
    assert titled(["Лодка у берега", STORY], "Лод\xadка у бе\xadрега") == (
        "Лод\xadка у бе\xadрега",
        STORY,
    )


@pytest.mark.parametrize("mark", ["-", "‐", "\xad", "¬", "="])
def test_words_broken_at_line_ends(mark: str) -> None:
    lines = [
        "Вчера у самого берега Оки рыба-",
        "ки заметили лодку без весла и обрати-",
        "лись в спасательную службу. Из северо-",
        "западного затона пришёл буксир.",
    ]
    if mark != "-":
        lines[2:] = ["лись в спасательную службу. Вскоре", "из затона пришёл буксир."]
    broken = [line[:-1] + mark if line.endswith("-") else line for line in lines]
    (text,) = paragraphs(broken)
    assert "рыбаки заметили" in text
    assert "обратились в" in text
    assert mark != "-" or "северо-западного затона" in text


@pytest.mark.parametrize(
    ("end", "begin", "whole"),
    [
        ("Вечером поезд прибыл в Йошкар-", "Олу.", "прибыл в Йошкар-Олу."),
        ("Вечером поезд прибыл в город -", "Олу встретили там.", "в город -\nОлу"),
        ("Вечером поезд прибыл с юго-", "Ола ждала его.", "с юго-\nОла"),
    ],
)
def test_names_broken_at_their_hyphen(end: str, begin: str, whole: str) -> None:
    assert whole in "\n".join(paragraphs([end, begin]))


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("Вышло п о с т а н о в л е н и е о реке.", "Вышло постановление о реке."),
        ("Р Я З А Н Ь", "РЯЗАНЬ"),
        ("п р и к а з   г у б е р н а т о р а", "приказ губернатора"),
        ("Рыбаки возоб- новили лов.", "Рыбаки возобновили лов."),
        ("Рыбаки возоб¬ новили лов.", "Рыбаки возобновили лов."),
        ("теле- и радиовещание", "теле- и радиовещание"),
        ("классы а б в г д", "классы а б в г д"),
        ("и в о и с", "и в о и с"),
    ],
)
def test_broken_and_spaced_words_in_a_line(line: str, whole: str) -> None:
    assert paragraphs([line]) == [whole]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cp1251", "latin-1"),
        ("cp1251", "cp1252"),
        ("utf-8", "cp1251"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp866"),
        ("utf-8", "koi8-r"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
        ("cp1251", "koi8-r"),
        ("cp1251", "cp866"),
        ("cp1251", "mac-roman"),
    ],
)
def test_letters_that_were_read_in_a_wrong_encoding(right: str, wrong: str) -> None:
    text = "Лодку нашли у самого берега, сообщили в порту. Хозяина ищут: лодка новая."
    notes: list[Note] = []
    assert mended(text.encode(right).decode(wrong, "replace"), notes.append).startswith("Лодку наш")
    assert [note.kind for note in notes] == ["mojibake"]


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Café crème, déjà vu, naïveté, Ångström, façade, über, señor: ces mots sont étrangers.",
        "Сьогодні в Києві відкрили міст, їхали ґречні люди з Європи.",
        "№ 5 — «Ока»: 20 °C, 3 € · §7",
        "iPhone, YouTube и Ozon",
        "",
    ],
)
def test_other_letters_stay(text: str) -> None:
    assert mended(text, lambda note: pytest.fail(note.text)) == text


def test_only_the_bad_lines_of_a_text_are_mended(tmp_path: Path) -> None:
    bad = "Весло лежало рядом с лодкой.".encode("cp1251").decode("latin-1")
    written(tmp_path, "а.txt", f"Лодка у берега\n\n{STORY * 30}\n{bad}")
    found = collected(tmp_path)
    assert "Весло лежало рядом" in found.articles[0].text
    assert "wrong encoding" in found.notes[0][1]


FRAMED = (
    "╔══════════════╗\n║ ВЕСТИ РЕЧНИКА ║\n╚══════════════╝\n\n" + STORY + "\n"
    "──────────────\nВесло лежало рядом."
)


def test_frames_of_text_mode(tmp_path: Path) -> None:
    written(tmp_path, "а.txt", FRAMED, "cp866")
    (article,) = collected(tmp_path).articles
    assert (article.title, article.text) == ("ВЕСТИ РЕЧНИКА", f"{STORY}\nВесло лежало рядом.")


@pytest.mark.parametrize("encoding", ["iso8859-5", "cp855", "cp1125"])
def test_rarer_encodings_are_recognized(encoding: str) -> None:
    text = "Лодку нашли у самого берега, сообщили в порту. Хозяина ищут вторые сутки."
    assert decode(text.encode(encoding)) == text


def test_ukrainian_in_its_own_encoding() -> None:
    text = "Човен знайшли біля самого берега, її власника шукають другу добу. Їздили й уночі."
    assert decode(text.encode("koi8-u")) == text
