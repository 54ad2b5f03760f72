"""The subject of a short query: the surname of its person, or its place.

«Иван Петров» asks for Петров, for whom others named Иван do not stand; «суд Твери» asks for Тверь.
A longer query or one with a verb is a sentence: its place is only where something happened.
"""

from collections.abc import Callable, Sequence

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.query.prose import is_verb
from svodka.indexer.query.tree import Named, Node, Word

HEADLINE = 5  # words of a sentence

_GIVEN = frozenset(("Name", "Patr"))
_MORE = frozenset(("Surn", "Geox"))


def subject(parts: Sequence[Node], is_found: Callable[[Node], bool]) -> tuple[Word, ...]:
    """Return the words of the subject, none if the parts of a query name no such thing.

    A word that no article has is no subject.
    """
    if len(parts) >= HEADLINE:
        return ()
    words = [part.said if isinstance(part, Named) else part for part in parts]
    if any(isinstance(word, Word) and is_verb(fold(word.text)) for word in words):
        return ()
    named = list(map(_kinds, words))
    return tuple(
        word
        for at, word in enumerate(words)
        if isinstance(word, Word) and _is_subject(at, named) and is_found(parts[at])
    )


def _kinds(part: Node) -> frozenset[str]:
    """Return the kinds of names that a part may be; a small word is none."""
    if isinstance(part, Word) and part.text[:1].isupper():
        return frozenset(["", *kinds(fold(part.text))])
    return frozenset()


def _is_subject(at: int, named: Sequence[frozenset[str]]) -> bool:
    """True for a place, and for a capitalized word beside a given name."""
    own = named[at]
    if not own or _is_given(own):
        return False
    behind_name = at > 0 and not _GIVEN.isdisjoint(named[at - 1])
    return "Geox" in own or behind_name or any(map(_is_given, named[at + 1 : at + 2]))


def _is_given(kinds: frozenset[str]) -> bool:
    """True for a given name or a patronymic that is no surname and no place."""
    return not _GIVEN.isdisjoint(kinds) and _MORE.isdisjoint(kinds)
