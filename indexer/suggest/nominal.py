"""Nouns and adjectives as members of noun phrases: their agreement and nominative."""

from functools import lru_cache
from typing import NamedTuple

from svodka.indexer.analysis.morphology import Parse, parses

# The least score, relative to the likeliest reading. Lower than elsewhere, as a neighbour decides
# among the readings.
RARE = 0.01

# Names of people, and pronouns read as adjectives.
_NOT_COMMON = frozenset(("Name", "Surn", "Patr", "Apro"))


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
        """True if the two have the same case, number and gender."""
        return self[1:4] == other[1:4]

    def nominative(self) -> str:
        """Return the nominative of the same number, with the dictionary's ё."""
        return self.parse.nominative


@lru_cache(1 << 13)
def nominals(form: str) -> tuple[Nominal, ...]:
    """Return the readings of a folded form as a common noun or an adjective, the likeliest first.

    Names of people are left out.
    """
    found = list(parses(form))
    least = RARE * max((parse.score for parse in found), default=0)
    likely = (parse for parse in found if parse.score >= least)
    kept = (parse for parse in likely if _NOT_COMMON.isdisjoint(parse.tag.grammemes))
    return tuple(_nominal(parse) for parse in kept if parse.tag.part in ("NOUN", "ADJF"))


def _nominal(parse: Parse) -> Nominal:
    tag = parse.tag
    # Adjectives have no gender in the plural.
    gender = tag.gender if tag.number == "sing" else ""
    return Nominal(tag.part == "NOUN", tag.case, tag.number, gender, parse)
