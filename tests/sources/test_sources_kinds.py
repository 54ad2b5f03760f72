"""Small examples of what archives hold beside the plain cases of each format."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import collected, written

TEXT = "Буксир пришёл утром, баржа стояла на мели сутки."
OTHER = "Бакены расставили до самой Рязани, путь открыт."


def records(tmp_path: Path, *values: Any, name: str = "а.json") -> Any:
    written(tmp_path, name, json.dumps(list(values), ensure_ascii=False))
    return collected(tmp_path)


@pytest.mark.parametrize(
    "author",
    [
        ["Анна Лескова", "Пётр Котов"],
        [{"name": "Анна Лескова"}, {"name": "Пётр Котов"}],
        [{"first_name": "Анна", "last_name": "Лескова"}, {"fullName": "Пётр Котов"}],
        "['Анна Лескова', 'Пётр Котов']",
        {
            "data": [
                {"attributes": {"name": "Анна Лескова"}},
                {"attributes": {"name": "Пётр Котов"}},
            ]
        },
        {"edges": [{"node": {"name": "Анна Лескова"}}, {"node": {"name": "Пётр Котов"}}]},
    ],
)
def test_names_of_authors_in_any_shape(tmp_path: Path, author: Any) -> None:
    (article,) = records(tmp_path, {"title": "Баржа", "text": TEXT, "author": author}).articles
    assert article.author == "Анна Лескова, Пётр Котов"


def test_a_name_of_an_unknown_shape_costs_no_article(tmp_path: Path) -> None:
    found = records(tmp_path, {"title": "Баржа", "text": TEXT, "author": {"n": {"m": 1}}})
    assert [(article.title, article.author) for article in found.articles] == [("Баржа", "")]
    assert found.notes == [
        ("а.json", "record 1: its author is an object, not a text, so it has none")
    ]


@pytest.mark.parametrize("written_list", ["[Анна] и [Пётр]", "['Анна", "[1, 2]", "['а' + 'б']"])
def test_what_is_no_list_stays_as_written(tmp_path: Path, written_list: str) -> None:
    (article,) = records(
        tmp_path, {"title": "Баржа", "text": TEXT, "source": written_list}
    ).articles
    assert article.source == written_list


@pytest.mark.parametrize(
    "tree",
    [
        [{"type": "p", "children": [{"text": "Буксир "}, {"text": "пришёл", "bold": True}]}],
        {"type": "doc", "content": [
            {"type": "p", "content": [
                {"type": "text", "text": "Буксир "}, {"type": "text", "text": "пришёл"},
            ]},
        ]},
    ],
)  # fmt: skip
def test_pieces_of_one_line_are_one_line(tmp_path: Path, tree: Any) -> None:
    (article,) = records(tmp_path, {"title": "Баржа", "content": tree, "date": "2024"}).articles
    assert article.text == "Буксир пришёл"


def test_objects_with_whole_paragraphs_stay_paragraphs(tmp_path: Path) -> None:
    tree = [{"text": "Буксир пришёл."}, {"text": "Баржа цела."}]
    (article,) = records(tmp_path, {"title": "Баржа", "content": tree}).articles
    assert article.text == "Буксир пришёл.\nБаржа цела."


def test_a_title_beside_the_tree_of_its_text_is_kept(tmp_path: Path) -> None:
    tree = {"type": "doc", "content": [{"type": "text", "text": TEXT}]}
    (article,) = records(tmp_path, {"title": "Баржа", "doc": tree, "published": "2024"}).articles
    assert (article.title, article.text, article.date) == ("Баржа", TEXT, "2024")


@pytest.mark.parametrize(
    "form",
    [
        "// выгрузка\n[\n/* первая */ {one}, // да\n{two},\n]\n",
        "window.news.part0 = [{one}, {two}];\n",
        "var news = [{one}, {two}]",
        "callback([{one}, {two}]);",
    ],
)
def test_scripts_and_comments_around_json(tmp_path: Path, form: str) -> None:
    one, two = (
        json.dumps({"title": title, "text": text, "url": "https://oka.example/,]"})
        for title, text in (("Баржа", TEXT), ("Бакены", OTHER))
    )
    written(tmp_path, "а.json", form.replace("{one}", one).replace("{two}", two))
    found = collected(tmp_path)
    assert [(a.title, a.text, a.url) for a in found.articles] == [
        ("Баржа", TEXT, "https://oka.example/,]"),
        ("Бакены", OTHER, "https://oka.example/,]"),
    ]


def test_a_page_with_the_name_of_json_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "а.json", "<html><body>Ошибка 404</body></html>")
    ((path, reason),) = collected(tmp_path).skipped
    assert path == "а.json"
    assert "broken JSON" in reason


@pytest.mark.parametrize(("name", "between"), [("а.csv", ";"), ("а.tsv", "\t")])
def test_lines_that_end_as_on_old_macintoshes(tmp_path: Path, name: str, between: str) -> None:
    rows = [("title", "text"), ("Баржа", TEXT), ("Бакены", OTHER)]
    written(tmp_path, name, "\r".join(between.join(row) for row in rows) + "\r", "cp1251")
    assert collected(tmp_path).titles() == ["Баржа", "Бакены"]


def test_one_fault_of_a_table_is_told_once(tmp_path: Path) -> None:
    written(tmp_path, "а.csv", f'title,text\n"Баржа,{TEXT}\n')
    assert len(collected(tmp_path).skipped) == 1


def test_a_text_that_its_source_cut_is_told(tmp_path: Path) -> None:
    found = records(tmp_path, {"title": "Баржа", "text": f"{TEXT[:-1]}… [+726 chars]"})
    assert "its source has only a part of it" in found.notes[0][1]
    assert not records(tmp_path, {"title": "Баржа", "text": f"{TEXT} [1]"}).notes


@pytest.mark.parametrize(
    ("base", "link", "address"),
    [
        ("<link>https://oka.example/</link>", "<link>/news/1.html</link>", "/news/1.html"),
        ("<link>https://oka.example/</link>", "<link>news/1.html</link>", "/news/1.html"),
        ("", "<guid>https://oka.example/1</guid>", "/1"),
        ("", '<guid isPermaLink="true">https://oka.example/1</guid>', "/1"),
    ],
)
def test_addresses_of_feeds_are_whole(tmp_path: Path, base: str, link: str, address: str) -> None:
    item = f"<item><title>Баржа</title>{link}<description>{TEXT}</description></item>"
    written(tmp_path, "а.rss", f"<rss><channel><title>Ока</title>{base}{item}</channel></rss>")
    (article,) = collected(tmp_path).articles
    assert article.url == f"https://oka.example{address}"


def test_a_guid_that_is_no_address_is_none(tmp_path: Path) -> None:
    item = (
        '<item><title>Баржа</title><guid isPermaLink="false">https://oka.example/1</guid>'
        f"<description>{TEXT}</description></item>"
    )
    written(tmp_path, "а.rss", f"<rss><channel><title>Ока</title>{item}</channel></rss>")
    assert [article.url for article in collected(tmp_path).articles] == [""]


def test_items_of_a_feed_with_one_field(tmp_path: Path) -> None:
    items = f"<item><title>Баржа</title></item><item><description>{TEXT}</description></item>"
    written(tmp_path, "а.rss", f"<rss><channel><title>Ока</title>{items}</channel></rss>")
    assert [(a.title, a.text) for a in collected(tmp_path).articles] == [
        ("Баржа", ""),
        (TEXT, TEXT),
    ]


def test_addresses_of_atom_begin_at_its_base(tmp_path: Path) -> None:
    entry = f'<entry><title>Баржа</title><link href="1"/><summary>{TEXT}</summary></entry>'
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://oka.example/">{entry}</feed>'
    )
    written(tmp_path, "а.atom", feed)
    assert [article.url for article in collected(tmp_path).articles] == ["https://oka.example/1"]


def test_wordpress_names_its_authors_and_frames_its_pictures(tmp_path: Path) -> None:
    written(
        tmp_path,
        "а.xml",
        '<rss xmlns:wp="w" xmlns:dc="d" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><wp:author><wp:author_login>anna</wp:author_login>"
        "<wp:author_display_name>Анна Лескова</wp:author_display_name></wp:author>"
        "<item><title>Баржа</title><dc:creator>anna</dc:creator><content:encoded>"
        f'[caption id="a" width="3"]Фото[/caption] {TEXT}</content:encoded></item></channel></rss>',
    )
    (article,) = collected(tmp_path).articles
    assert (article.author, article.text) == ("Анна Лескова", f"Фото\n{TEXT}")


STORY = f"<p>{TEXT}</p><p>{OTHER}</p>"


def page(tmp_path: Path, head: str, body: str) -> Any:
    written(tmp_path, "а.html", f"<html><head>{head}</head><body>{body}</body></html>")
    (article,) = collected(tmp_path).articles
    return article


def test_linked_data_that_refers_to_its_parts(tmp_path: Path) -> None:
    graph = [
        {"@type": "Organization", "@id": "#o", "name": "Окские вести"},
        {"@type": "Person", "@id": "#p", "name": "Анна Лескова"},
        {"@type": "NewsArticle", "headline": "Баржа", "author": [{"@id": "#p"}, {"@id": "#?"}],
         "publisher": {"@id": "#o"}, "datePublished": "2024-03-02"},
    ]  # fmt: skip
    data = json.dumps({"@graph": graph}, ensure_ascii=False)
    article = page(tmp_path, f'<script type="application/ld+json">{data}</script>', STORY)
    assert (article.author, article.source) == ("Анна Лескова", "Окские вести")


@pytest.mark.parametrize(
    "title", ["Версия для печати: Баржа", "Баржа (версия для печати)", "Баржа | Версия для печати"]
)
def test_a_version_for_print(tmp_path: Path, title: str) -> None:
    body = f"<p>Окские вести</p><p>02.03.2024 10:15</p><h2>Баржа</h2>{STORY}"
    article = page(tmp_path, f"<title>{title}</title>", body)
    assert (article.title, article.date) == ("Баржа", "2024-03-02T10:15:00")


def test_a_line_of_a_page_that_is_only_its_date(tmp_path: Path) -> None:
    assert page(tmp_path, "", f"<h1>Баржа</h1><p>2 марта 2024</p>{STORY}").date == "2024-03-02"
    assert page(tmp_path, "", f"<h1>Баржа</h1>{STORY * 2}<p>2 марта 2024</p>").date is None


def test_front_matter_in_toml(tmp_path: Path) -> None:
    head = (
        '+++\ntitle = "Баржа"\ndate = 2024-03-02T10:15:00+03:00\nauthors = ["Анна Лескова"]\n+++\n'
    )
    written(tmp_path, "а.md", f"{head}\n{TEXT}[^1]\n\n[^1]: По словам капитана.\n")
    (article,) = collected(tmp_path).articles
    assert (article.title, article.author) == ("Баржа", "Анна Лескова")
    assert article.date == "2024-03-02T10:15:00+03:00"
    assert article.text == f"{TEXT}\nПо словам капитана."


def test_broken_toml_stays_text(tmp_path: Path) -> None:
    written(tmp_path, "а.md", f"+++\nБаржа\n+++\n\n{TEXT}\n")
    (article,) = collected(tmp_path).articles
    assert TEXT in article.text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8"])
def test_letters_whose_headers_are_not_encoded(tmp_path: Path, encoding: str) -> None:
    head = "From: Анна Лескова <anna@oka.example>\nSubject: Баржа снята с мели\n\n"
    written(tmp_path, "а.eml", f"{head}{TEXT}\n", encoding)
    (article,) = collected(tmp_path).articles
    assert (article.title, article.author) == ("Баржа снята с мели", "Анна Лескова")


def test_a_letter_within_a_letter(tmp_path: Path) -> None:
    written(
        tmp_path,
        "а.eml",
        "From: a@oka.example\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=B\n\n--B\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{OTHER}\n--B\nContent-Type: message/rfc822\n\n"
        "Subject: Barge\nContent-Type: multipart/alternative; boundary=C\n\n--C\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}\n--C\n"
        f"Content-Type: text/html; charset=utf-8\n\n<p>{TEXT}</p>\n--C--\n--B\n"
        "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n--B--\n",
    )
    found = collected(tmp_path)
    (article,) = found.articles
    assert article.text == f"{OTHER}\nBarge\n{TEXT}"
    assert found.notes == [("а.eml", "1 of its attachments are not read")]


@pytest.mark.parametrize(
    "key", ["date_modified", "dateModified", "modified", "updated", "updated_at", "updatedAt"]
)
def test_the_time_of_a_change_is_a_date_if_nothing_says_when_it_came(
    tmp_path: Path, key: str
) -> None:
    changed = {"title": "Мост", "text": TEXT, key: "2024-03-05T12:00:00Z"}
    found = records(tmp_path, changed, {**changed, "date_published": "2024-03-02"})
    assert [article.date and article.date[:10] for article in found.articles] == [
        "2024-03-05",
        "2024-03-02",
    ]
