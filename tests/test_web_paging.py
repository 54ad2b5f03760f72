"""Which page numbers are offered, and how parameters are read."""

import pytest

from webapp.paging import offered
from webapp.parameters import Ask, ParameterError, read


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
    assert read({"q": "нефть", "page": "3", "limit": "100", "sort": "oldest"}) == Ask("нефть", 3, 100, "oldest")


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", bad) for bad in ("0", "-1", "1e9", "٣", "1_0", " 1", "1\n", "1001", "9" * 5000, "\x00", "две")]
    + [("limit", bad) for bad in ("0", "101", "10.0")]
    + [("sort", bad) for bad in ("новые", "Newest", "relevance ", "__class__")],
)
def test_a_bad_parameter_is_named(name: str, value: str) -> None:
    with pytest.raises(ParameterError, match=f"«{name}»"):
        read({name: value})
