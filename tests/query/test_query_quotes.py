"""Pairs of quotation marks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.indexer.analysis.quotes import QUOTES, pairs


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("«порт» и „мост“ и “дом” и ‹сад›", ["порт", "мост", "дом", "сад"]),
        ('"порт" и "мост"', ["порт", "мост"]),
        ("«ООО «Порт»»", ["ООО «Порт»", "Порт"]),
        ("«ООО «Порт»", ["ООО «Порт", "Порт"]),
        ('«ООО "Порт"»', ['ООО "Порт"', "Порт"]),
        ('"ООО "Порт""', ['ООО "Порт"', "Порт"]),
        ("«ООО „Порт“»", ["ООО „Порт“", "Порт"]),
        ('" порт "', [" порт "]),
        ('«порт"', ["порт"]),
        ('"порт»', ["порт"]),
        ("“порт“", ["порт"]),
        ('"порт', []),
        ("порт»", []),
        ('порт 5"', []),
    ],
)
def test_pairs(text: str, quoted: list[str]) -> None:
    assert [text[start + 1 : stop] for start, stop in sorted(pairs(text).items())] == quoted


@settings(deadline=None)
@given(st.text(alphabet=[*QUOTES, "а", " ", "("]))
def test_a_pair_is_two_marks_in_order(text: str) -> None:
    for start, stop in pairs(text).items():
        assert start < stop
        assert {text[start], text[stop]} <= set(QUOTES)
