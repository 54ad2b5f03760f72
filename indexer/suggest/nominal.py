"""Nouns and adjectives as members of noun phrases: how they agree, and their nominative."""

from functools import lru_cache
from typing import Any, NamedTuple

from svodka.indexer.analysis.morphology import parses

RARE = 0.01  # of the likeliest reading's score; rarer ones than elsewhere are kept, as a neighbour chooses among them

_NOT_COMMON = frozenset(("Name", "Surn", "Patr", "Apro"))  # names of people, and pronouns that are read as adjectives


class Nominal(NamedTuple):
    """One reading of a form as a noun or an adjective: its grammemes as pymorphy3 names them.

    ``case`` has the first three letters of the name, ``gender`` is that of a singular only.
    """

    noun: bool
    case: str
    number: str
    gender: str
    parse: Any

    def agrees(self, other: "Nominal") -> bool:
        """Whether the two stand in one case, number and gender."""
        return self[1:4] == other[1:4]

    def nominative(self) -> str:
        """The word in the nominative of the same number, with ё where the dictionary has it."""
        inflected = self.parse.inflect({"nomn", self.number})
        return str(inflected.word if inflected else self.parse.word)


@lru_cache(1 << 13)
def nominals(form: str) -> tuple[Nominal, ...]:
    """The readings of a folded form as a common noun or an adjective, the likeliest first; no names of people."""
    found = parses(form)
    least = RARE * max((parse.score for parse in found), default=0)
    kept = (parse for parse in found if parse.score >= least and not _NOT_COMMON & parse.tag.grammemes)
    return tuple(_nominal(parse) for parse in kept if parse.tag.POS in ("NOUN", "ADJF"))


def _nominal(parse: Any) -> Nominal:
    tag, singular = parse.tag, "sing" in parse.tag  # adjectives tell no gender in the plural
    case = str(tag.case)[:3]  # в году is as locative as о годе
    return Nominal(tag.POS == "NOUN", case, str(tag.number), str(tag.gender) if singular else "", parse)
