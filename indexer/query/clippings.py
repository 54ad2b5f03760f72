"""Clipped compounds and the words that they stand for: госуслуги, государственные услуги.

The first parts are listed in ``language/clippings.txt``; the compounds are formed by rule.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes, parses
from svodka.indexer.analysis.word_lists import listed
from svodka.indexer.query.synonyms import name_of
from svodka.indexer.query.tree import Name, Word

LEAST_REST = 4  # letters: a shorter rest is too often there by chance (горшок)

# The endings of an adjective in -ый, -ий, -ой for the genders and the plural
_HARD = {"femn": "ая", "neut": "ое", "plur": "ые"}


class _Clipping(NamedTuple):
    part: str
    word: str
    lemma: str  # the word, folded
    governs: bool  # the noun follows in the genitive: заместитель губернатора


def spelt_out(word: Word) -> Iterator[Name]:
    """Yield the names of two words that a clipped compound stands for."""
    form = fold(word.text)
    for clipping in _clippings():
        if clipping.governs:
            rest = form.removeprefix(clipping.part)
            if len(rest) >= LEAST_REST and rest != form and _is_genitive(rest):
                yield name_of(f"{clipping.word} {rest}")
            continue
        for lemma in word.lemmas:
            rest = lemma.removeprefix(clipping.part)
            if rest != lemma and len(rest) >= LEAST_REST and (gender := _gender(rest)):
                yield name_of(f"{_agreed(clipping.word, gender)} {rest}")


def clipped(words: Sequence[Word]) -> Iterator[Name]:
    """Yield the compounds that two neighbouring words may be clipped to."""
    if len(words) != 2:
        return
    first, second = words
    for clipping in _clippings():
        if clipping.lemma not in first.lemmas:
            continue
        if clipping.governs:
            if _is_genitive(fold(second.text)):
                yield name_of(clipping.part + fold(second.text))
        elif _gender(second.lemmas[0]) and len(second.lemmas[0]) >= LEAST_REST:
            yield name_of(clipping.part + second.lemmas[0])


def _gender(noun: str) -> str:
    """Return the gender of a dictionary noun, or plur; empty for another word."""
    for tags in grammemes(noun):
        if "NOUN" in tags and not tags & {"Name", "Surn", "Patr", "Geox"}:
            return next((kind for kind in ("plur", "femn", "neut") if kind in tags), "masc")
    return ""


def _is_genitive(form: str) -> bool:
    """True for the genitive singular of a person or of an office: губернатора, главы."""
    return any(
        parse.known
        and parse.tag.part == "NOUN"
        and parse.tag.case == "gen"
        and parse.tag.number == "sing"
        for parse in parses(form)
    )


def _agreed(adjective: str, gender: str) -> str:
    ending = _HARD.get(gender)
    return adjective[:-2] + ending if ending else adjective


@cache
def _clippings() -> tuple[_Clipping, ...]:
    """Return the clippings, the longest first: сельхоз before сель."""
    rows = []
    for part, rest in listed("clippings.txt"):
        word = rest.removeprefix("=>").strip()
        rows.append(_Clipping(part, word, fold(word), rest.startswith("=>")))
    return tuple(sorted(rows, key=lambda clipping: -len(clipping.part)))
