"""Adjectives and persons of two words: Северная Америка, североамериканский, североамериканец."""

from collections.abc import Iterable, Iterator

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes

LEAST_STEM = 3  # letters of the adjective without its ending

_ENDINGS = ("ый", "ий", "ой")
_SOFT = frozenset("жшчщц")


def in_one_word(adjective: str, cognates: Iterable[str]) -> Iterator[str]:
    """Yield the compounds of an adjective with the ``cognates`` of the noun behind it.

    ``adjective`` is a folded lemma. Only adjectives and persons make compounds; there are none if
    the first word is no adjective.
    """
    stem = adjective[:-2]
    if not adjective.endswith(_ENDINGS) or len(stem) < LEAST_STEM or not _is(adjective, "ADJF"):
        return
    soft = stem[-1] in _SOFT or adjective.endswith("ний")
    parts = [stem + ("е" if soft else "о")]
    if stem.endswith("н") and not soft:
        parts.append(stem[:-1] + "о")  # северный, северо-
    for cognate in map(fold, cognates):
        if _is(cognate, "ADJF") or (_is(cognate, "NOUN") and _is(cognate, "anim")):
            yield from (part + cognate for part in parts)


def _is(word: str, tag: str) -> bool:
    return any(tag in tags for tags in grammemes(word))
