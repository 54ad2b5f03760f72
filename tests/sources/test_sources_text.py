"""Plain text and Markdown: title, metadata at the top, and the text as the author wrote it."""

from itertools import pairwise

import pytest

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Candidate, read
from svodka.indexer.sources.plain.markdown import markdown_lines


def text(content: str, path: str = "а.txt") -> Article:
    return read(Candidate(path, "0" * 32, "text", content.encode()))


def markdown(content: str) -> Article:
    return read(Candidate("а.md", "0" * 32, "markdown", content.encode()))


def test_a_heading_is_the_title_and_leaves_the_text() -> None:
    article = text(
        "\n\nПаром вернулся на Оку\n\nОн возит людей и телеги.\nБилет стоит сорок рублей.\n"
    )
    assert (article.title, article.text) == (
        "Паром вернулся на Оку",
        "Он возит людей и телеги.\nБилет стоит сорок рублей.",
    )


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Паром вернулся. Он возит людей.", "Паром вернулся."),
        (
            "Паром им. А. С. Пушкина вернулся на Оку. Он возит людей.",
            "Паром им. А. С. Пушкина вернулся на Оку.",
        ),
        (
            "Паром купили за 5 млрд руб. Капитан доволен! Он сам из г. Касимова.",
            "Паром купили за 5 млрд руб.",
        ),
        ("Возят муку, соль и т. д. до Рязани. Потом назад.", "Возят муку, соль и т. д. до Рязани."),
        ("Цена выросла на 3.5 процента. Это немного.", "Цена выросла на 3.5 процента."),
        ("«Паром вернулся!» Так говорят в Касимове.", "«Паром вернулся!»"),
        ("Паром вернулся… Но надолго ли?", "Паром вернулся…"),
        ("паром вернулся, и это главное", "паром вернулся, и это главное"),
        (
            "Паром, который четыре года чинили на верфи в Городце, вернулся на Оку и снова возит "
            "людей, телеги и мешки с мукой.",
            "Паром, который четыре года чинили на верфи в Городце, вернулся на Оку и снова возит "
            "людей, телеги и…",
        ),
        ("а" * 300, "а" * 100 + "…"),
    ],
)
def test_else_the_first_sentence_is_the_title_and_stays(first: str, title: str) -> None:
    article = text(f"{first}\nВторая строка.")
    assert (article.title, article.text) == (title, f"{first}\nВторая строка.")


def test_a_question_may_be_a_title() -> None:
    assert text("Кто построит мост?\nПодрядчик ещё не выбран.").title == "Кто построит мост?"


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("**Паром вернулся на Оку**", "Паром вернулся на Оку"),
        ("⛴️ **Паром вернулся** на Оку ⚡️", "⛴️ Паром вернулся на Оку ⚡️"),
        ("## Паром вернулся на Оку", "Паром вернулся на Оку"),
        ("⚡️Паром вернулся на Оку!", "⚡️Паром вернулся на Оку!"),
    ],
)
def test_a_decorated_heading(first: str, title: str) -> None:
    article = text(f"{first}\nОн возит людей.")
    assert (article.title, article.text) == (title, "Он возит людей.")


def test_a_title_alone_is_an_article() -> None:
    article = text("Гроза прошла над Тулой")
    assert (article.title, article.text) == ("Гроза прошла над Тулой", "")


HEADERS = """Дата: 19 августа 2024 г., 10:30
Источник: Окские вести
Автор: Пётр Гусев
Рубрика: Транспорт
Ссылка: https://example.org/parom
"""


