"""Walls of VK, and fields and pages of the systems by which Russian newsrooms publish."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import collected, written

TITLE = "Ледоход на Мологе начался"
TEXT = "Ледоход на Мологе начался раньше срока. Спасатели дежурят у моста круглые сутки."
LEAD = "Река вскрылась ночью."
POST = {"id": 11, "owner_id": -5, "from_id": -5, "date": 1614931200, "text": TEXT}
LINK = {"title": "Карта ледохода", "description": "Где лёд уже сошёл и где его ещё ждут"}
RECORDS: dict[str, dict[str, str]] = {
    "Bitrix": {
        "ID": "15",
        "NAME": TITLE,
        "ACTIVE_FROM": "05.03.2021",
        "PREVIEW_TEXT": LEAD,
        "DETAIL_TEXT": f"<p>{TEXT}</p>",
    },
    "Bitrix' table": {
        "IE_XML_ID": "15",
        "IE_NAME": TITLE,
        "IE_ACTIVE_FROM": "05.03.2021",
        "IE_PREVIEW_TEXT": LEAD,
        "IE_DETAIL_TEXT": TEXT,
    },
    "Joomla": {
        "title": TITLE,
        "introtext": LEAD,
        "fulltext": TEXT,
        "created": "2021-03-01",
        "publish_up": "2021-03-05",
    },
    "MODX": {"pagetitle": TITLE, "introtext": LEAD, "content": TEXT, "publishedon": "2021-03-05"},
    "GDELT": {"title": TITLE, "summary": LEAD, "text": TEXT, "seendate": "20210305"},
    "a monitoring service": {
        "Дата и время выхода": "05.03.2021",
        "Площадка": "Молога",
        "Заголовок": TITLE,
        "Аннотация": LEAD,
        "Текст сообщения": TEXT,
        "Ссылка на публикацию": "https://mologa.example/1",
    },
}


@pytest.mark.parametrize("system", RECORDS)
def test_fields_of_systems(tmp_path: Path, system: str) -> None:
    written(tmp_path, "a.json", json.dumps([RECORDS[system]], ensure_ascii=False))
    found = collected(tmp_path)
    (article,) = found.articles
    assert (article.title, article.date) == (TITLE, "2021-03-05")
    assert LEAD in article.text
    assert TEXT.split(". ")[1] in article.text
    assert found.notes == []


def wall(tmp_path: Path, *posts: dict[str, Any], **around: object) -> list[tuple[str, str, str]]:
    answer = {"response": {"count": len(posts), **around, "items": posts}}
    written(tmp_path, "wall.json", json.dumps(answer, ensure_ascii=False))
    return [(one.id, one.source, one.text) for one in collected(tmp_path).articles]


def test_posts_of_a_wall_have_addresses_and_what_they_hold(tmp_path: Path) -> None:
    copied = {**POST, "id": 12, "text": "", "copy_history": [{**POST, "owner_id": -7}]}
    linked = {**POST, "id": 13, "attachments": [{"type": "link", "link": LINK}]}
    first, second, third = wall(tmp_path, POST, copied, linked)
    assert first[:2] == ("wall-5_11", "vk.com/club5")
    assert second[0] == "wall-5_12"
    assert first[2] == second[2]
    assert LINK["description"] in third[2]
    dates = {one.date for one in collected(tmp_path).articles}
    assert dates == {"2021-03-05T08:00:00+00:00"}
    assert collected(tmp_path).articles[0].url == "https://vk.com/wall-5_11"


def test_names_of_communities_are_no_articles(tmp_path: Path) -> None:
    groups = [{"id": 5, "name": "Молога сегодня", "screen_name": "mologa"}]
    assert len(wall(tmp_path, POST, groups=groups)) == 1
    assert collected(tmp_path).skipped == []


def test_posts_of_a_wall_without_text_are_counted(tmp_path: Path) -> None:
    wall(tmp_path, POST, {**POST, "id": 12, "text": ""})
    found = collected(tmp_path)
    assert len(found.articles) == 1
    assert [note for _, note in found.notes] == ["left out 1 post without text"]


def test_lines_of_a_wall(tmp_path: Path) -> None:
    written(tmp_path, "wall.jsonl", json.dumps(POST, ensure_ascii=False))
    assert [one.url for one in collected(tmp_path).articles] == ["https://vk.com/wall-5_11"]


def page(around: str) -> str:
    text = f"<p>{TEXT}</p><p>Вода прибывает на метр за сутки, говорят на посту у посёлка.</p>"
    head = f"<head><meta charset=utf-8><title>{TITLE}</title></head>"
    return f"<html>{head}<body><article><h1>{TITLE}</h1>{around}{text}</article></body></html>"


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="submitted">Опубликовано пт, 05/03/2021 - 10:15 пользователем anna</div>',
        '<div class="article-info">10:15 / 05.03.2021</div>',
        '<span class="post-meta">5 марта 2021, 10:15</span>',
    ],
)
def test_dates_that_themes_show(tmp_path: Path, shown: str) -> None:
    written(tmp_path, "a.html", page(shown))
    assert [one.date for one in collected(tmp_path).articles] == ["2021-03-05T10:15:00"]


@pytest.mark.parametrize(
    ("shown", "author"),
    [
        ('<span class="byline">Автор: Анна Котова</span>', "Анна Котова"),
        ('<span class="author vcard"><a class="url fn">Анна Котова</a></span>', "Анна Котова"),
        ('<a rel="author" href="/kotova">Анна Котова</a>', "Анна Котова"),
        ('<i class="author">Анна Котова</i><i class="author">Пётр Громов</i>', ""),
        ('<div class="author">Все новости автора</div>', ""),
    ],
)
def test_authors_that_themes_show(tmp_path: Path, shown: str, author: str) -> None:
    written(tmp_path, "a.html", page(shown))
    assert [one.author for one in collected(tmp_path).articles] == [author]
