"""The words of a query that an article lacks."""

from collections.abc import Sequence

from svodka.indexer.analysis.tokens import Token, analyze
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.highlight.marks import parts as stretches
from svodka.indexer.highlight.occurrences import TextField, matches
from svodka.indexer.query.tree import Form, Named, Node, Word


def lacking(parts: Sequence[Node], article: Article, budget: Budget) -> list[Node]:
    """Return the parts of a query that match neither in the title nor in the text.

    A cognate does not count as the word. Empty if the budget ends before the text does.
    """
    left = [_without_cognates(part) for part in parts]
    texts: list[tuple[TextField, str]] = [("title", article.title)]
    texts += [("text", part) for _, part in stretches(article.text)]
    for field, text in texts:
        if not budget.left():
            return []
        left = _still(left, text, analyze(text, budget.deadline), field)
        if not left:
            break
    return left


def _still(
    parts: Sequence[Node], text: str, tokens: Sequence[Token], field: TextField
) -> list[Node]:
    """Return the parts that have no match in a text."""
    lemmas = {lemma for token in tokens for lemma in token.lemmas}
    forms = {token.form for token in tokens}

    def stands(part: Node) -> bool:
        match part:
            case Word():
                return not lemmas.isdisjoint(part.lemmas)
            case Form():
                return part.form in forms
            case Named(said=Word() as said) if stands(said):
                return True
        return bool(matches(part, text, tokens, field))

    return [part for part in parts if not stands(part)]


def _without_cognates(part: Node) -> Node:
    if not isinstance(part, Named):
        return part
    return Named(part.said, part.others) if part.others else part.said
