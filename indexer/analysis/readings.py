"""Readings of words, as ``morphology`` gives them."""

from dataclasses import dataclass
from typing import NamedTuple

# Kinds of names, by pymorphy3's tags: given names, patronymics, surnames, places.
KINDS = ("Name", "Patr", "Surn", "Geox")


class Reading(NamedTuple):
    """One reading of a form: folded lemma, pymorphy3's tag and score, and its rule.

    ``kept`` is false if the rule drops the reading.
    """

    lemma: str
    tag: str
    score: float
    kept: bool
    rule: str


class Understood(NamedTuple):
    """What is known of a folded form: the functions of ``morphology`` say more.

    ``doubtful`` is true for a noun or a verb with rare readings that are other nouns.
    ``may_hide`` is true if the form may by chance be that of a name, as its readings are those of
    nouns, verbs and short adjectives only. ``adjectival`` is true if all are of adjectives.
    ``names`` are the lemmas that no common word has, if there are others; ``abbreviations`` are
    those of abbreviations such as РАН.
    """

    lemmas: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    known: bool = True
    doubtful: bool = False
    may_hide: bool = False
    adjectival: bool = False
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """The grammemes of a reading, in builtin types.

    ``part``, ``number`` and ``gender`` are named as pymorphy3 names them.
    ``case`` is cut to three letters: the second genitive is a genitive.
    Each is empty if the reading has none.
    ``gender`` is also empty if it may be either: сирота, Саша.
    """

    part: str
    case: str
    number: str
    gender: str
    grammemes: frozenset[str]
