"""Citations: golden examples of each format, and hostile fields."""

from datetime import date

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.bylines import Person, persons
from svodka.webapp.presentation.citation import bibtex, cited, gost, ris

TODAY = date(2026, 11, 25)
FULL = Article(
    id="news.2024~17",
    title="Рост на 5 %: «Цены & спрос» – что дальше?",
    text="Текст.",
    path="a.txt",
    date="2024-08-19T14:05:00+03:00",
    source="Вестник Поволжья",
    section="Экономика",
    author="Иван Петров, Сидорова А. Б.",
    url="https://example.org/news?id=17&x=a_b",
)
BARE = Article("заметка", "Паром пришёл.", "Текст.", "b.txt")


def test_gost() -> None:
    assert gost(cited(FULL, None, TODAY)) == (
        "Петров И., Сидорова А. Б. Рост на 5 %: «Цены & спрос» – что дальше? [Электронный "
        "ресурс] // Вестник Поволжья. "
        "2024. 19 авг. URL: https://example.org/news?id=17&x=a_b (дата обращения: 25.11.2026)."
    )
    assert gost(cited(BARE, None, TODAY)) == "Паром пришёл [Электронный ресурс]."
    assert gost(cited(BARE, "https://news.example.org/article/x", TODAY)) == (
        "Паром пришёл [Электронный ресурс]. URL: https://news.example.org/article/x (дата "
        "обращения: 25.11.2026)."
    )


def test_gost_names_others_after_the_title() -> None:
    agency = Article(
        "a", "Паром пришёл", "", "a", author="Пресс-служба порта", source="Волна", date="2024-05-09"
    )
    assert gost(cited(agency, None, TODAY)) == (
        "Паром пришёл [Электронный ресурс] / Пресс-служба порта // Волна. 2024. 9 мая."
    )
    four = Article(
        "a", "Итоги", "", "a", author="Иван Петров, Анна Орлова, Олег Белов, Вера Чернова"
    )
    assert gost(cited(four, None, TODAY)) == "Итоги [Электронный ресурс] / И. Петров [и др.]."
    untitled = Article("a", " ", "", "a")
    assert gost(cited(untitled, None, TODAY)) == "[Без названия] [Электронный ресурс]."


def test_bibtex() -> None:
    assert bibtex(cited(FULL, None, TODAY)) == (
        "@article{news-2024-17,\n"
        "  author = {Петров, Иван and Сидорова, А. Б.},\n"
        "  title = {{Рост на 5 \\%: «Цены \\& спрос» – что дальше?}},\n"
        "  journal = {Вестник Поволжья},\n"
        "  year = {2024},\n"
        "  month = aug,\n"
        "  day = {19},\n"
        "  url = {https://example.org/news?id=17&x=a_b},\n"
        "  urldate = {2026-11-25},\n"
        "  keywords = {Экономика},\n"
        "  langid = {russian}\n"
        "}\n"
    )
    assert bibtex(cited(BARE, None, TODAY)) == (
        "@misc{article,\n  title = {{Паром пришёл.}},\n  langid = {russian}\n}\n"
    )


def test_bibtex_escapes_what_is_special_and_keeps_braces_in_balance() -> None:
    special = Article("a", "100 $ за №_1 #2 {a} \\b ^ ~ } <x>", "", "a", author="А and Б {В")
    record = bibtex(cited(special, None, TODAY))
    assert (
        "title = {{100 \\$ за №\\_1 \\#2 \\textbraceleft{}a\\textbraceright{} \\textbackslash{}b "
        "\\textasciicircum{} \\textasciitilde{} \\textbraceright{} \\textless{}x\\textgreater{}}}"
    ) in record
    assert "author = {{А and Б \\textbraceleft{}В}}" in record, (
        "a byline that is no list of persons is one name"
    )
    assert record.count("{") == record.count("}")
    depth = 0
    for sign in record:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0


