"""The time line as a drawing: positions of its bars and labels, and the same numbers in a table."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from flask import Flask
from web_fake import FakeSearch, articles

from svodka.indexer.engines.records import Bucket, Timeline, Unit
from svodka.webapp.app import create_app
from svodka.webapp.presentation.charts.timeline import LEAST, PLOT, TICKS, Chart, chart
from svodka.webapp.presentation.periods import between, named, short


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    """The names of months need a request, which has a language."""
    with create_app({"TESTING": True}, search=FakeSearch([])).test_request_context():
        yield


def drawn(unit: Unit, first: str, number: int, count: int = 1) -> Chart:
    found = chart(
        Timeline(unit, [Bucket(value, count) for value in stretches(unit, first, number)]),
        "?on={}".format,
    )
    assert found
    return found


def stretches(unit: Unit, first: str, number: int) -> list[str]:
    start = np.datetime64(first, {"day": "D", "month": "M", "year": "Y"}[unit])
    return [str(start + step) for step in range(number)]


@pytest.mark.parametrize("number", [2, 3, 12, 31, 62, 120])
def test_bars_fill_the_width_without_touching(number: int) -> None:
    line = drawn("month", "2015-01", number)
    starts = [float(bar.x.rstrip("%")) for bar in line.bars]
    width = float(line.width.rstrip("%"))
    assert len(line.bars) == number
    assert starts[0] > 0
    assert starts[-1] + width < 100.1
    assert all(one + width < other for one, other in pairwise(starts))
    assert 1 <= len(line.ticks) <= TICKS


def test_heights_are_in_proportion_and_one_article_is_seen() -> None:
    line = chart(
        Timeline(
            "year",
            [Bucket("2022", 1), Bucket("2023", 0), Bucket("2024", 5000), Bucket("2025", 2500)],
        ),
        str,
    )
    assert line
    assert [bar.height for bar in line.bars] == [LEAST, 0, PLOT, PLOT // 2]
    assert [bar.url for bar in line.bars] == ["2022", "", "2024", "2025"], (
        "where there is nothing, nothing is linked"
    )
    assert (line.most.name, line.most.count) == ("2024", 5000)


def test_one_stretch_is_no_line() -> None:
    assert chart(Timeline("day", [Bucket("2024-08-19", 7)]), str) is None
    assert chart(Timeline("year", [], undated=3), str) is None


@pytest.mark.parametrize(
    ("unit", "first", "number", "labels"),
    [
        ("day", "2024-02-27", 5, "27 февр., 28 февр., 29 февр., 1 мар., 2 мар."),
        ("day", "2024-06-01", 31, "1 июн., 7 июн., 13 июн., 19 июн., 25 июн., 1 июл."),
        ("month", "2024-10", 5, "окт. 2024, нояб., дек., янв. 2025, февр."),
        ("month", "2023-11", 14, "янв. 2024, апр., июль, окт."),
        ("month", "2015-03", 118, "янв. 2016, янв. 2018, янв. 2020, янв. 2022, янв. 2024"),
        ("year", "2019", 4, "2019, 2020, 2021, 2022"),
        ("year", "1999", 25, "2000, 2005, 2010, 2015, 2020"),
        ("year", "2021", 2, "2021, 2022"),
    ],
)
def test_labels(unit: Unit, first: str, number: int, labels: str) -> None:
    shown = [tick.text.replace("\xa0", " ") for tick in drawn(unit, first, number).ticks]
    assert ", ".join(shown) == labels


def test_labels_at_the_ends_stay_inside() -> None:
    ticks = drawn("day", "2024-08-01", 61).ticks
    assert (ticks[0].anchor, ticks[0].x) == ("start", "0%")
    ticks = drawn("year", "1980", 41).ticks
    assert (ticks[-1].anchor, ticks[-1].x) == ("end", "100%")


@pytest.mark.parametrize(
    ("value", "full", "brief"),
    [
        ("2024", "2024", "2024"),
        ("2024-05", "май 2024", "май"),
        ("2024-05-09", "9 мая 2024", "9 мая"),
        ("1999-12", "декабрь 1999", "дек."),
    ],
)
def test_stretches_have_names(value: str, full: str, brief: str) -> None:
    assert named(value).replace("\xa0", " ") == full
    assert short(value).replace("\xa0", " ") == brief


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-02-01", "2024-02-29", "февраль 2024"),
        ("2024-12-01", "2024-12-31", "декабрь 2024"),
        ("2024-02-01", "2024-02-28", "1 февраля 2024 – 28 февраля 2024"),
        ("2024-03-05", "2024-03-05", "5 марта 2024"),
        ("2024-03-05", None, "с 5 марта 2024"),
        (None, "2024-03-05", "по 5 марта 2024"),
        ("2023-01-01", "2024-12-31", "1 января 2023 – 31 декабря 2024"),
        ("9999-12-01", "9999-12-31", "декабрь 9999"),
        ("0001-01-01", "0001-12-31", "0001"),
    ],
)
def test_ranges_are_said(since: str | None, until: str | None, said: str) -> None:
    assert between(since, until).replace("\xa0", " ") == said


def test_the_page_draws_it_and_tells_it_in_a_table() -> None:
    app: Flask = create_app({"TESTING": True}, search=FakeSearch(articles(37)))
    html = app.test_client().get("/search?q=товарооборот").text
    found = re.search("<svg.*?</svg>", html, re.DOTALL)
    assert found
    assert "style=" not in found[0]
    drawing = ElementTree.fromstring(found[0])
    bars = {bar.find("title").text: bar for bar in drawing.iter("a")}  # type: ignore[union-attr]
    assert len(bars) == 28
    assert list(bars)[1].replace("\xa0", " ") == "2 августа 2024: 2 статьи"
    assert all(bar.get("tabindex") == "-1" for bar in bars.values()), (
        "a keyboard goes through the table, if it is unfolded"
    )
    rows = re.findall(
        '<tr><th scope="row"><a href="([^"]+)">([^<]+)</a></th><td>([^<]+)</td></tr>', html
    )
    assert [unescape(url) for url, _, _ in rows] == [bar.get("href") for bar in bars.values()]
    assert rows[1][0].endswith("&amp;from=2024-08-02&amp;to=2024-08-02")
    assert rows[1][2] == "2"
