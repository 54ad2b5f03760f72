"""The readings of a word for recognizing names: kind, case, gender and nominative."""

from dataclasses import dataclass
from functools import lru_cache

from svodka.indexer.analysis.morphology import Parse, parses
from svodka.indexer.analysis.readings import KINDS

CACHED_SENSES = 1 << 13  # forms, about 8 MB


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a form, with the features that names need.

    ``kind`` is Name, Patr, Surn or Geox by pymorphy3's tags, or empty. ``gender`` is empty if there
    is none, or either is possible. ``fixed`` is true for a word without inflection. ``known`` is
    false if pymorphy3 guesses.
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
        """The form in the nominative of the same number and gender, not folded."""
        return self.parse.nominative


@lru_cache(CACHED_SENSES)
def senses(form: str) -> tuple[Sense, ...]:
    """Return the readings of a folded form for recognizing names, the likeliest first.

    Empty if it is no Russian word.
    """
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