def test_ris() -> None:
    assert ris(cited(FULL, None, TODAY)) == "\r\n".join(
        [
            "TY  - NEWS",
            "AU  - Петров, Иван",
            "AU  - Сидорова, А. Б.",
            "TI  - Рост на 5 %: «Цены & спрос» – что дальше?",
            "T2  - Вестник Поволжья",
            "SE  - Экономика",
            "PY  - 2024",
            "DA  - 2024/08/19/",
            "UR  - https://example.org/news?id=17&x=a_b",
            "Y2  - 2026/11/25/",
            "LA  - ru",
            "ER  - ",
            "",
        ]
    )
    assert (
        ris(cited(BARE, None, TODAY))
        == "TY  - NEWS\r\nTI  - Паром пришёл.\r\nLA  - ru\r\nER  - \r\n"
    )


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x85", "\u2028", "\x0b", "\x1e", "\x00", "\ud800"])
def test_a_field_cannot_begin_a_line_of_its_own(sign: str) -> None:
    hostile = f"Паром{sign}ER  - {sign}TY  - BOOK{sign}}}, title = {{x"
    article = Article(
        "a",
        hostile,
        "",
        "a",
        source=hostile,
        author=hostile,
        section=hostile,
        url=f"https://a.org/{sign}",
    )
    work = cited(article, None, TODAY)
    assert len(gost(work).splitlines()) == 1
    lines = ris(work).splitlines()
    assert [line for line in lines if line.startswith(("ER", "TY"))] == ["TY  - NEWS", "ER  - "]
    assert all(line[2:6] == "  - " for line in lines)
    assert len(bibtex(work).splitlines()) == 9
    bibtex(work).encode()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org/", "", "https://", "//example.org"]
)
def test_only_web_addresses_are_cited(url: str) -> None:
    work = cited(Article("a", "Паром", "", "a", url=url), "https://here.example/article/a", TODAY)
    assert work.url == "https://here.example/article/a"


def test_an_address_is_written_in_ascii_and_stays_one_word() -> None:
    work = cited(
        Article("a", "Паром", "", "a", url="https://пример.рф/новость {1}?a=%20\\"), None, TODAY
    )
    assert (
        work.url == "https://xn--e1afmkfd.xn--p1ai/"
        "%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C%20%7B1%7D?a=%20%5C"
    )


@pytest.mark.parametrize("iso", [None, "", "вчера", "2024", "2024-13-01", "2024-02-30T10:00:00"])
def test_what_is_no_day_is_left_out(iso: str | None) -> None:
    assert cited(Article("a", "Паром", "", "a", date=iso), None, TODAY).published is None


@pytest.mark.parametrize(
    ("byline", "surname", "given", "initials"),
    [
        ("Иван Петров", "Петров", "Иван", "И."),
        ("Петров Иван", "Петров", "Иван", "И."),
        ("Петров, Иван", "Петров", "Иван", "И."),
        ("Роман Абрамович", "Абрамович", "Роман", "Р."),
        ("Нина Шмидт", "Шмидт", "Нина", "Н."),
        ("Белов Константин Львович", "Белов", "Константин Львович", "К. Л."),
        ("Константин Львович Белов", "Белов", "Константин Львович", "К. Л."),
        ("И.П. Сидоров", "Сидоров", "И. П.", "И. П."),
        ("Сидоров И. П.", "Сидоров", "И. П.", "И. П."),
        ("Николай Римский-Корсаков", "Римский-Корсаков", "Николай", "Н."),
        ("Ж.-П. Маре", "Маре", "Ж.-П.", "Ж.-П."),
    ],
)
def test_a_byline_names_a_person(byline: str, surname: str, given: str, initials: str) -> None:
    assert persons(byline) == [Person(surname, given)]
    assert persons(byline)[0].initials == initials


@pytest.mark.parametrize(
    "byline",
    ["", "РИА Новости", "Редакция", "Вестник Поволжья", "Анна Орлова, ТАСС", "Иван, Мария"],
)
def test_a_byline_that_may_be_no_person_is_kept_as_it_is(byline: str) -> None:
    assert persons(byline) == []


def test_several_persons() -> None:
    expected = [Person("Петров", "Иван"), Person("Орлова", "Анна"), Person("Белов", "О.")]
    assert persons("Иван Петров, Анна Орлова и О. Белов") == expected
    assert persons("Петров Иван; Орлова, Анна; Белов О.") == expected
    assert persons("Петров Иван; редакция") == []
