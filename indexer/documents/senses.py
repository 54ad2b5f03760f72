"""What a word may be where names are looked for: kind, case, gender and nominative of its readings."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from svodka.indexer.analysis.morphology import KINDS, is_known, parses

CACHED_SENSES = 1 << 13  # forms, about 8 MB


@dataclass(frozen=True)
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
    _parse: Any

    @cached_property
    def nominative(self) -> str:
        """The form, not folded, in the nominative of the same number and gender."""
        named = self._parse.inflect({"nomn"}) if self.case not in ("", "nom") else None
        word: str = named.word if named else self._parse.word
        return word if self.known else word.replace("ё", "е")


@lru_cache(CACHED_SENSES)
def senses(form: str) -> tuple[Sense, ...]:
    """What a folded form may be where names are looked for, the likeliest first; nothing where it is no Russian word."""
    found = parses(form)
    known = is_known(found)
    return tuple(_sense(parse, known) for parse in found)


def _sense(parse: Any, known: bool) -> Sense:
    tag = parse.tag
    grammemes = tag.grammemes  # asked as a set, which takes no time
    kind = next((kind for kind in KINDS if kind in grammemes), "")
    case = str(tag.case or "")[:3]  # the second genitive and locative are a genitive and a locative
    plural, animate, fixed = ("plur" in grammemes, "anim" in grammemes, "Fixd" in grammemes)
    return Sense(kind, str(tag.POS), case, tag.gender or "", plural, animate, fixed, known, parse.score, parse)
