"""Adjectives and persons of two words: Северная Америка, североамериканский, североамериканец.

And back: the adjectives of which «ирано-американский» is made.
"""

from collections.abc import Iterable, Iterator

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes, is_lemma

LEAST_STEM = 3  # letters of the adjective without its ending

_ENDINGS = ("ый", "ий", "ой")
_SOFT = frozenset("жшчщц")
# Endings of an adjective whose stem stands before «о»: торгово-, российско-; северо-; ирано-.
_MORE_ENDINGS = (*_ENDINGS, "ный", "ский")
_SHORTENED = {
    "австро": "австрийский",
    "англо": "английский",
    "греко": "греческий",
    "индо": "индийский",
    "итало": "итальянский",
    "франко": "французский",
}


def in_one_word(adjective: str, cognates: Iterable[str]) -> Iterator[str]:
    """Yield the compounds of an adjective with the ``cognates`` of the noun behind it.

    ``adjective`` is a folded lemma. Only adjectives and persons make compounds; there are none if
    the first word is no adjective.
    """
    stem = adjective[:-2]
    if not adjective.endswith(_ENDINGS) or len(stem) < LEAST_STEM or not is_adjective(adjective):
        return
    soft = stem[-1] in _SOFT or adjective.endswith("ний")
    parts = [stem + ("е" if soft else "о")]
    if stem.endswith("н") and not soft:
        parts.append(stem[:-1] + "о")  # северный, северо-
    for cognate in map(fold, cognates):
        if is_adjective(cognate) or (_is(cognate, "NOUN") and _is(cognate, "anim")):
            yield from (part + cognate for part in parts)


def adjective_in(part: str, last: str) -> str | None:
    """Return the adjective that a ``part`` of a compound stands for: «российско» for российский.

    Both are folded; ``last`` is the lemma of the last part. None if that is no adjective, or if the
    dictionary has no adjective for the part.
    """
    if not part.endswith("о") or len(part) <= LEAST_STEM or not is_adjective(last):
        return None
    formed = (part[:-1] + ending for ending in _MORE_ENDINGS)
    known = (one for one in formed if is_lemma(one, common=True) and is_adjective(one))
    return _SHORTENED.get(part) or next(known, None)


def is_adjective(lemma: str) -> bool:
    """True for the folded lemma of an adjective."""
    return _is(lemma, "ADJF")


def _is(word: str, tag: str) -> bool:
    return any(tag in tags for tags in grammemes(word))
