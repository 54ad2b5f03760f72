"""JSON, JSONL and CSV: names of fields, kinds of values, ids, damage."""

import json
from pathlib import Path
from typing import Any

import pytest

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Candidate, Root, read, walk


def record(**fields: Any) -> Article:
    return read(Candidate("а.json", "0" * 32, "record", json.dumps(fields).encode(), "record 1"))


def collect(folder: Path) -> tuple[list[Article], list[str]]:
    skipped: list[str] = []
    found = list(walk([Root.at(folder)], lambda path, reason: skipped.append(f"{path}: {reason}")))
    return [read(candidate) for candidate in found], skipped


PAROM = Article(
    "7",
    "Паром",
    "Плывёт.",
    "а.json",
    "2024-08-19",
    "Окские вести",
    "Транспорт",
    "Пётр Гусев, Анна Белова",
    "http://example.org/7",
)


@pytest.mark.parametrize(
    "names",
    [
        ("id", "title", "text", "date", "source", "section", "author", "url"),
        ("ID", "Headline", "Content", "published_at", "Publisher", "Rubric", "authors", "link"),
        ("ид", "заголовок", "текст", "дата", "источник", "рубрика", "автор", "ссылка"),
        ("id", "Название", "Содержание", "pubDate", "channel", "тема", "автор", "Адрес"),
        ("id", "title", "article_text", "datetime", "source", "category", "author", "url"),
    ],
)
def test_names_of_fields(names: tuple[str, ...]) -> None:
    values = (
        7,
        " Паром ",
        "Плывёт.\n",
        "19.08.2024",
        {"name": "Окские вести"},
        ["Транспорт"],
        ["Пётр Гусев", "Анна Белова"],
        PAROM.url,
    )
    assert record(**dict(zip(names, values, strict=True))) == PAROM


@pytest.mark.parametrize(
    ("fields", "title", "text"),
    [
        ({"title": 2024, "text": "Итоги."}, "2024", "Итоги."),
        ({"title": "Паром", "text": ["Плывёт.", "Гудит."]}, "Паром", "Плывёт.\nГудит."),
        ({"title": "Паром", "text": None}, "Паром", ""),
        ({"title": float("nan"), "text": "Плывёт."}, "Плывёт.", "Плывёт."),
        ({"title": "Паром", "text": "Паром\n\nПлывёт."}, "Паром", "Плывёт."),
        ({"text": "Паром\nПлывёт."}, "Паром", "Плывёт."),
        ({"title": "Па\nром", "text": "Плывёт.\r\nГудит."}, "Па ром", "Плывёт.\nГудит."),
        (
            {
                "title": "<b>Паром</b>",
                "text": "<p>Плывёт&nbsp;он.</p><p>Гудит<br>долго.</p><script>x()</script>",
            },
            "Паром",
            "Плывёт\xa0он.\nГудит\nдолго.",
        ),
        ({"title": "&laquo;Паром&raquo;", "text": "Соль &amp; лён."}, "«Паром»", "Соль & лён."),
        ({"title": "Паром", "text": "5 < 7 и a<b, так-то"}, "Паром", "5 < 7 и a<b, так-то"),
    ],
)
def test_values(fields: dict[str, Any], title: str, text: str) -> None:
    article = record(**fields)
    assert (article.title, article.text) == (title, text)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": 1}, "has neither a title nor a text"),
        ({"title": "  ", "text": "\n"}, "has neither a title nor a text"),
        ({"text": {"a": 1}}, "its text is an object, not a text"),
        ({"text": [["a"]]}, "its text is a list, not a text"),
        ({"title": "\ud800"}, r"its title holds half of a character: the lone surrogate \\ud800"),
        ({"title": "Паром\x00"}, "binary: it holds NUL characters"),
    ],
)
def test_bad_values(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SourceError, match=f"^record 1: {reason}$"):
        record(**fields)


