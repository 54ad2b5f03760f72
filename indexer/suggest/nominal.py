"""Nouns and adjectives as members of noun phrases: how they agree, and their nominative."""

from functools import lru_cache
from typing import NamedTuple

from svodka.indexer.analysis.morphology import Parse, parses

RARE = 0.01  # of the likeliest reading's score; rarer ones than elsewhere are kept, as a neighbour chooses among them

_NOT_COMMON = frozenset(
    ("Name", "Surn", "Patr", "Apro")
)  # names of people, and pronouns that are read as adjectives


class Nominal(NamedTuple):
    """One reading of a form as a noun or an adjective: its grammemes as ``Parse`` has them.

    ``gender`` is that of a singular only.
    """

    noun: bool
    case: str
    number: str
    gender: str
    parse: Parse

    def agrees(self, other: "Nominal") -> bool:
        """Whether the two stand in one case, number and gender."""
        return self[1:4] == other[1:4]

    def nominative(self) -> str:
        """The word in the nominative of the same number, with ё where the dictionary has it."""
        return self.parse.nominative


@lru_cache(1 << 13)
def nominals(form: str) -> tuple[Nominal, ...]:
    """The readings of a folded form as a common noun or an adjective, the likeliest first; no names of people."""
    found = list(parses(form))
    least = RARE * max((parse.score for parse in found), default=0)
    likely = (parse for parse in found if parse.score >= least)
    kept = (parse for parse in likely if _NOT_COMMON.isdisjoint(parse.tag.grammemes))
    return tuple(_nominal(parse) for parse in kept if parse.tag.part in ("NOUN", "ADJF"))


def _nominal(parse: Parse) -> Nominal:
    tag = parse.tag
    gender = tag.gender if tag.number == "sing" else ""  # adjectives tell no gender in the plural
    return Nominal(tag.part == "NOUN", tag.case, tag.number, gender, parse)
