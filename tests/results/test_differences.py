"""Differences of two texts, as an editor marks them: [-deleted-], {+inserted+}."""

import random
import time
from itertools import pairwise

import pytest

from svodka.indexer.results.comparison import MergedParagraph, differences, side_by_side


def marked(earlier: str, later: str) -> str:
    return " | ".join(map(shown, differences(earlier, later)))


def shown(merged: MergedParagraph) -> str:
    ranges = [(*span, "[-{}-]") for span in merged.deleted] + [
        (*span, "{{+{}+}}") for span in merged.inserted
    ]
    text = merged.text
    for start, stop, frame in sorted(ranges, reverse=True):
        text = text[:start] + frame.format(text[start:stop]) + text[stop:]
    return text


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("Мост открыт.", "Мост открыт.", "Мост открыт."),
        (
            "Мост закрыт на ремонт.",
            "Мост открыт на ремонт.",
            "Мост [-закрыт-] {+открыт+} на ремонт.",
        ),
        ("Мост через реку открыт.", "Мост открыт.", "Мост [-через реку-] открыт."),
        ("Мост открыт.", "Новый мост открыт.", "{+Новый+} мост открыт."),
        ("Мост открыт сегодня.", "Мост открыт.", "Мост открыт. [-сегодня-]"),
        ("Всё готово, Пётр!", "**все** готово — Петр…", "**все** готово — Петр…"),
        ("Сбиты 52 дрона.", "Сбиты 8 дронов.", "Сбиты [-52 дрона-] {+8 дронов+}."),
        ("Курс — 99,5 рубля.", "Курс — 101 рубль.", "Курс — [-99,5 рубля-] {+101 рубль+}."),
        ("Раз.\nДва.\nТри.", "Раз.\nТри.", "Раз. | [-Два-] | Три."),
        ("Раз.\nТри.", "Раз.\nДва.\nТри.", "Раз. | {+Два+}. | Три."),
        ("Раз.\nДва.", "Раз.", "Раз. | [-Два-]"),
        ("Раз. Два.\nТри.", "Раз.\nТри.", "Раз. [-Два-] | Три."),
        ("Заголовок\nТекст заметки.", "Текст заметки.", "[-Заголовок-] | Текст заметки."),
        ("Заголовок\nТекст заметки.", "Текст\nзаметки.", "[-Заголовок-] | Текст | заметки."),
        ("", "Слово.", "{+Слово+}."),
        ("Слово.", "", "[-Слово-]"),
        ("", "", ""),
        ("…", "!", "!"),
    ],
)
def test_marks_as_an_editor_would(earlier: str, later: str, expected: str) -> None:
    assert marked(earlier, later) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "rows"),
    [
        ("Мост закрыт.", "Мост открыт!", ["Мост [-закрыт-]. = Мост {+открыт+}!"]),
        ("Всё, Пётр!\nТри.", "все — Петр…\nТри.", ["Всё, Пётр! = все — Петр…", "Три. = Три."]),
        ("Раз.\nДва.\n«Три».", "Раз.\n«Три».", ["Раз.\n[-Два-]. = Раз.", "«Три». = «Три»."]),
        ("Раз два.\nТри.", "Раз\nдва.\nТри.", ["Раз два. = Раз\nдва.", "Три. = Три."]),
        ("", "Слово.", [" = {+Слово+}."]),
        ("Слово.", "", ["[-Слово-]. = "]),
    ],
)
def test_both_texts_stand_side_by_side_as_written(
    earlier: str, later: str, rows: list[str]
) -> None:
    found = side_by_side(earlier, later)
    assert [f"{shown(left)} = {shown(right)}" for left, right in found] == rows


def test_a_word_that_is_the_same_by_chance_does_not_break_a_change_apart() -> None:
    earlier, later = (
        "Весы, Тельцы и Стрельцы обязаны уволиться.",
        "Весам, Тельцам и Стрельцам нужно уволиться.",
    )
    assert (
        marked(earlier, later)
        == "[-Весы, Тельцы и Стрельцы обязаны-] {+Весам, Тельцам и Стрельцам нужно+} уволиться."
    )


@pytest.mark.parametrize("seed", range(40))
def test_both_texts_are_in_the_merged_one(seed: int) -> None:
    """Without insertions, the words are those of the earlier text; without deletions, the later."""
    chance = random.Random(seed)
    words = ["мост", "река", "и", "паром", "станция", "год", "весна", "в"]
    marks = [" ", " ", " ", ", ", ". ", "\n", " — "]
    earlier, later = (
        "".join(chance.choice(words) + chance.choice(marks) for _ in range(30)) for _ in range(2)
    )
    merged = differences(earlier, later)
    assert [
        word for paragraph in merged for word in left(paragraph, paragraph.inserted)
    ] == only_words(earlier)
    assert [
        word for paragraph in merged for word in left(paragraph, paragraph.deleted)
    ] == only_words(later)
    for paragraph in merged:
        for ranges in (paragraph.deleted, paragraph.inserted):
            assert all(a < b for a, b in ranges)
            assert all(b <= c for (_, b), (c, _) in pairwise(ranges))


def left(paragraph: MergedParagraph, without: object) -> list[str]:
    text = paragraph.text
    for start, stop in sorted(without, reverse=True):  # type: ignore[call-overload]
        text = text[:start] + " " + text[stop:]
    return only_words(text)


def only_words(text: str) -> list[str]:
    return "".join(character if character.isalpha() else " " for character in text).split()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Слово дело. " * 80_000, "Слово дело. " * 80_000 + "Конец."),
        ("а. б " * 100_000, "Б. А " * 100_000),
        (" ".join(map(str, range(100_000))), " ".join(map(str, range(0, 300_000, 3)))),
        ("[" * 500_000, "](" * 250_000),
        ("а.\n" * 100_000, "б.\n" * 100_000),
        ("а" * 1_000_000, "а" * 1_000_000 + "б"),
    ],
    ids=["repetition", "letters", "numbers", "brackets", "lines", "one word"],
)
def test_a_megabyte_takes_seconds_and_not_hours(earlier: str, later: str) -> None:
    started = time.process_time()
    differences(earlier, later)
    assert time.process_time() - started < 30


def test_long_texts_are_compared_by_sentences() -> None:
    chance = random.Random(3)
    sentences = [
        " ".join(f"слово{chance.randrange(9000)}" for _ in range(9)) + "." for _ in range(3000)
    ]
    changed = ["Новое начало.", *sentences[1:1500], "Вставка.", *sentences[1500:-1], "Новый конец."]
    merged = differences("\n".join(sentences), "\n".join(changed))
    put_in = [paragraph.text[a:b] for paragraph in merged for a, b in paragraph.inserted]
    assert put_in == ["Новое начало.", "Вставка.", "Новый конец."]
    assert sum(len(paragraph.deleted) for paragraph in merged) == 2
