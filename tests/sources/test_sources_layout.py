"""Pages of the old web: layout by tables, dates as they are shown, footnote marks."""

import json
from pathlib import Path

import pytest
from collected import collected, written

from svodka.indexer.article import Article

FIRST = "Лодку нашли утром у самого берега, весло лежало рядом с ней, сообщили в порту."
SECOND = "Хозяина ищут вторые сутки, но никто из рыбаков не признал в ней своей лодки."
THIRD = "Прошлой весной у того же мыса нашли якорь, который теперь стоит в музее."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def read(folder: Path, body: str, head: str = "<title>Лодка у берега</title>") -> Article:
    written(folder, "а.html", f"<html><head>{head}</head><body>{body}</body></html>")
    (article,) = collected(folder).articles
    return article


@pytest.mark.parametrize(
    "body",
    [
        "<TABLE><TR><TD><A HREF=1>Главная</A><BR><A HREF=2>Архив</A></TD>"
        f"<TD><B>Лодка у берега</B><P>{FIRST}<P>{SECOND}<P>{THIRD}</TD></TR></TABLE>",
        "<table><tr><td colspan=2><a href=1>Главная</a> | <a href=2>Архив</a></td></tr><tr>"
        f"<td width=100>&nbsp;</td><td>{STORY}</td></tr></table>",
        "<center><table><tr><td><table><tr><td><a href=1>Главная</a></td><td><a href=2>Архив</a>"
        f"</td></tr></table></td></tr><tr><td>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</td></tr>"
        "</table></center>",
    ],
)
def test_tables_as_layout(tmp_path: Path, body: str) -> None:
    text = read(tmp_path, body).text
    assert "|" not in text
    assert "Архив" not in text
    lines = text.split("\n")
    assert [line for line in lines if line in (FIRST, SECOND, THIRD)] == [FIRST, SECOND, THIRD]


def test_a_table_of_data_keeps_its_rows(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>Пристань</th><th>Глубина</th></tr><tr><td>Елатьма</td><td>4 м</td></tr>"
        "</table>"
    )
    text = read(tmp_path, f"<article><h1>Лодка</h1>{STORY}{table}</article>").text
    assert "|" not in text
    assert "Елатьма; 4 м" in text


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("<time>4 мая 2023, 18:20</time>", "2023-05-04T18:20:00"),
        ('<time datetime="2023-05-04T18:20+03:00">вчера</time>', "2023-05-04T18:20:00+03:00"),
        ('<span itemprop="datePublished" content="2023-05-04">4 мая</span>', "2023-05-04"),
        ('<span itemprop="datePublished">04.05.2023</span>', "2023-05-04"),
        ('<div property="schema:datePublished" content="2023-05-04">4 мая</div>', "2023-05-04"),
        ('<abbr class="published" title="2023-05-04T18:20:00+03:00">4 мая</abbr>',
         "2023-05-04T18:20:00+03:00"),
        ('<div class="news-date">4 мая 2023</div>', "2023-05-04"),
        ('<aside><time>1 января 2001</time></aside><span class="date">4 мая 2023</span>',
         "2023-05-04"),
        ('<p class="update">Лодки 4 мая 2023</p>', None),
    ],
)  # fmt: skip
def test_dates_as_pages_show_them(tmp_path: Path, shown: str, date: str | None) -> None:
    article = read(tmp_path, f"<article><h1>Лодка у берега</h1>{shown}{STORY}</article>")
    assert article.date == date


