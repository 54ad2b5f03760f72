"""Paragraphs and subheadings of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.article import blocks, reads_as_heading

TEXT = """Губернатор открыл новый мост через Оку, который строили четыре года.
О планах на будущее
По его словам, следующим летом начнётся ремонт набережной.

"Мы готовы продолжать", - сказал он.
  Что будет с паромом
Паром останется до конца навигации.
"""


def marked(text: str) -> list[str]:
    return [
        ("# " if block.heading else "") + text[block.start : block.stop] for block in blocks(text)
    ]


def test_subheadings_stand_between_paragraphs() -> None:
    assert marked(TEXT) == [
        "Губернатор открыл новый мост через Оку, который строили четыре года.",
        "# О планах на будущее",
        "По его словам, следующим летом начнётся ремонт набережной.",
        '"Мы готовы продолжать", - сказал он.',
        "# Что будет с паромом",
        "Паром останется до конца навигации.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Урожай в Поволжье",
        "Переговоры в «Загулье»",
        'Встреча в резиденции "Озёрная"',
        "2024 год: итоги",
        "«Волга» обыграла «Каму»",
        "Ту-154 и другие",
    ],
)
def test_headings(line: str) -> None:
    assert reads_as_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Урожай собран.",
        "Что дальше?",
        "Он сказал:",
        "«Мы готовы расширять сеть школ»",
        '"Мы готовы", - ответил он, - "приехать."',
        "- первый пункт списка",
        "— Приезжайте завтра",
        "1) купить билет",
        "и продолжили работу",
        "https://example.org/novost",
        "2024",
        "***",
        "Слово " * 16,
        "Длинное" * 20,
    ],
)
def test_not_headings(line: str) -> None:
    assert not reads_as_heading(line.strip())


def test_a_list_or_a_verse_has_no_headings() -> None:
    assert not any(
        block.heading for block in blocks("Яблоки\nГруши\nСливы\nЭто всё, что осталось на складе.")
    )


def test_the_last_line_is_no_heading() -> None:
    assert marked("Мост открыт.\nИван Петров") == ["Мост открыт.", "Иван Петров"]


def test_two_headings_in_a_row() -> None:
    assert marked("Спорт\nФутбол\nМатч перенесли.") == ["# Спорт", "# Футбол", "Матч перенесли."]


@given(st.text(alphabet="аБ .\n\r\t«»-1", max_size=60))
def test_blocks_cover_all_that_is_not_blank(text: str) -> None:
    covered = "".join(text[block.start : block.stop] for block in blocks(text))
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[b.start : b.stop] == text[b.start : b.stop].strip() != "" for b in blocks(text))
