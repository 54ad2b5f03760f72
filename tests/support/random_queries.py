"""Random queries, and what must hold of the tree of each query."""

from hypothesis import strategies as st

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
