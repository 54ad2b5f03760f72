"""Articles take the date, the source and the section that stand around them, if they lack them."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import Collected, collected, written

RAFT = {"title": "Плот дошёл до Рыбинска", "text": "Команда из трёх человек плыла неделю."}
SLUICE = {"title": "Шлюз закрыли на ремонт", "text": "Суда ждут на рейде до конца апреля."}
OWN = {**SLUICE, "date": "2020-01-02", "source": "Шлюзовик", "section": "Ремонт"}
AROUND = {"date": "2021-03-05", "source": "Волжский вестник", "section": "Река"}
TAKEN = ("2021-03-05", "Волжский вестник", "Река")
KEPT = ("2020-01-02", "Шлюзовик", "Ремонт")
SHAPES: dict[str, Any] = {
    "list.json": {**AROUND, "articles": [RAFT, OWN]},
    "unknown list.json": {**AROUND, "листы": [RAFT, OWN]},
    "several objects.json": [{**AROUND, "items": [RAFT, OWN]}],
    "deep.json": {
        "source": AROUND["source"],
        "issues": [{"date": "2021-03-05", "sections": [{"name": "Река", "items": [RAFT, OWN]}]}],
    },
    "groups.json": {
        "date": "2021-03-05",
        "channels": [{"name": "Волжский вестник", "section": "Река", "items": [RAFT, OWN]}],
    },
    "wrapped.json": {"response": {**AROUND, "docs": [{"_id": "1", "_source": RAFT}, OWN]}},
    "by day.json": {"source": AROUND["source"], "2021-03-05": {"Река": [RAFT, OWN]}},
    "by month.json": {"source": AROUND["source"], "2021": {"03": {"05": {"Река": [RAFT, OWN]}}}},
    "parts.json": {**AROUND, "date": None, "year": 2021, "month": 3, "day": 5, "news": [RAFT, OWN]},
    "lines.jsonl": {**AROUND, "articles": [RAFT, OWN]},
}


def fields(found: Collected) -> list[tuple[str | None, str, str]]:
    assert not found.skipped
    return [(one.date, one.source, one.section) for one in found.articles]


@pytest.mark.parametrize("name", SHAPES)
def test_json(tmp_path: Path, name: str) -> None:
    written(tmp_path, name, json.dumps(SHAPES[name], ensure_ascii=False))
    assert fields(collected(tmp_path)) == [TAKEN, KEPT]


def element(name: str, record: dict[str, str]) -> str:
    inner = "".join(f"<{one}>{value}</{one}>" for one, value in record.items())
    return f"<{name}>{inner}</{name}>"


ITEMS = element("article", RAFT) + element("article", OWN)
ATTRIBUTES = " ".join(f'{name}="{value}"' for name, value in AROUND.items())


@pytest.mark.parametrize(
    "text",
    [
        f"<archive><day {ATTRIBUTES}>{ITEMS}</day></archive>",
        f'<newspaper name="Волжский вестник"><issue no="7" date="05.03.2021">'
        f'<section name="Река">{ITEMS}</section></issue></newspaper>',
        f"<issue>{''.join(element('x', AROUND))[3:-4]}<articles>{ITEMS}</articles></issue>",
    ],
)
def test_xml(tmp_path: Path, text: str) -> None:
    written(tmp_path, "a.xml", f"<?xml version='1.0'?>{text}")
    assert fields(collected(tmp_path)) == [TAKEN, KEPT]


def test_a_feed_gives_no_date(tmp_path: Path) -> None:
    item = element("item", RAFT)
    written(tmp_path, "a.rss", f"<rss><channel><pubDate>2021-03-05</pubDate>{item}</channel></rss>")
    assert fields(collected(tmp_path)) == [(None, "", "")]


def test_when_something_was_exported_is_no_date(tmp_path: Path) -> None:
    value = {"created": "2021-03-05", "timestamp": 1614931200, "updated": "2021-03-05"}
    written(tmp_path, "a.json", json.dumps({**value, "articles": [RAFT]}))
    assert fields(collected(tmp_path)) == [(None, "", "")]


def test_what_stands_behind_a_list_is_said(tmp_path: Path) -> None:
    written(tmp_path, "a.json", json.dumps({"articles": [RAFT], **AROUND}))
    found = collected(tmp_path)
    assert fields(found) == [(None, "", "")]
    assert [note.split(" stands")[0] for _, note in found.notes] == [
        "a date",
        "a section",
        "a source",
    ]


@pytest.mark.parametrize("name", ["doc", "row", "article"])
def test_attributes_are_fields(tmp_path: Path, name: str) -> None:
    title, text = RAFT.values()
    one = f'<{name} id="7" title="{title}" date="2021-03-05" url="https://volga.example/7"'
    written(tmp_path, "a.xml", f"<dump><{name}s>{one}>{text}</{name}></{name}s></dump>")
    written(tmp_path, "b.xml", f'<dump><{name}s>{one} body="{text}"/></{name}s></dump>')
    for article in collected(tmp_path).articles:
        assert (article.id, article.title, article.text) == ("7", title, text)
        assert (article.date, article.url) == ("2021-03-05", "https://volga.example/7")


def test_a_picture_in_an_article_is_no_article(tmp_path: Path) -> None:
    title, text = RAFT.values()
    picture = '<gallery><item title="Плот у пристани" url="https://volga.example/7.jpg"/></gallery>'
    body = f"<article><title>{title}</title>{picture}<text>{text}</text></article>"
    written(tmp_path, "a.xml", f"<articles>{body}</articles>")
    assert collected(tmp_path).titles() == [title]


def test_a_sitemap_of_news_has_titles(tmp_path: Path) -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    written(
        tmp_path,
        "a.xml",
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{news}"><url>'
        "<loc>https://volga.example/7</loc><news:news><news:publication>"
        "<news:name>Волжский вестник</news:name></news:publication>"
        "<news:publication_date>2021-03-05</news:publication_date>"
        f"<news:title>{RAFT['title']}</news:title></news:news></url></urlset>",
    )
    (article,) = collected(tmp_path).articles
    assert (article.title, article.date, article.source, article.url) == (
        RAFT["title"],
        "2021-03-05",
        "Волжский вестник",
        "https://volga.example/7",
    )


@pytest.mark.parametrize("name", ["meta", "metadata", "info"])
@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_metadata_beside_a_text_are_fields(tmp_path: Path, name: str, ending: str) -> None:
    inner = {"title": RAFT["title"], **AROUND, "url": "https://volga.example/7"}
    record = {"text": RAFT["text"], name: inner}
    own = {**OWN, name: inner}
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in (record, own))
    written(tmp_path, f"a.{ending}", lines)
    found = collected(tmp_path)
    assert fields(found) == [TAKEN, KEPT]
    assert found.titles() == [RAFT["title"], OWN["title"]]
    assert found.articles[0].url == "https://volga.example/7"
