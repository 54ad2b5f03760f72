"""A short form of ``support/bombs.py``: the quick bombs, with bounded memory and time."""

from pathlib import Path

import pytest
from bombs import BOMBS, fault, index, write
from running import Svodka
from sources_zoo import story

from svodka.indexer.sources.pages.html_tree import MOST_ATTRIBUTES, bounded

QUICK = (
    *("слово.txt", "строка 10 МБ.txt", "100 МБ.txt", "кавычки.txt", "башни.txt"),
    *("вложенность.html", "свойства.html", "смех.html", "чужое.html", "100 МБ.html"),
    *("скобки.md", "скобки 2 МБ.md", "ссылки на себя.md", "команда.md", "глубина.md"),
    *(
        "глубина.json",
        "глубокие списки.json",
        "число.json",
        "бесконечность.json",
        "запись 100 МБ.jsonl",
    ),
    *(
        "обломки.jsonl",
        "ячейка 50 МБ.csv",
        "кавычки.csv",
        "нули.txt.gz",
        "страница.html.gz",
        "скобки.json.gz",
    ),
    *("нули.txt.bz2", "нули.jsonl.xz", "нули.zip", "матрёшка.zip", "имя.tgz", "страницы.warc"),
    *("смех.xml", "чужое.rss", "глубина.xml", "поля.xml", "смех.docx", "нули.docx", "глубина.docx"),
    *(
        "пробелы.odt",
        "нули.xlsx",
        "нули.ods",
        "нули.epub",
        "смех.fb2",
        "скобки.rtf",
        "мусор.rtf",
        "мусор.pdf",
    ),
    *("объекты.pdf", "части.eml", "вложенные части.eml", "куски.json"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quick bombs, and an article that sorts after all of them."""
    folder = tmp_path_factory.mktemp("bombs")
    for name in QUICK:
        write(folder, name)
    (folder / "ящерица.txt").write_text(story("ящерица"), "utf-8")
    return folder


def test_bombs_are_indexed_or_skipped_within_bounds(folder: Path, tmp_path: Path) -> None:
    outcome = index(folder, tmp_path / "index", memory=1024, seconds=60)
    assert {name: wrong for name in QUICK if (wrong := fault(name, outcome))} == {}
    told = [*outcome.report["skipped"], *outcome.report["notes"]]  # type: ignore[misc]
    assert len(outcome.err.splitlines()) == len(told) < 2000
    svodka = Svodka(tmp_path / "index")
    assert svodka.found("ящерица") == ["ящерица.txt"]
    assert svodka.found("root:x:0:0") == []
    assert {"чужое.html", "чужое.rss"} <= set(svodka.found("набережную"))


def test_every_bomb_is_of_use() -> None:
    assert set(QUICK) <= {name for name, bomb in BOMBS.items() if not bomb.slow}


@pytest.mark.parametrize("value", ["", "=1", "='1 2'", '="a b"', " = 1"])
def test_a_tag_keeps_its_first_attributes(value: str) -> None:
    tag = "<p " + " ".join(f"name{n}{value}" for n in range(MOST_ATTRIBUTES + 50)) + ">слово</p>"
    kept = bounded(tag)
    assert f"name{MOST_ATTRIBUTES - 5}" in kept
    assert f"name{MOST_ATTRIBUTES + 5}" not in kept
    assert kept.endswith(">слово</p>")


@pytest.mark.parametrize(
    "html",
    [
        f'<meta name="description" content="{"длинное описание " * 200}">',
        f"<!-- {'слово ' * 500} -->",
        f"<p>{'слово ' * 500}</p>",
    ],
)
def test_long_tags_of_few_attributes_stay(html: str) -> None:
    assert bounded(html) == html
