"""What a word may be where names are looked for: kind, case, gender and nominative of its readings."""

from dataclasses import dataclass
from functools import lru_cache

from svodka.indexer.analysis.morphology import KINDS, Parse, parses

CACHED_SENSES = 1 << 13  # forms, about 8 MB


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a form, as far as names need it.

    ``kind`` is Name, Patr, Surn or Geox by pymorphy3's tags, or empty. ``gender`` is empty where there is none, or where a word
    may be either; ``fixed`` is a word that does not change; ``known`` one that the dictionary has, and does not guess.
    """

    kind: str
    part: str
    case: str
    gender: str
    plural: bool
    animate: bool
    fixed: bool
    known: bool
    score: float
    parse: Parse

    @property
    def nominative(self) -> str:
        """The form, not folded, in the nominative of the same number and gender."""
        return self.parse.nominative


@lru_cache(CACHED_SENSES)
def senses(form: str) -> tuple[Sense, ...]:
    """What a folded form may be where names are looked for, the likeliest first; nothing where it is no Russian word."""
    return tuple(map(_sense, parses(form)))


def _sense(parse: Parse) -> Sense:
    tag = parse.tag
    grammemes = tag.grammemes
    kind = next((kind for kind in KINDS if kind in grammemes), "")
    plural, animate, fixed = ("plur" in grammemes, "anim" in grammemes, "Fixd" in grammemes)
    return Sense(
        kind,
        tag.part,
        tag.case,
        tag.gender,
        plural,
        animate,
        fixed,
        parse.known,
        parse.score,
        parse,
    )
