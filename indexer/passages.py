"""The passages of an article to show, however long it is."""

from collections.abc import Iterator, Sequence

from indexer.analysis import analyze
from indexer.marking import Marked
from indexer.query import Node
from indexer.snippet import snippets

PART = 100_000  # characters of a text that are analysed at once for its passages, about a tenth of a second
PARTS = 5


def passages(text: str, tree: Node) -> Sequence[Marked]:
    """The best passages of a text; of one that is longer than a book, those of its first part that has hits."""
    first: Sequence[Marked] = ()
    for part in _parts(text):
        found = snippets(tree, part, analyze(part))
        if any(passage.marks for passage in found):
            return found
        first = first or found
    return first


def _parts(text: str) -> Iterator[str]:
    """A text in parts of about PART characters that end with a line, PARTS at most; nearly all texts are one part."""
    start = 0
    for _ in range(PARTS):
        stop = text.find("\n", start + PART) + 1 or len(text)
        yield text[start : min(stop, start + 2 * PART)]
        start = stop
        if start >= len(text):
            return
