"""Dates and periods after «дата:»."""

from datetime import date

import pytest

from svodka.indexer.query.dates import extent, period
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import DateRange

TODAY = date(2024, 3, 31)

READ = [
    ("2024", "2024-01-01", "2024-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2024-03-01", "2024-03-01", "2024-03-01"),
    ("20240301", "2024-03-01", "2024-03-01"),
    ("01.03.2024", "2024-03-01", "2024-03-01"),
    ("1.3.2024", "2024-03-01", "2024-03-01"),
    ("12.2023", "2023-12-01", "2023-12-31"),
    ("март 2024", "2024-03-01", "2024-03-31"),
    ("Марта 2024 года", "2024-03-01", "2024-03-31"),
    ("1 марта 2024", "2024-03-01", "2024-03-01"),
    ("2024 г.", "2024-01-01", "2024-12-31"),
    ("март", "2024-03-01", "2024-03-31"),
    ("апрель", "2023-04-01", "2023-04-30"),
    ("сегодня", "2024-03-31", "2024-03-31"),
    ("вчера", "2024-03-30", "2024-03-30"),
    ("неделя", "2024-03-25", "2024-03-31"),
    ("месяц", "2024-03-01", "2024-03-31"),
    ("2023..2024", "2023-01-01", "2024-12-31"),
    ("2024..2023", "2023-01-01", "2024-12-31"),
    ("01.03.2024 .. 05.03.2024", "2024-03-01", "2024-03-05"),
    ("2024-03..", "2024-03-01", None),
    ("..2024-03", None, "2024-03-31"),
    (">2024-03", "2024-04-01", None),
    (">=2024-03", "2024-03-01", None),
    ("<2024-03", None, "2024-02-29"),
    ("<= 2024-03", None, "2024-03-31"),
    ("март 2024..май 2024", "2024-03-01", "2024-05-31"),
]


RANGES = [
    ("2023—2024", "2023-01-01", "2024-12-31"),
    ("2023–2024", "2023-01-01", "2024-12-31"),
    ("2023-2024", "2023-01-01", "2024-12-31"),
    ("2023 — 2024 гг.", "2023-01-01", "2024-12-31"),
    ("2023…2024", "2023-01-01", "2024-12-31"),
    ("2024-03—2024-05", "2024-03-01", "2024-05-31"),
    ("01.03.2024-05.03.2024", "2024-03-01", "2024-03-05"),
    ("20240301-20240401", "2024-03-01", "2024-04-01"),
    ("1–5 марта 2024", "2024-03-01", "2024-03-05"),
    ("1 марта — 5 апреля 2024", "2024-03-01", "2024-04-05"),
    ("март—май 2023", "2023-03-01", "2023-05-31"),
    ("ноябрь — февраль 2024", "2023-11-01", "2024-02-29"),
    ("2023—", "2023-01-01", None),
    ("—2024", None, "2024-12-31"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_a_range_may_have_a_dash(text: str, first: str | None, last: str | None) -> None:
    assert period(text, TODAY) == DateRange(first, last)
    assert extent(text, 0) == len(text)


@pytest.mark.parametrize(("query", "date_text"), [("дата:2023—мост порт", "2023—мост")])
def test_a_date_that_goes_on_is_said_to_be_none(query: str, date_text: str) -> None:
    parsed = parse(query, today=TODAY)
    assert parsed.tree == parse("порт").tree
    assert any(date_text in notice for notice in parsed.notices)


@pytest.mark.parametrize(("text", "first", "last"), READ)
def test_reads_a_period(text: str, first: str | None, last: str | None) -> None:
    assert period(text, TODAY) == DateRange(first, last)
    assert extent(text, 0) == len(text)


@pytest.mark.parametrize(
    "text",
    ["", "..", ">", "31.02.2024", "2024-13", "0000", "когда-то", ">9999", "<0001", ">2023..2024"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("март 2024 порт", " порт"),
        ("мартовский", "мартовский"),
        ("2024 порт", " порт"),
        ("2024-03-01 год", ""),
        ("10 000", "10 000"),
    ],
)
def test_a_period_ends_where_other_words_begin(text: str, rest: str) -> None:
    assert text[extent(text, 0) :] == rest


def test_the_last_month_before_a_short_one_begins_after_its_last_day() -> None:
    assert period("месяц", date(2024, 1, 15)) == DateRange("2023-12-16", "2024-01-15")
