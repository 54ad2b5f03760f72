"""Paging: offered page numbers, parsing of parameters, and addresses."""

from typing import Any

import pytest
from flask import request
from web_fake import FakeSearch
from werkzeug.datastructures import MultiDict

from svodka.indexer.query.filters import NO_FILTERS, Filters
from svodka.webapp.app import create_app
from svodka.webapp.parameters import Ask, ParameterError, read
from svodka.webapp.presentation.paging import offered
from svodka.webapp.presentation.rendering import address, results_url


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [
        (1, 1, "1"),
        (1, 3, "1 2 3"),
        (1, 9, "1 2 3 … 9"),
        (4, 9, "1 2 3 4 5 6 … 9"),
        (5, 9, "1 2 3 4 5 6 7 8 9"),
        (6, 12, "1 … 4 5 6 7 8 … 12"),
        (12, 12, "1 … 10 11 12"),
        (40, 12, "1 … 12"),
        (1, 0, ""),
    ],
)
def test_pages_around_the_present_one(page: int, pages: int, numbers: str) -> None:
    assert " ".join(str(number or "…") for number in offered(page, pages)) == numbers


def test_defaults() -> None:
    assert read({}) == read({"page": "", "limit": "", "sort": ""}) == Ask("", 1, 10, "relevance")
    assert read({"q": "нефть", "page": "3", "limit": "100", "sort": "oldest"}) == Ask(
        "нефть", 3, 100, "oldest"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", bad)
        for bad in ("0", "-1", "1e9", "٣", "1_0", " 1", "1\n", "1001", "9" * 5000, "\x00", "две")
    ]
    + [("limit", bad) for bad in ("0", "101", "10.5")]
    + [("sort", bad) for bad in ("новые", "Newest", "relevance ", "__class__")],
)
def test_a_bad_parameter_is_named(name: str, value: str) -> None:
    with pytest.raises(ParameterError, match=f"«{name}»"):
        read({name: value})


def test_filters_are_read() -> None:
    arguments = MultiDict(
        [("q", "нефть"), ("from", "2024-03"), ("to", "2024"), ("source", "ТАСС"), ("source", "РИА")]
    )
    arguments.update([("source", "ТАСС"), ("source", ""), ("place", "Баку"), ("person", "")])
    assert read(arguments).filters == Filters(
        "2024-03-01", "2024-12-31", source=("ТАСС", "РИА"), place=("Баку",)
    )
    assert read({"from": "", "to": "", "source": ""}).filters == NO_FILTERS
    assert read({"counts": "1"}).count


ASK = Ask("нефть", 3, sort="newest", filters=Filters("2024-03-01", None, source=("ТАСС", "РИА")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Filters("2024-03-01", None, source=("ТАСС", "РИА"))),
        ({"add": ("source", "ТАСС")}, Filters("2024-03-01", None, source=("ТАСС", "РИА"))),
        (
            {"add": ("place", "Баку")},
            Filters("2024-03-01", None, source=("ТАСС", "РИА"), place=("Баку",)),
        ),
        ({"add": ("to", "2024-03")}, Filters("2024-03-01", "2024-03-31", source=("ТАСС", "РИА"))),
        ({"add": ("date", "2023")}, Filters("2023-01-01", "2023-12-31", source=("ТАСС", "РИА"))),
        ({"drop": ("source", "ТАСС")}, Filters("2024-03-01", None, source=("РИА",))),
        ({"drop": ("source", "нет")}, Filters("2024-03-01", None, source=("ТАСС", "РИА"))),
        ({"drop": ("source",)}, Filters("2024-03-01", None)),
        ({"drop": ("from",)}, Filters(source=("ТАСС", "РИА"))),
        ({"drop": ("to",)}, Filters("2024-03-01", None, source=("ТАСС", "РИА"))),
        ({"drop": ("date",)}, Filters(source=("ТАСС", "РИА"))),
        ({"drop": ("filters",)}, NO_FILTERS),
        ({"drop": ("filters",), "add": ("place", "Баку")}, Filters(place=("Баку",))),
    ],
)
def test_a_request_with_other_filters_begins_at_its_first_page(
    changes: dict[str, Any], expected: Filters
) -> None:
    other = ASK.replace(**changes)
    assert (other.query, other.sort, other.page) == ("нефть", "newest", 1)
    assert other.filters == expected


@pytest.mark.parametrize(
    "wrong", [("from", "2025-02-30"), ("date", "x"), ("site", "ТАСС"), ("to", "2023")]
)
def test_what_is_no_filter_cannot_be_added(wrong: tuple[str, str]) -> None:
    with pytest.raises(ParameterError):
        ASK.replace(add=wrong)


@pytest.mark.parametrize(
    "ask",
    [ASK, Ask(""), Ask("а&б=в #%\u00a0«»", correct=False), ASK.replace(page=7, drop=("date",))],
)
def test_what_is_written_into_an_address_is_read_back(ask: Ask) -> None:
    app = create_app(search=FakeSearch([]))
    with app.test_request_context():
        url = results_url(ask, page=ask.page)
    with app.test_request_context(url):
        assert read(request.args) == ask


def test_an_address_says_only_what_is_not_as_by_default() -> None:
    with create_app(search=FakeSearch([])).test_request_context():
        assert (
            results_url("нефть")
            == results_url(Ask("нефть", 5))
            == "/search?q=%D0%BD%D0%B5%D1%84%D1%82%D1%8C"
        )
        assert results_url(Ask("a"), page=2, sort="oldest") == "/search?q=a&page=2&sort=oldest"
        assert results_url(Ask("a", 4), add=("place", "Rome")) == "/search?q=a&place=Rome"
        assert (
            address("api.search", Ask("a", correct=False), query="b")
            == "/api/search?q=b&as_typed=1"
        )
