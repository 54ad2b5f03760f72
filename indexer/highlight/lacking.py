"""The words of a query that an article lacks."""

from collections.abc import Mapping, Sequence

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.highlight.marks import parts as stretches
from svodka.indexer.highlight.marks import words_of
from svodka.indexer.highlight.occurrences import TextField, absent
from svodka.indexer.query.tree import Named, Node


def lacking(
    parts: Sequence[Node],
    article: Article,
    budget: Budget,
    stored: Mapping[TextField, Tokens | None],
) -> list[Node]:
    """Return the parts of a query that match neither in the title nor in the text.

    A cognate does not count as the word. Empty if the budget ends before the text does. ``stored``
    has the words of title and text, if an engine has them.
    """
    if not parts:
        return []
    left = [_without_cognates(part) for part in parts]
    fields: tuple[TextField, TextField] = ("title", "text")
    for field in fields:
        for start, text in stretches(getattr(article, field)):
            if not budget.left():
                return []
            found = words_of(text, start, budget, stored.get(field))
            left = absent(left, found, field)
            if not left:
                return []
    return left


def _without_cognates(part: Node) -> Node:
    if not isinstance(part, Named):
        return part
    return Named(part.said, part.others) if part.others else part.said
