"""What to search for when no article has all words of a query: articles that have most of them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from indexer.canonical import conjunction, disjunction
from indexer.query import (
    And,
    DateRange,
    Everything,
    Form,
    Fuzzy,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Word,
)
from indexer.readback import say

MAX_WORDS = 8  # words of which one may be missing; a longer query is relaxed by its first ones

NOTICE = "Статей со всеми словами нет: показаны статьи, где есть большинство из них."

_REQUIRED = Not | InField | DateRange | Everything | Nothing


def relaxed(tree: Node) -> Iterator[Node]:
    """Weaker queries to try one after another, two at most: without any one word, then with any half of the words.

    Exclusions, fields and dates stay required.
    """
    wanted = words(tree)[:MAX_WORDS]
    if len(wanted) < 2 or not isinstance(tree, And):
        return
    required = [child for child in tree.children if isinstance(child, _REQUIRED)]
    yield _most(wanted, len(wanted) - 1, required)
    half = (len(wanted) + 1) // 2
    if half < len(wanted) - 1:
        yield _most(wanted, half, required)


def words(tree: Node) -> list[Node]:
    """What can be missing of a query: its words, phrases and alternatives."""
    children = tree.children if isinstance(tree, And) else (tree,)
    return [child for child in children if not isinstance(child, _REQUIRED)]


def absences(tree: Node, count: Callable[[Node], int]) -> list[str]:
    """Say why nothing was found: in how many articles each word is, and what rules out the rest. ``count`` searches."""
    wanted = words(tree)[:MAX_WORDS]
    counts = {_label(word): count(word) for word in wanted}
    missing = [label for label, number in counts.items() if not number]
    said = []
    if len(counts) > 1:
        said.append(f"По отдельности: {', '.join(f'{label} — {_articles(n)}' for label, n in counts.items())}.")
    if missing:
        said.append(f"Ни в одной статье нет: {', '.join(missing)}.")
    elif wanted and isinstance(tree, And) and len(wanted) < len(tree.children):
        said.append("Слова есть, но поля, даты и исключения запроса не оставили ни одной статьи.")
    return said


def _label(word: Node) -> str:
    if isinstance(word, Named):
        return _label(word.said)
    return f"«{word.text}»" if isinstance(word, Word | Form | Prefix | Fuzzy | Phrase) else say(word)


def _articles(number: int) -> str:
    tens, ones = number // 10 % 10, number % 10
    few = tens != 1 and 2 <= ones <= 4
    return f"{number} {'статья' if ones == 1 and tens != 1 else 'статьи' if few else 'статей'}"


def _most(wanted: Sequence[Node], number: int, required: Sequence[Node]) -> Node:
    """So many of the words at least, and the more of them the better."""
    some = disjunction(conjunction(few) for few in combinations(wanted, number))
    bonus = [Or((word, Everything())) for word in wanted]
    return conjunction([some, *bonus, *required])
