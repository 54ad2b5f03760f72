"""The subject of a short query: its person, or its place.

«Иван Петров» asks for Петров, for whom others named Иван do not stand; «суд Твери» asks for Тверь.
A longer query or one with a verb is a sentence: its place is only where something happened.

«Иван Петров» is a person where the words are neighbours. Apart, they are mostly two persons.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.query.prose import is_verb
from svodka.indexer.query.tree import And, Hint, Named, Node, Phrase, Word

HEADLINE = 5  # words of a sentence

# Share of its rarity that a person earns as neighbours, beside what all neighbours do.
PERSON_WEIGHT = 0.5

_GIVEN = frozenset(("Name", "Patr"))
_MORE = frozenset(("Surn", "Geox"))


def subject(parts: Sequence[Node], is_found: Callable[[Node], bool]) -> tuple[Word, ...]:
    """Return the words of the subject, none if the parts of a query name no such thing.

    A word that no article has is no subject.
    """
    words = list(map(_said, parts))
    if len(parts) >= HEADLINE or any(map(_is_verb, words)):
        return ()
    named = list(map(_kinds, words))
    return tuple(
        word
        for at, word in enumerate(words)
        if isinstance(word, Word) and _is_subject(at, named) and is_found(parts[at])
    )


def person_hint(tree: Node) -> Hint | None:
    """Return the hint to articles that name the persons of a query in a row; None without any."""
    words = list(map(_said, tree.children)) if isinstance(tree, And) else []
    length = sum(len(word.slots) if isinstance(word, Phrase) else 1 for word in words)
    if length >= HEADLINE or any(map(_is_verb, words)):
        return None
    found = tuple(
        Phrase("", (one, two))
        for one, two in pairwise(words)
        if isinstance(one, Word) and isinstance(two, Word) and _is_person(one.text, two.text)
    )
    return Hint(found, (PERSON_WEIGHT,) * len(found)) if found else None


def _is_person(one: str, two: str) -> bool:
    """True for a given name beside a surname, or beside any word if both have capitals."""
    first, second = kinds(fold(one)), kinds(fold(two))
    capitals = one[:1].isupper() and two[:1].isupper()
    return any(
        not _GIVEN.isdisjoint(given) and (capitals or "Surn" in other)
        for given, other in ((first, second), (second, first))
    )


def _said(part: Node) -> Node:
    return part.said if isinstance(part, Named) else part


def _is_verb(word: Node) -> bool:
    return isinstance(word, Word) and is_verb(fold(word.text))


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
