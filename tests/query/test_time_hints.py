"""Years and dates among the words of a query."""

from datetime import date

import pytest

from svodka.indexer.query.parser import parse
from svodka.indexer.query.time_hints import time_hint
from svodka.indexer.query.tree import DateRange

TODAY = date(2024, 3, 31)


@pytest.mark.parametrize(
    ("query", "periods"),
    [
        ("паводок 2018", [("2018-01-01", "2018-12-31")]),
        ("2018", [("2018-01-01", "2018-12-31")]),
        ("паводок в апреле 2018 года", [("2018-04-01", "2018-04-30")]),
        ("паводок 9 апреля 2018", [("2018-04-09", "2018-04-09")]),
        ("паводок 09.04.2018", [("2018-04-09", "2018-04-09")]),
        ("урожай 2018 и 2019", [("2018-01-01", "2018-12-31"), ("2019-01-01", "2019-12-31")]),
    ],
)
def test_times_with_their_year_are_hints(query: str, periods: list[tuple[str, str]]) -> None:
    hint = time_hint(parse(query).tree, TODAY)
    assert hint
    assert hint.words == tuple(DateRange(*days) for days in periods)
    assert len(hint.weights) == len(periods)


@pytest.mark.parametrize(
    "query",
    [
        "паводок",
        "",
        "паводок в апреле",
        "ЧМ-2018",
        "рейс 154",
        "дата:2018 паводок",
        "НЕ 2018",
        "Ту-154",
    ],
)
def test_other_queries_have_none(query: str) -> None:
    assert time_hint(parse(query).tree, TODAY) is None
