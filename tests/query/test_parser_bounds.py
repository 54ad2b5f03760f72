"""A query of any length, depth or oddity has a meaning, the same each time."""

import sys

import pytest
from fuzz_parser import QUERIES, check
from hypothesis import given, settings

from svodka.indexer.query.parser import MAX_CHARACTERS, parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import And, Not, Nothing

LONG = "Запрос длиннее 1000 знаков: конец его не учтён."
MANY = "В запросе больше 64 слов: остальные не учтены."
DEEP = "Скобки вложены глубже 20 уровней: внутренние не учтены."


def test_a_long_query_is_cut_at_a_word() -> None:
    parsed = parse("порт " + "я" * 985 + " маяк причал")
    assert say(parsed.tree).endswith("маяк")
    assert parsed.notices == (LONG,)


def test_a_megabyte_is_cut_before_it_is_read() -> None:
    assert parse("порт " * 200_000).notices == (LONG, MANY)
    assert say(parse("я" * 1_000_000).tree) == "я" * MAX_CHARACTERS


def test_words_past_the_bound_are_ignored() -> None:
    words = [f"слово{number}" for number in range(80)]
    parsed = parse(" ".join(words))
    assert isinstance(parsed.tree, And)
    assert len(parsed.tree.children) == 64
    assert parsed.notices == (MANY,)
    assert parse(f"«{' '.join(words)}»").notices == (MANY,)


def test_brackets_past_the_bound_are_ignored() -> None:
    parsed = parse("(порт " * 40 + "мост" + ")" * 40)
    assert say(parsed.tree) == "порт И мост"
    assert parsed.notices == (DEEP,)


@pytest.mark.parametrize(
    "query",
    ["(" * 1000, "((" * 400 + "порт", "-(" * 300, "НЕ " * 300, "!" * 900 + "порт", "«" * 1000],
)
def test_a_thousand_signs_need_no_deep_stack(query: str) -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        assert say(parse(query).tree) in ("ничего", "порт", "только слово «порт»")
    finally:
        sys.setrecursionlimit(limit)


@settings(deadline=None)
@given(QUERIES)
def test_any_input_has_one_meaning_that_can_be_said(query: str) -> None:
    parsed = parse(query)
    assert parse(query) == parsed
    assert say(parsed.tree)
    assert all(notice.endswith(".") for notice in parsed.notices)


@settings(deadline=None)
@given(QUERIES)
def test_the_tree_is_canonical(query: str) -> None:
    tree = parse(query).tree
    assert not isinstance(tree, Not)
    if tree != Nothing():
        check(tree)
