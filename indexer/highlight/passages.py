"""The passages of an article to show, however long it is."""

from collections.abc import Sequence
from itertools import islice

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.budget import Budget
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import Marked, parts, words_of
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.query.tree import Node, Nothing

PARTS = 5  # parts of a very long text that are searched for passages
LEAD = 1_000  # characters to read if the budget is spent


def passages(
    text: str, tree: Node, budget: Budget, stored: Tokens | None = None
) -> Sequence[Marked]:
    """Return the best passages of a text.

    For a text longer than a book, those of its first part with matches. If the budget is spent, the
    lead. ``stored`` are the words of the text, if an engine has them.
    """
    first: Sequence[Marked] = ()
    for start, part in islice(parts(text), PARTS):
        if not budget.left():
            break
        found = snippets(tree, words_of(part, start, budget, stored))
        if any(passage.marks for passage in found):
            return found
        first = first or found
    return first or snippets(Nothing(), Words(text[:LEAD]))
