"""What is said of files: names and dates that were not understood, and the user's mapping."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import collected, written

from svodka.indexer.errors import SettingError
from svodka.indexer.sources import mapping_of

LONG = "Лодку нашли утром у самого берега, весло лежало рядом, и никто не знает, чья она была."


def notes_of(folder: Path, *records: dict[str, Any]) -> list[str]:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    written(folder, "а.jsonl", "\n".join(lines))
    return [note for _, note in collected(folder).notes]


def test_the_only_text_of_a_record_is_taken_whatever_its_name(tmp_path: Path) -> None:
    notes = notes_of(tmp_path, {"title": "Лодка", "повествование": LONG, "просмотры": "12"})
    assert notes == ["line 1: took «повествование» for its text; --map text=NAME says otherwise"]
    assert collected(tmp_path).articles[0].text == LONG


def test_a_second_text_is_told_once_for_a_file(tmp_path: Path) -> None:
    records = [{"title": f"Лодка {n}", "text": "Цела.", "расшифровка": LONG} for n in range(3)]
    assert notes_of(tmp_path, *records) == [
        "line 1: its «расшифровка» reads as a text, and is not searched; "
        "--map text=расшифровка has it read; and 2 more like it"
    ]


def test_a_record_of_which_only_the_title_is_understood_is_told(tmp_path: Path) -> None:
    assert notes_of(tmp_path, {"title": "Лодка", "код": "А-7", "цена": 5}) == [
        "line 1: only its title is understood; it also has «код», «цена»"
    ]


def test_nothing_is_told_of_records_that_are_understood(tmp_path: Path) -> None:
    assert notes_of(tmp_path, {"title": "Лодка", "url": "https://a.b/1"}, {"text": LONG}) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("а.txt", "Заголовок: Лодка\nДата: на Троицу\nИсточник: Речник\n\nЛодка цела."),
        ("а.csv", "title,text,date\nЛодка,Лодка цела.,на Троицу"),
        ("а.json", '{"title": "Лодка", "text": "Лодка цела.", "date": "на Троицу"}'),
        (
            "а.html",
            '<html><head><title>Лодка</title><meta name="date" content="на Троицу"></head><body>'
            "<p>Лодка цела.</p></body></html>",
        ),
    ],
)
def test_a_date_that_is_not_understood_is_told(tmp_path: Path, name: str, content: str) -> None:
    written(tmp_path, name, content)
    found = collected(tmp_path)
    (article,) = found.articles
    assert article.date is None
    assert [note.split(": ")[-1] for _, note in found.notes] == [
        "its date «на Троицу» is not understood, so it has none"
    ]
    if name == "а.txt":
        assert article.text == "Лодка цела.\nДата: на Троицу"


def test_a_mapping_names_the_fields(tmp_path: Path) -> None:
    record = {"шапка": "Лодка", "тело1": LONG, "тело2": "Якорь цел.", "когда": "4 мая 2023"}
    written(tmp_path, "а.jsonl", json.dumps(record, ensure_ascii=False))
    written(tmp_path, "б.jsonl", json.dumps(record))
    written(tmp_path, "в.csv", "шапка;тело1;когда\nЛодка;Лодка цела.;04.05.2023")
    mapping = mapping_of(["title=шапка", "text=тело1", "text=тело2", "date=когда"])
    found = collected(tmp_path, mapping)
    assert {(a.title, a.date) for a in found.articles} == {("Лодка", "2023-05-04")}
    assert [a.text for a in found.articles] == [*[f"{LONG}\nЯкорь цел."] * 2, "Лодка цела."]
    assert found.notes == found.skipped == []


@pytest.mark.parametrize("pair", ["text", "=тело", "text=", "текст=тело"])
def test_a_wrong_mapping_is_named(pair: str) -> None:
    with pytest.raises(SettingError, match="write field=name"):
        mapping_of([pair])


def test_a_mapping_changes_the_digest_of_the_records_that_have_its_names(tmp_path: Path) -> None:
    from svodka.indexer.sources import Root, walk

    def digests(*mapping: str) -> list[str]:
        root = Root.at(tmp_path, mapping=mapping_of(mapping))
        return [one.digest for one in walk([root], lambda path, reason: None)]

    records = [{"title": "Лодка", "тело": LONG}, {"title": "Якорь", "text": LONG}]
    written(tmp_path, "а.json", json.dumps(records))
    plain, mapped = digests(), digests("text=тело")
    assert [a == b for a, b in zip(plain, mapped, strict=True)] == [False, True]
