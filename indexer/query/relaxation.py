"""The weaker query for when no article has all words: articles with most of them."""

from collections.abc import Callable
from math import ceil

from svodka.indexer.notice import Notice
from svodka.indexer.query.builders import conjunction
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Everything,
    Exactly,
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

MAX_WORDS = 8  # words counted one by one if there are no results: each takes a search

COGNATES = Notice("Статей с самими этими словами нет: показаны статьи, где есть однокоренные.")
NOTICE = Notice("Статей со всеми словами нет: показаны статьи, где есть большинство из них.")

_REQUIRED = Not | InField | DateRange | Exactly | Everything | Nothing


def relaxed(tree: Node, share: float = 0.5) -> Node | None:
    """Return a weaker query: at least this share of the words, single ones instead of phrases.

    None if there are fewer than two words. Articles with the phrases and names of the query rank
    higher. Exclusions, fields and dates stay required.
    """
    if not isinstance(tree, And):
        return None
    wanted = words(tree)
    single = tuple(dict.fromkeys(part for node in wanted for part in _single(node)))
    if len(single) < 2:
        return None
    complete = [Or((node, Everything())) for node in wanted if _single(node) != [node]]
    required = [child for child in tree.children if isinstance(child, _REQUIRED)]
    return conjunction([AtLeast(single, max(1, ceil(len(single) * share))), *complete, *required])


def _single(node: Node) -> list[Node]:
    """Return the words of a phrase or of a name of several words; else the node itself."""
    match node:
        case Phrase(slots=slots):
            return [slot for slot in slots if not isinstance(slot, AnyWord)]
        case Named(said=(And() | Phrase()) as said):
            return [
                part
                for child in (said.children if isinstance(said, And) else [said])
                for part in _single(child)
            ]
    return [node]


def words(tree: Node) -> list[Node]:
    """Return the parts of a query that an article can lack: words, phrases and alternatives."""
    children = tree.children if isinstance(tree, And) else (tree,)
    return [child for child in children if not isinstance(child, _REQUIRED)]


def absences(tree: Node, count: Callable[[Node], int]) -> list[str]:
    """Explain why nothing was found.

    Counts the articles for each word, and names the missing words or the other conditions.
    ``count`` searches.
    """
    wanted = words(tree)[:MAX_WORDS]
    counts = {_label(word): count(word) for word in wanted}
    missing = [label for label, number in counts.items() if not number]
    notices: list[str] = []
    if len(counts) > 1:
        each = ", ".join(f"{label} — {number}" for label, number in counts.items())
        notices.append(Notice("Статей по отдельности: %(counts)s.", counts=each))
    if missing:
        notices.append(Notice("Ни в одной статье нет: %(words)s.", words=", ".join(missing)))
    elif wanted and isinstance(tree, And) and len(wanted) < len(tree.children):
        notices.append(
            Notice("Слова есть, но поля, даты и исключения запроса не оставили ни одной статьи.")
        )
    return notices


def _label(word: Node) -> str:
    if isinstance(word, Named):
        return _label(word.said)
    return (
        f"«{word.text}»" if isinstance(word, Word | Form | Prefix | Fuzzy | Phrase) else say(word)
    )