@pytest.mark.parametrize(
    "content",
    [
        f"Заголовок: Паром вернулся\n{HEADERS}\nОн возит людей.",
        f"{HEADERS}\nПаром вернулся\n\nОн возит людей.",
        f"Паром вернулся\n{HEADERS}Он возит людей.",
        f"Паром вернулся\n\n{HEADERS}\nОн возит людей.",
        "Title: Паром вернулся\nDate: 2024-08-19 10:30\nSource: Окские вести\nAuthor: Пётр Гусев\n"
        "Section: Транспорт\n"
        "URL: https://example.org/parom\n\nОн возит людей.",
        "---\ntitle: Паром вернулся\nдата: 2024-08-19T10:30\nsource: Окские вести\nauthors: [Пётр "
        "Гусев]\nрубрика: Транспорт\n"
        "link: https://example.org/parom\n---\nОн возит людей.",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_header_lines_and_front_matter(content: str, newline: str) -> None:
    article = text(content.replace("\n", newline))
    assert article == Article(
        id=article.id,
        title="Паром вернулся",
        text="Он возит людей.",
        path="а.txt",
        date="2024-08-19T10:30:00",
        source="Окские вести",
        section="Транспорт",
        author="Пётр Гусев",
        url="https://example.org/parom",
    )


@pytest.mark.parametrize("below", [False, True], ids=["above", "below"])
@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Время публикации: 12:30, 05.03.2019", "2019-03-05T12:30:00"),
        ("Дата выхода: 5 марта 2019", "2019-03-05"),
        ("Publication date: March 5, 2019", "2019-03-05"),
        ("© Окский вестник, 5 марта 2019", "2019-03-05"),
        ("Окский вестник, 05.03.2019, № 12", "2019-03-05"),
        ("Окский вестник № 12 (3071) от 5 марта 2019 г.", "2019-03-05"),
        ("05.03.2019, 12:30 | Общество", "2019-03-05T12:30:00"),
        ("КАСИМОВ, 5 марта 2019, вторник", "2019-03-05"),
        ("вторник, 5 марта", None),
        ("КАСИМОВ, 5 марта. /ОКА/.", None),
    ],
)
def test_a_line_of_an_issue_is_no_title_and_says_the_date(
    line: str, date: str | None, below: bool
) -> None:
    title, story = "Паром вернулся на Оку", "Он возит людей и телеги, муку и соль."
    top = [title, line] if below else [line, title]
    article = text("\n\n".join([*top, story]))
    assert (article.title, article.date) == (title, date)
    assert story in article.text


@pytest.mark.parametrize(
    "title",
    ["Главное за 5 марта 2019", "Что будет 05.03.2019 на Оке", "Итог: паром, 5 марта 2019"],
)
def test_a_title_may_have_a_date(title: str) -> None:
    article = text(f"{title}\n\nПаром возит людей и телеги.")
    assert (article.title, article.date) == (title, None)


def test_entities_of_a_page_are_spelt_out() -> None:
    article = text("&laquo;Паром&raquo; вышел\n\nОн&nbsp;&mdash; &#1087;&#x430;ром. Это R&amp;D.")
    assert (article.title, article.text) == ("«Паром» вышел", "Он\u00a0— паром. Это R&D.")
    assert (
        text("Паром\n\nПишут &amp; и &lt;p&gt; в HTML.").text == "Пишут &amp; и &lt;p&gt; в HTML."
    )


def test_a_line_that_is_a_date() -> None:
    for content in (
        "15 апреля 2013 года\nПаром вернулся\nОн возит людей.",
        "Паром вернулся\n15.04.2013\n\nОн возит людей.",
    ):
        article = text(content)
        assert (article.title, article.date, article.text) == (
            "Паром вернулся",
            "2013-04-15",
            "Он возит людей.",
        )


@pytest.mark.parametrize(
    "content",
    [
        "Дата: решающий день для парома\nЕго спускают на воду.",
        "Адрес: Касимов, улица Карла Маркса\nТам и стоит паром.",
        "---\nПаром вернулся.\n---\nОн возит людей.",
        "---\nПаром: возвращение.\n---\nОн возит людей.",
        "---\n- раз\n- два\n---\nОн возит людей.",
        "---\nПаром вернулся, и это главное.",
    ],
)
def test_what_only_looks_like_headers_is_kept(content: str) -> None:
    article = text(content)
    assert all(line in f"{article.title}\n{article.text}" for line in content.split("\n"))
    assert article.date is None


def test_broken_front_matter_is_read_by_its_lines() -> None:
    article = text("---\ntitle: Паром: возвращение\ndate: 19.08.2024\n---\nОн возит людей.")
    assert (article.title, article.date, article.text) == (
        "Паром: возвращение",
        "2024-08-19",
        "Он возит людей.",
    )


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    names = "abcdefgh"
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise(names)
    )
    assert len(text(f"---\n{bomb}title: *h\n---\nПаром вернулся.").text) < 1000