def test_fields_in_microdata(tmp_path: Path) -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        '<h2 itemprop="headline">Лодка</h2>'
        '<span itemprop="author" itemscope><span itemprop="name">Анна Лескова</span></span>'
        '<span itemprop="articleSection">Река</span>'
        '<span itemprop="publisher" itemscope><meta itemprop="name" content="Речник"></span>'
        f'<div itemprop="articleBody">{STORY}</div></div>'
    )
    article = read(tmp_path, body)
    assert (article.title, article.author, article.section, article.source) == (
        "Лодка",
        "Анна Лескова",
        "Река",
        "Речник",
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Касимов<sup>1</sup> и Муром", "Касимов [1] и Муром"),
        ("Касимов<sup><a href='#1'>[2]</a></sup> и Муром", "Касимов [2] и Муром"),
        ("Касимов<sup>*</sup> и Муром", "Касимов [*] и Муром"),
        ("200 м<sup>2</sup> и 5 км<sup>2</sup>", "200 м² и 5 км²"),
        ("10<sup>6</sup> рублей", "10⁶ рублей"),
        ("XX<sup>го</sup> века", "XXго века"),
    ],
)
def test_footnote_marks_and_powers(tmp_path: Path, marked: str, plain: str) -> None:
    page = read(tmp_path, f"<article><h1>Лодка</h1><p>Плывут в {marked}.</p>{STORY}</article>")
    assert f"Плывут в {plain}." in page.text
    record = json.dumps([{"title": "Лодка", "text": f"<p>Плывут в {marked}.</p>"}])
    written(tmp_path / "б", "а.json", record)
    assert collected(tmp_path / "б").articles[0].text == f"Плывут в {plain}."


def test_the_posts_of_a_blog_are_articles(tmp_path: Path) -> None:
    post = (
        '<div class="hentry"><h2><a href="https://oka.example/{n}">Запись {n}</a></h2>'
        '<abbr class="published" title="2023-05-0{n}">{n} мая</abbr><p>{text}</p></div>'
    )
    posts = "".join(post.format(n=n, text=text) for n, text in enumerate((FIRST, SECOND, THIRD), 1))
    page = f"<html><head><title>Блог</title></head><body>{posts}</body></html>"
    written(tmp_path, "блог.html", page)
    found = [(a.title, a.date, a.url, a.text) for a in collected(tmp_path).articles]
    assert [one[:3] for one in found] == [
        (f"Запись {n}", f"2023-05-0{n}", f"https://oka.example/{n}") for n in (1, 2, 3)
    ]
    assert [text in one[3] for one, text in zip(found, (FIRST, SECOND, THIRD), strict=True)] == [
        True
    ] * 3


def test_a_story_with_teasers_is_one_article(tmp_path: Path) -> None:
    teaser = "<article><h3>Якорь</h3><time>3 мая 2023</time><p>Якорь подняли со дна.</p></article>"
    story = f"<article><h1>Лодка</h1><time>4 мая 2023</time>{STORY * 3}</article>"
    written(tmp_path, "а.html", f"<html><body>{story}{teaser * 3}</body></html>")
    assert len(collected(tmp_path).articles) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>Ледоход на Ветлуге</h2>",
        "<b>Ледоход на Ветлуге</b><br>",
        "<font size=+1><b>Ледоход на <a href=л>Ветлуге</a></b></font>",
        "<center><big>Ледоход на Ветлуге</big></center>",
    ],
)
@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", "<table><tr><td>{}</td></tr></table>"])
def test_a_heading_above_the_story_is_kept(tmp_path: Path, heading: str, around: str) -> None:
    story = "".join(
        f"<p>{line}"
        for line in (
            "Лёд тронулся утром, и к полудню река очистилась до самого моста.",
            "Понтонный мост развели накануне, жителей перевозят на катере.",
            "Вода поднялась на два метра, подтоплены огороды у пристани.",
        )
    )
    page = (
        f"<html><title>Ветлужский край</title><body>{around.format(heading + story)}</body></html>"
    )
    (article,) = collected(written(tmp_path, "а.html", page)).articles
    assert article.text.startswith("Ледоход на Ветлуге\nЛёд тронулся утром")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<body><div id='app'></div></body>", "its text stands in scripts, if it has one"),
        ("<frameset><frame src='а.htm'></frameset>", "its text stands in frames"),
    ],
)
def test_a_page_without_a_text_is_told(tmp_path: Path, body: str, told: str) -> None:
    page = f"<html><title>Ледоход на Ветлуге</title>{body}</html>"
    found = collected(written(tmp_path, "а.html", page))
    assert found.titles() == ["Ледоход на Ветлуге"]
    assert found.notes == [("а.html", f"only its title is read: {told}")]
