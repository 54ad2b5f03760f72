"""Web pages: the story without the page's frame, and the metadata."""

import pytest

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Candidate, read

STORY = """
<p>Паром, который четыре года чинили на верфи в Городце, вернулся на Оку. \
Он возит людей и телеги.</p>
<h2>Что возят</h2>
<p>Больше всего муки и соли, &mdash; говорит капитан. &laquo;Весной повезём лес&raquo;.</p>
<ul><li>Мука из Рязани для пекарен Касимова</li><li>Соль с Урала для рыбных цехов</li></ul>
"""
FRAME = """<!doctype html><html lang="ru"><head>{head}<style>p {{ color: red }}</style></head><body>
<header><a href="/">Окские вести</a></header>
<nav><ul><li><a href="/a">Общество</a></li><li><a href="/b">Спорт</a></li></ul></nav>
<main>{body}</main>
<aside><h3>Читайте также</h3><a href="/c">В Муроме выбрали нового мэра</a></aside>
<footer>© Окские вести. Все права защищены</footer>
<script>var text = "<p>счётчик</p>";</script></body></html>"""


def page(
    head: str = "", body: str = f"<article>{STORY}</article>", encoding: str = "utf-8"
) -> Article:
    return read(
        Candidate("а.html", "0" * 32, "html", FRAME.format(head=head, body=body).encode(encoding))
    )


def test_the_story_without_the_frame() -> None:
    article = page("<title>Паром вернулся</title>")
    assert article.title == "Паром вернулся"
    assert article.text.split("\n") == [
        "Паром, который четыре года чинили на верфи в Городце, вернулся на Оку. Он возит людей и "
        "телеги.",
        "Что возят",
        "Больше всего муки и соли, — говорит капитан. «Весной повезём лес».",
        "Мука из Рязани для пекарен Касимова",
        "Соль с Урала для рыбных цехов",
    ]


def test_raised_numbers_do_not_glue_to_words() -> None:
    body = "<article><p>В селе Броды<sup>1</sup> строят дом<sup><a href='#n2'>[2]</a></sup>.</p>"
    text = page(body=f"{body}{STORY}<p>Площадь участка 40 м<sup>2</sup>.</p></article>").text
    assert "Броды [1] строят дом [2]." in text
    assert "40 м²" in text


OPEN_GRAPH = """<title>Паром вернулся - Окские вести</title>
<meta property="og:title" content="Паром вернулся - Окские вести">
<meta property="og:site_name" content="Окские вести">
<meta property="article:published_time" content="2024-08-19T10:30:00+03:00">
<meta property="article:author" content="https://example.org/gusev">
<meta name="author" content="Пётр Гусев">
<meta property="article:section" content="Транспорт">
<link rel="canonical" href="https://example.org/parom">"""
LINKED = """<title>Сайт</title><script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"},
{"@type": "NewsArticle", "headline": "Паром вернулся", "datePublished": "2024-08-19T10:30:00+03:00",
"author": [{"@type": "Person", "name": "Пётр Гусев"}], "publisher": {"name": "Окские вести"},
"articleSection": "Транспорт",
"mainEntityOfPage": {"@id": "https://example.org/parom"}}]}</script>
<meta name="date" content="1999-01-01">"""


@pytest.mark.parametrize("head", [OPEN_GRAPH, LINKED])
@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1251", "koi8-r", "неведомая"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
def test_metadata_in_every_encoding(head: str, declared: str, encoding: str) -> None:
    given = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        if declared
        else ""
    )
    article = page(given.replace("неведомая", "x-none") + head, encoding=encoding)
    assert (
        article.title,
        article.date,
        article.source,
        article.section,
        article.author,
        article.url,
    ) == (
        "Паром вернулся",
        "2024-08-19T10:30:00+03:00",
        "Окские вести",
        "Транспорт",
        "Пётр Гусев",
        "https://example.org/parom",
    )


def test_menus_without_marks_are_left_out() -> None:
    menu = "".join(f'<a href="/{n}">Раздел номер {n}</a> ' for n in range(60))
    related = "".join(
        f'<li><a href="/{n}">В деревне номер {n} открыли новую школу для детей</a></li>'
        for n in range(12)
    )
    body = (
        f"<div>{menu}</div><div><h1>Паром вернулся</h1>{{}}</div>"
        f"<div><h3>Читайте также</h3><ul>{related}</ul></div>"
    )
    for story in (STORY, "<p>Паром вернулся на Оку.</p>"):
        article = read(Candidate("а.html", "0" * 32, "html", body.format(story).encode()))
        assert "Раздел" not in article.text
        assert "деревне" not in article.text
        assert "на Оку" in article.text


def test_a_date_in_the_text_is_not_the_article_s() -> None:
    body = (
        f"<article><h1>Паром вернулся</h1>{STORY}"
        "<p>Опубликовано 19 августа 2024 года.</p></article>"
    )
    assert page(body=body).date is None
    assert (
        page(body=body.replace("<h1>", '<time datetime="2024-08-20">вчера</time><h1>')).date
        == "2024-08-20"
    )


def test_the_heading_is_not_repeated() -> None:
    article = page(
        "<title>Паром вернулся | Сайт</title>", f"<article><h1>Паром вернулся</h1>{STORY}</article>"
    )
    assert article.title == "Паром вернулся"
    assert article.text.startswith("Паром, который")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Паром вернулся.</p>", "Паром вернулся."),
        ("Паром плыл.<br>И вернулся.", "Паром плыл.\nИ вернулся."),
        (
            '<?xml version="1.0" encoding="utf-8"?><html '
            'xmlns="http://www.w3.org/1999/xhtml"><body><p>Паром.</p></body></html>',
            "Паром.",
        ),
        ("<div>" * 300 + "<p>Паром вернулся.</p>", "Паром вернулся."),
        ("<div>" * 50_000 + "<p>Паром вернулся.</p>" + "</div>" * 50_000, "Паром вернулся."),
        ("<p>" + "Паром вернулся. " * 100_000, ("Паром вернулся. " * 100_000).strip()),
    ],
)
def test_odd_pages(content: str, text: str) -> None:
    article = read(Candidate("а.html", "0" * 32, "html", content.encode()))
    assert (article.text or article.title) == text


@pytest.mark.parametrize(
    "content", ["", " \n", "<html></html>", "<script>x()</script>", "<!-- -->"]
)
def test_pages_without_text(content: str) -> None:
    with pytest.raises(
        SourceError, match=r"blank|empty|neither a title nor a text|cannot be parsed"
    ):
        read(Candidate("а.html", "0" * 32, "html", content.encode()))
