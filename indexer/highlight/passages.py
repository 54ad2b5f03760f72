"""The passages of an article to show, however long it is."""

from collections.abc import Sequence
from itertools import islice

from svodka.indexer.budget import Budget
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import Marked, parts
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.query.tree import Node, Nothing

PARTS = 5  # parts of a very long text that are searched for passages
LEAD = 1_000  # characters to read if the budget is spent


def passages(text: str, tree: Node, budget: Budget) -> Sequence[Marked]:
    """Return the best passages of a text.

    For a text longer than a book, those of its first part with matches. If the budget is spent, the
    lead.
    """
    first: Sequence[Marked] = ()
    for _, part in islice(parts(text), PARTS):
        if not budget.left():
            break
        found = snippets(tree, Words(part, budget.deadline))
        if any(passage.marks for passage in found):
            return found
        first = first or found
    return first or snippets(Nothing(), Words(text[:LEAD]))
