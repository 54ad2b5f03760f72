"""Counts and dates in the language of the page."""

import doctest
from datetime import datetime, timedelta, timezone
from types import ModuleType

import pytest

from svodka.indexer import notice
from svodka.indexer.notice import Notice
from svodka.webapp.app import create_app
from svodka.webapp.presentation import paging, wording

APP = create_app()


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


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
def test_counts_agree_in_russian(number: int, sentence: str) -> None:
    with APP.test_request_context():
        assert plain(wording.found(number)) == sentence
        assert plain(wording.articles(number)) == sentence.partition(" ")[2]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "0 articles found"),
        (1, "1 article found"),
        (2, "2 articles found"),
        (21, "21 articles found"),
        (1001, "1,001 articles found"),
        (1_234_567, "1,234,567 articles found"),
    ],
)
def test_counts_agree_in_english(number: int, sentence: str) -> None:
    with APP.test_request_context(headers={"Accept-Language": "en"}):
        assert plain(wording.found(number)) == sentence


@pytest.mark.parametrize(
    ("iso", "day", "moment", "english"),
    [
        ("2024-08-19", "19 августа 2024", "19 августа 2024", "19 August 2024"),
        (
            "2024-05-01T09:05:00+03:00",
            "1 мая 2024",
            "1 мая 2024, 09:05 (МСК)",
            "1 May 2024, 09:05 (MSK)",
        ),
        ("2024-05-01T09:05:00", "1 мая 2024", "1 мая 2024, 09:05", "1 May 2024, 09:05"),
        (
            "2013-05-01T09:05:00+03:00",
            "1 мая 2013",
            "1 мая 2013, 09:05 (UTC+3)",
            "1 May 2013, 09:05 (UTC+3)",
        ),
        (
            "2024-05-01T09:05:00-03:30",
            "1 мая 2024",
            "1 мая 2024, 09:05 (UTC−3:30)",
            "1 May 2024, 09:05 (UTC−3:30)",
        ),
        (
            "2024-05-01T09:05:00+00:00",
            "1 мая 2024",
            "1 мая 2024, 09:05 (UTC)",
            "1 May 2024, 09:05 (UTC)",
        ),
        ("1999-12-31", "31 декабря 1999", "31 декабря 1999", "31 December 1999"),
        ("2024-02-30", "2024-02-30", "2024-02-30", "2024-02-30"),
        ("2024-08-19Tполдень", "19 августа 2024", "19 августа 2024", "19 August 2024"),
        ("вчера", "вчера", "вчера", "вчера"),
    ],
)
def test_dates_are_written_out(iso: str, day: str, moment: str, english: str) -> None:
    with APP.test_request_context():
        assert plain(wording.day(iso)) == day
        assert plain(wording.moment(iso)) == moment
    with APP.test_request_context(headers={"Accept-Language": "en"}):
        assert plain(wording.moment(iso)) == english


def test_notices_are_said_in_the_language_of_the_page() -> None:
    notices = (
        "Просто слова",
        Notice("Непарная скобка не учтена."),
        Notice("Не встречается: %(words)s.", words="«100 %»"),
    )
    with APP.test_request_context():
        assert [*map(wording.notice_text, notices)] == [*notices]
    with APP.test_request_context(headers={"Accept-Language": "en"}):
        assert [*map(wording.notice_text, notices)] == [
            "Просто слова",
            "An unpaired bracket is ignored.",
            "Not found: «100 %».",
        ]


@pytest.mark.parametrize("module", [paging, notice])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0


MOMENT = datetime(2024, 8, 19, 14, 5, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (-100, "только что", "just now"),
        (0, "только что", "just now"),
        (59.9, "только что", "just now"),
        (60, "1 минуту назад", "1 minute ago"),
        (179, "2 минуты назад", "2 minutes ago"),
        (300, "5 минут назад", "5 minutes ago"),
        (11 * 60, "11 минут назад", "11 minutes ago"),
        (21 * 60, "21 минуту назад", "21 minutes ago"),
        (3599, "59 минут назад", "59 minutes ago"),
        (3600, "1 час назад", "1 hour ago"),
        (2 * 3600 - 1, "1 час назад", "1 hour ago"),
        (22 * 3600, "22 часа назад", "22 hours ago"),
        (24 * 3600 - 1, "23 часа назад", "23 hours ago"),
        (24 * 3600, "1 день назад", "1 day ago"),
        (3 * 24 * 3600, "3 дня назад", "3 days ago"),
        (7 * 24 * 3600 - 1, "6 дней назад", "6 days ago"),
        (7 * 24 * 3600, "19 августа 2024", "19 August 2024"),
        (1000 * 24 * 3600, "19 августа 2024", "19 August 2024"),
    ],
)
def test_ages_are_whole_and_agree(seconds: float, russian: str, english: str) -> None:
    for language, sentence in (("ru", russian), ("en", english)):
        with APP.test_request_context(headers={"Accept-Language": language}):
            assert plain(wording.ago(MOMENT, MOMENT.timestamp() + seconds)) == sentence
