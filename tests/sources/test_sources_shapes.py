"""JSON as programs dump it: wrappers, dictionaries by id, columns, several texts of a record."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import collected, written

ONE = {"title": "Лодка", "text": "Лодка стоит у берега."}
TWO = {"title": "Паром", "text": "Паром идёт в Елатьму."}


@pytest.mark.parametrize(
    "content",
    [
        {
            "hits": {
                "total": 2,
                "hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}],
            }
        },
        {"responseHeader": {"status": 0}, "response": {"numFound": 2, "docs": [ONE, TWO]}},
        {"response": {"docs": [{k: [v] for k, v in one.items()} for one in (ONE, TWO)]}},
        {"101": ONE, "102": TWO},
        {"https://example.org/1": ONE, "https://example.org/2": TWO},
        {"status": "ok", "totalResults": 2, "articles": [ONE, TWO]},
        {"data": {"list": [ONE, TWO]}},
        {"payload": {"found": [ONE, TWO]}},
        {"title": {"0": "Лодка", "1": "Паром"}, "text": {"0": ONE["text"], "1": TWO["text"]}},
        {"title": ["Лодка", "Паром"], "text": [ONE["text"], TWO["text"]]},
        {
            "columns": ["title", "text"],
            "index": [0, 1],
            "data": [list(ONE.values()), list(TWO.values())],
        },
        {"schema": {"fields": []}, "data": [ONE, TWO]},
        [["title", "text"], list(ONE.values()), list(TWO.values())],
        [{"article": ONE}, {"article": TWO}],
        {"data": [{"id": "1", "type": "node", "attributes": ONE}, {"id": "2", "attributes": TWO}]},
        {"data": {"news": {"edges": [{"node": ONE}, {"node": TWO}]}}},
    ],
)
def test_wrapped_articles_are_found(tmp_path: Path, content: Any) -> None:
    written(tmp_path, "а.json", json.dumps(content, ensure_ascii=False))
    found = collected(tmp_path)
    assert [(a.title, a.text) for a in found.articles] == [
        tuple(ONE.values()),
        tuple(TWO.values()),
    ]
    assert found.skipped == []


def test_lines_of_a_search_engine_keep_their_ids(tmp_path: Path) -> None:
    lines = [
        json.dumps({"_index": "n", "_id": f"k{n}", "_source": one})
        for n, one in enumerate((ONE, TWO))
    ]
    written(tmp_path, "дамп.ndjson", "\n".join(lines))
    assert [(a.id, a.title) for a in collected(tmp_path).articles] == [
        ("k0", "Лодка"),
        ("k1", "Паром"),
    ]


def test_posts_of_wordpress_have_their_names(tmp_path: Path) -> None:
    post = {
        "id": 7,
        "date": "2023-05-04T18:20:00",
        "link": "https://oka.example/7",
        "title": {"rendered": "Лодка &#8212; на берегу"},
        "content": {"rendered": "<p>Лодка стоит.</p><p>Весло лежит.</p>", "protected": False},
        "author": 3,
        "categories": [5],
        "_embedded": {
            "author": [{"name": "Анна Лескова"}],
            "wp:term": [[{"taxonomy": "category", "name": "Река"}], [{"taxonomy": "post_tag"}]],
        },
    }
    written(tmp_path, "posts.json", json.dumps([post]))
    (article,) = collected(tmp_path).articles
    assert (article.title, article.text) == ("Лодка — на берегу", "Лодка стоит.\nВесло лежит.")
    assert (article.author, article.section, article.source) == (
        "Анна Лескова",
        "Река",
        "oka.example",
    )


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"description": "Лодка цела.", "text": "Её нашли утром."}, "Лодка цела.\nЕё нашли утром."),
        ({"lead": "Лодка цела.", "body": "Лодка цела. Её нашли."}, "Лодка цела. Её нашли."),
        ({"summary": "Лодка цела…", "content": "Лодка цела и суха."}, "Лодка цела и суха."),
        ({"description": "Лодка цела.", "content": None}, "Лодка цела."),
        ({"content_html": "<p>Лодка цела.</p>", "content_text": "Лодка цела."}, "Лодка цела."),
        (
            {"text": "Анонс лодки.", "full_text": "Вся история лодки."},
            "Анонс лодки.\nВся история лодки.",
        ),
        ({"detailText": "Лодка цела."}, "Лодка цела."),
        ({"Полный текст": "Лодка цела."}, "Лодка цела."),
        ({"paragraphs": ["Лодка цела.", "Весло тоже."]}, "Лодка цела.\nВесло тоже."),
        (
            {"body": {"blocks": [{"type": "p", "data": {"text": "Лодка цела."}}]}},
            "Лодка цела.",
        ),
        ({"описание": "Лодка цела.", "тело": "Весло тоже."}, "Лодка цела.\nВесло тоже."),
    ],
)
def test_all_texts_of_a_record_are_its_text(
    tmp_path: Path, record: dict[str, Any], text: str
) -> None:
    written(tmp_path, "а.json", json.dumps({"title": "Находка", **record}))
    (article,) = collected(tmp_path).articles
    assert article.text == text


@pytest.mark.parametrize(
    ("record", "date"),
    [
        ({"createdAt": {"$date": "2023-05-04T18:20:00Z"}}, "2023-05-04T18:20:00+00:00"),
        ({"date": "вчера", "published_at": "04.05.2023"}, "2023-05-04"),
        ({"Дата": "04.05.2023", "Время": "18:20"}, "2023-05-04T18:20:00"),
        ({"Дата выхода": "4 мая 2023"}, "2023-05-04"),
        ({"год": 1917}, "1917"),
        ({"timestamp": 1683213600}, "2023-05-04T15:20:00+00:00"),
    ],
)
def test_dates_under_other_names(tmp_path: Path, record: dict[str, Any], date: str) -> None:
    written(tmp_path, "а.json", json.dumps({**ONE, **record}, ensure_ascii=False))
    assert [article.date for article in collected(tmp_path).articles] == [date]


def test_a_list_in_an_article_is_not_a_list_of_articles(tmp_path: Path) -> None:
    content = {
        **ONE,
        "comments": [{"text": "Красивая лодка."}],
        "images": [{"title": "Вид", "url": "x"}],
    }
    written(tmp_path, "а.json", json.dumps(content))
    assert collected(tmp_path).titles() == ["Лодка"]


def test_the_host_is_the_source_of_an_article_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [
        "https://www.oka.example/1",
        "https://m.kasimov.example/2",
        "https://t.me/rechnik/3",
    ]
    lines = [json.dumps({"title": f"Статья {url}", "url": url}) for url in addresses]
    written(tmp_path / "а", "а.jsonl", "\n".join(lines))
    assert [a.source for a in collected(tmp_path / "а").articles] == [
        "oka.example",
        "m.kasimov.example",
        "t.me/rechnik",
    ]
    names = "# имена\nkasimov.example = Касимовский вестник\nt.me/rechnik = Речник\n"
    monkeypatch.setenv("SVODKA_SOURCES", str(written(tmp_path, "имена.txt", names)))
    assert [a.source for a in collected(tmp_path / "а").articles] == [
        "oka.example",
        "Касимовский вестник",
        "Речник",
    ]