@pytest.mark.parametrize(
    ("given", "id"),
    [
        (7, "7"),
        (7.0, "7"),
        ("007", "007"),
        ("news-1_a.b~c", "news-1_a.b~c"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_safe_ids_are_kept(given: Any, id: str) -> None:
    assert record(id=given, title="Паром").id == id


def test_unsafe_ids_are_made_safe_and_stay_apart() -> None:
    given = [
        "а/б",
        "а б",
        "a b",
        "a/b",
        ".",
        "..",
        "x" * 201,
        "x" * 202,
        "https://example.org/1?a=b",
        "é",
    ]
    ids = [record(id=item, title="Паром").id for item in given]
    ids += [record(id=ids[0], title="Паром").id]
    assert len(set(ids)) == len(given) + 1
    assert all(
        len(id) <= 200 and id.isascii() and not set(id) & set(" /?%") and id.strip(".")
        for id in ids
    )
    assert ids[3].startswith("a-b~")


def test_ids_are_the_same_on_every_machine() -> None:
    assert record(title="Паром", text="Плывёт.", date="2024-08-19").id == "7efd414258d9d1136668"
    assert record(title="Паром", url="http://example.org/7").id == "be05113c83df9e62402f"
    assert record(id="а б", title="Паром").id == "~a23f72eaddb8642b4c0a47e7ab99c768"


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        ('[{"title": "А"}, {"title": "Б"}]', ["А", "Б"]),
        ('[{"title": "А", "views": NaN}, {"title": "Б", "views": 1e400}]', ["А", "Б"]),
        ('{"title": "Лента", "items": [{"title": "А"}, {"title": "Б"}]}', ["А", "Б"]),
        ('{"meta": {"n": 1}, "data": {"articles": [{"title": "А"}]}}', ["А"]),
        ('{"title": "А", "text": "Б.", "items": [{"title": "не статья"}]}', ["А"]),
        ('{"title": "А"}\n{"title": "Б"}\n', ["А", "Б"]),
        ('\ufeff [ {"title" : "А"} , ] ', ["А"]),
        ('{"data": {"title": "А"}}', ["А"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_shapes_of_json(tmp_path: Path, content: str, titles: list[str], encoding: str) -> None:
    (tmp_path / "а.json").write_bytes(content.encode(encoding, "ignore"))
    articles, skipped = collect(tmp_path)
    assert ([article.title for article in articles], skipped) == (titles, [])


def test_one_object_is_one_article_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "а.json").write_text('{"title": "А", "text": "Раз."}')
    before = collect(tmp_path)[0][0].id
    (tmp_path / "а.json").write_text('{"title": "Б", "text": "Два."}')
    assert collect(tmp_path)[0][0].id == before


@pytest.mark.parametrize(
    ("content", "count", "reason"),
    [
        ('[{"title": "А"}, 5, {"title": "Б"}]', 2, "а.json: record 2: not an object"),
        (
            '[{"title": "А"},\n{"title" "Б"}]',
            1,
            "а.json: broken JSON near line 2: Expecting ':' delimiter; the rest of it was not read",
        ),
        (
            '[{"title": "А"}',
            1,
            "а.json: broken JSON near line 1: the file ends where ',' was expected; the rest of "
            "it was not read",
        ),
        ("[" * 100_000, 0, "а.json: JSON that is nested too deeply"),
        ('{"a":' * 100_000, 0, "а.json: JSON that is nested too deeply"),
        ('[{"id": ' + "9" * 5000 + "}]", 0, "а.json: JSON with a number that is too long"),
        ("5", 0, "а.json: record 1: not an object"),
        ("[]", 0, "а.json: holds no records"),
        ("", 0, "а.json: holds no records"),
    ],
)
def test_damaged_json(tmp_path: Path, content: str, count: int, reason: str) -> None:
    (tmp_path / "а.json").write_text(content)
    articles, skipped = collect(tmp_path)
    assert (len(articles), skipped[0]) == (count, reason)


def test_a_json_file_larger_than_the_window(tmp_path: Path) -> None:
    records = [{"id": n, "title": f"Номер {n}", "text": '\\"{[ю' * (n * 150)} for n in range(80)]
    (tmp_path / "а.json").write_text(json.dumps(records, indent=2, ensure_ascii=False))
    articles, skipped = collect(tmp_path)
    assert [(a.id, a.text) for a in articles] == [(str(r["id"]), r["text"]) for r in records]
    assert not skipped


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "koi8-r", "utf-16"])
def test_tables(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [
        ["Заголовок", "Дата", "Текст"],
        ["Паром", "19.08.2024", '"Плывёт; он,\n\nгудит\t""долго|"""'],
        ["Лодка", "", "Стоит."],
        ["", "", ""],
    ]
    (tmp_path / "а.csv").write_bytes(
        "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    )
    articles, skipped = collect(tmp_path)
    assert not skipped
    assert [(a.title, a.date, a.text) for a in articles] == [
        ("Паром", "2024-08-19", 'Плывёт; он,\nгудит\t"долго|"'),
        ("Лодка", None, "Стоит."),
    ]


def test_quotation_marks_in_a_table_without_quoting(tmp_path: Path) -> None:
    (tmp_path / "а.tsv").write_text(
        'title\ttext\n"Ока" и "Кама"\t"Плывёт", - сказал он\nДва\tТри\n'
    )
    assert [(a.title, a.text) for a in collect(tmp_path)[0]] == [
        ('"Ока" и "Кама"', '"Плывёт", - сказал он'),
        ("Два", "Три"),
    ]


def test_a_stray_quotation_mark_does_not_swallow_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svodka.indexer.sources.csv_records.CAP", 1000)
    (tmp_path / "а.csv").write_text(
        'title,text\nПаром,Плывёт.\nТелега,"Едет.\n' + "Дом,Стоит.\n" * 500
    )
    articles, skipped = collect(tmp_path)
    assert [a.title for a in articles] == ["Паром"]
    assert skipped == ["а.csv: record 2: a field larger than 0 MB; the rest of it was not read"]


def test_damaged_tables(tmp_path: Path) -> None:
    (tmp_path / "а.csv").write_text(
        'title,text\nПаром,"Плывёт."\nЛишнее,раз,два\nТелега,"Едет\nДом,Стоит'
    )
    articles, skipped = collect(tmp_path)
    assert [a.title for a in articles] == ["Паром"]
    assert skipped == [
        "а.csv: record 2: has 3 fields, and the header 2",
        "а.csv: record 3: a quotation mark opens here and is never closed",
    ]
