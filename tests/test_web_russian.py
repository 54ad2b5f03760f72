"""Counts and dates in Russian."""

import doctest
from types import ModuleType

import pytest

from webapp import paging, russian


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "Найдено 0 статей"),
        (1, "Найдена 1 статья"),
        (2, "Найдено 2 статьи"),
        (4, "Найдено 4 статьи"),
        (5, "Найдено 5 статей"),
        (11, "Найдено 11 статей"),
        (12, "Найдено 12 статей"),
        (14, "Найдено 14 статей"),
        (21, "Найдена 21 статья"),
        (22, "Найдено 22 статьи"),
        (25, "Найдено 25 статей"),
        (37, "Найдено 37 статей"),
        (101, "Найдена 101 статья"),
        (111, "Найдено 111 статей"),
        (112, "Найдено 112 статей"),
        (1001, "Найдена 1001 статья"),
        (10_000, "Найдено 10 000 статей"),
        (1_234_567, "Найдено 1 234 567 статей"),
    ],
)
def test_counts_agree(number: int, sentence: str) -> None:
    assert russian.found(number).replace("\xa0", " ") == sentence


@pytest.mark.parametrize(
    ("iso", "day", "moment"),
    [
        ("2024-08-19", "19 августа 2024", "19 августа 2024"),
        ("2024-05-01T09:05:00+03:00", "1 мая 2024", "1 мая 2024, 09:05"),
        ("1999-12-31", "31 декабря 1999", "31 декабря 1999"),
        ("2024-02-30", "2024-02-30", "2024-02-30"),
        ("2024-08-19Tполдень", "19 августа 2024", "19 августа 2024"),
        ("вчера", "вчера", "вчера"),
    ],
)
def test_dates_are_written_out(iso: str, day: str, moment: str) -> None:
    assert russian.day(iso).replace("\xa0", " ") == day
    assert russian.moment(iso).replace("\xa0", " ") == moment


@pytest.mark.parametrize("module", [russian, paging])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
