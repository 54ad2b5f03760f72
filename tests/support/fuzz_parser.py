"""Parse many random queries, most of them of the maximum length.

    python tests/support/fuzz_parser.py --examples 20000

Fails at an exception, and at a tree that is not canonical or has no read-back. Also fails at a
parse of more than 50 ms.
"""

import argparse
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import MAX_CHARACTERS, parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import (
    And,
    Everything,
    InField,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    SameSentence,
)

WORDS = ["порт", "южного", "в", "Нью-Йорк", "г.", "т. е. ", "10 000", "1,5", "2024", "март", "🚢"]
BLANKS = [" ", "  ", "\u00a0", "\n", "\x00", "\ud800", "\u0301"]
SIGNS = [
    '"',
    "«",
    "»",
    "„",
    "“",
    "”",
    "(",
    ")",
    "|",
    "&",
    "-",
    " -",
    "\u2212",
    "!",
    "!!",
    "+",
    "~",
    "~2",
    "*",
    "..",
    ">",
]
OPERATORS = [" /3 ", " / ", " И ", " ИЛИ ", " НЕ ", "заголовок:", "сайт:", "дата:"]
#: Words, blanks, signs and operators.
PIECES = st.sampled_from([*WORDS, *BLANKS, *SIGNS, *OPERATORS])
#: Any text, and up to sixty pieces in a row.
QUERIES = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))

MOST = 0.05  # seconds for one parse
AGAIN = 3  # repetitions after a slow parse; the fastest counts, as the machine may be busy

LONG = (
    st.lists(PIECES, min_size=150, max_size=600)
    .map("".join)
    .map(lambda text: text[:MAX_CHARACTERS])
)

slowest = 0.0


def seconds(query: str) -> float:
    """The processor time of one parse."""
    started = time.process_time()
    parse(query)
    return time.process_time() - started


def examine(query: str) -> None:
    global slowest
    tree = parse(query).tree
    if tree != Nothing():
        check(tree)
    assert say(expand(tree))
    took = seconds(query)
    if took > MOST:
        took = min(seconds(query) for _ in range(AGAIN))
    slowest = max(slowest, took)
    assert took <= MOST, f"{took * 1000:.0f} ms for {query!r}"


def check(node: Node) -> None:
    """Assert that a tree, and each tree in it, is canonical."""
    match node:
        case And(children, optional):
            assert len(children) > (0 if optional else 1)
            assert not all(isinstance(child, Not) for child in children)
            assert Everything() not in children or all(
                isinstance(child, Not) for child in children[1:]
            )
            assert not any(isinstance(child, And | Nothing) for child in children)
            assert len(set(children)) == len(children)
        case Or(children):
            assert len(set(children)) == len(children) > 1
            assert not any(isinstance(child, Or | Not | Nothing) for child in children)
        case SameSentence(children):
            assert len(set(children)) == len(children) > 1
        case Not(child) | InField(_, child):
            assert not isinstance(child, Not | Nothing | Everything)
        case Phrase(_, slots):
            assert len(slots) > 1
    for child in getattr(node, "children", [getattr(node, "child", None)]):
        if child is not None:
            check(child)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--examples", type=int, default=20_000)
    examples = options.parse_args().examples
    settings(max_examples=examples, deadline=None, database=None)(
        given(st.one_of(LONG, LONG, QUERIES))(examine)
    )()
    print(f"{examples} queries parsed, the slowest in {slowest * 1000:.1f} ms")


if __name__ == "__main__":
    main()