def test_hard_wrapped_lines_are_joined() -> None:
    article = text(
        "Паром вернулся на Оку\n\n"
        "Паром, который четыре года чинили на верфи в Городце, вернулся\n"
        "на Оку и снова возит людей и телеги между двумя берегами, как\n"
        "возил при дедах. Билет стоит сорок рублей.\n\n"
        "В Касимове его встречали с оркестром, и капитан, не скрывая\n"
        "радости, дал три гудка.\n"
    )
    assert article.text == (
        "Паром, который четыре года чинили на верфи в Городце, вернулся на Оку и снова возит "
        "людей и телеги между двумя "
        "берегами, как возил при дедах. Билет стоит сорок рублей.\n"
        "В Касимове его встречали с оркестром, и капитан, не скрывая радости, дал три гудка."
    )


def test_verses_and_lists_are_not_joined() -> None:
    lines = "Паром везёт\nчетыре воза,\nна них берёза\n\nи мука"
    assert text("Песня перевозчика\n\n" + lines).text.split("\n") == [
        line for line in lines.split("\n") if line
    ]


def test_the_author_s_writing_stays() -> None:
    line = "«Ещё\xa0раз», — сказал он, — 5\u202f000 рублей, т.\xa0е. “дёшево”."
    assert text(f"Заголовок\n{line}").text == line


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "blank: it holds no text"),
        ("Паром\0".encode(), "binary: it holds NUL bytes"),
        (bytes(range(1, 32)) * 20, "binary: most of it is not text"),
        (
            "Le marché a été fermé dès le début de l'année passée".encode("latin-1"),
            "cannot tell its encoding",
        ),
    ],
)
def test_what_is_not_a_text(raw: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(Candidate("а.txt", "0" * 32, "text", raw))


def test_a_few_broken_bytes_do_not_hide_a_text() -> None:
    raw = ("Паром вернулся на Оку.\n" * 20).encode()
    article = read(Candidate("а.txt", "0" * 32, "text", raw[:100] + b"\xff" + raw[100:-3]))
    assert article.text.count("Паром вернулся") >= 19


def test_markdown() -> None:
    article = markdown(
        "---\ndate: 2024-08-19\n---\n# Паром *вернулся* на [Оку](http://example.org)\n\n"
        "Он возит **людей** и\n`телеги` ![вид](v.png)по реке.\n\n## Что возят\n\n- муку\n- соль & "
        "лён\n\n"
        "> Так было всегда.\n\n```\nкод как есть\n```\n\n| Рейс | Час |\n|---|---|\n| первый | "
        "8:00 |\n\n"
        "<div>Билет: 40&nbsp;₽</div>\n"
    )
    assert (article.title, article.date) == ("Паром вернулся на Оку", "2024-08-19")
    assert article.text.split("\n") == [
        "Он возит людей и телеги по реке.",
        "Что возят",
        "муку",
        "соль & лён",
        "Так было всегда.",
        "код как есть",
        "Рейс",
        "Час",
        "первый",
        "8:00",
        "Билет: 40\xa0₽",
    ]


def test_markdown_with_two_titles() -> None:
    assert markdown("---\ntitle: Паром\n---\n# Паром\n\nПлывёт.").text == "Плывёт."
    both = markdown("---\ntitle: Паром\n---\n# Как он плыл\n\nБыстро.")
    assert (both.title, both.text) == ("Паром", "Как он плыл\nБыстро.")


def test_markdown_with_header_lines() -> None:
    article = markdown("# Паром\n\nДата: 19.08.2024\nИсточник: Окские вести\n\nПлывёт.")
    assert (article.title, article.date, article.source, article.text) == (
        "Паром",
        "2024-08-19",
        "Окские вести",
        "Плывёт.",
    )


def test_ids_of_files_follow_their_paths() -> None:
    assert (
        text("Паром плывёт.", "а/б.txt").id
        == text("Телега едет.", "а/б.txt").id
        != text("Паром плывёт.", "а/в.txt").id
    )
    assert text("---\nid: parom-1\n---\nПаром плывёт.").id == "parom-1"


@pytest.mark.parametrize("line", ["[а](б) " * 10_001, "**а** " * 60_000])
def test_markdown_that_would_take_long_is_read_as_plain_text(line: str) -> None:
    assert markdown_lines([line]) == ("", [line])
    assert markdown_lines([line[:600]]) != ("", [line[:600]])
