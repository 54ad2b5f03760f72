"""The passages of an article to show, however long it is."""

from collections.abc import Sequence
from itertools import islice

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.budget import Budget
from svodka.indexer.highlight.marks import Marked, parts
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.query.tree import Node, Nothing

PARTS = 5  # of a very long text, that are looked through for its passages
LEAD = 1_000  # characters of a text that are looked at where there is no time for more


def passages(text: str, tree: Node, budget: Budget) -> Sequence[Marked]:
    """The best passages of a text; of one that is longer than a book, those of its first part that has hits.

    When the budget is used up, the lead.
    """
    first: Sequence[Marked] = ()
    for _, part in islice(parts(text), PARTS):
        if not budget.left():
            break
        found = snippets(tree, part, analyze(part, budget.deadline))
        if any(passage.marks for passage in found):
            return found
        first = first or found
    return first or snippets(Nothing(), text[:LEAD], ())
