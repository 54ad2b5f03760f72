"""Readings that adjectives and their nouns rule out: «левый берег» has no «беречь».

Measured on the test parts of Universal Dependencies (GSD and Taiga): of 150 lemmas that these rules
rule out, two are right.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from svodka.indexer.analysis.context.government import NOTHING, PREDICATES
from svodka.indexer.analysis.morphology import plausible
from svodka.indexer.analysis.readings import Tag

CACHED = 1 << 14  # forms

_ADJECTIVES = frozenset(("ADJF", "PRTF"))
_NOMINALS = _ADJECTIVES | frozenset(("NOUN",))
_JUDGED = PREDICATES | _NOMINALS  # parts of speech that an adjective may rule out
_NOUNS = frozenset(("NOUN", "NPRO"))
_LIFE = frozenset(("anim", "inan"))  # «специальный» is no accusative beside «техника», of «техник»
_PRONOUN = "Apro"  # «которое село»: it may be the subject of a verb


def after_adjective(adjective: str, form: str) -> frozenset[str]:
    """Return the lemmas that a folded form cannot have behind an adjective that agrees with it.

    They are verbs and short adjectives, and nouns that do not agree. Empty if the word before may
    be anything but an adjective, or agrees with no reading.
    """
    before = _adjectives(adjective)
    if not before:
        return NOTHING
    readings = plausible(form, rare=True)
    agreeing = {lemma for lemma, tag in readings if tag.part in _NOMINALS and _fits(tag, before)}
    return _others(readings, agreeing, _JUDGED) if agreeing else NOTHING


def before_noun(form: str, noun: str) -> frozenset[str]:
    """Return the lemmas of nouns that a folded form cannot have before a noun it agrees with.

    «Прошлого года» is of «прошлый», not of «прошлое».
    """
    nouns = _may_be_attribute(form) and _nouns(noun)
    if not nouns:
        return NOTHING
    readings = plausible(form, rare=True)
    agreeing = {lemma for lemma, tag in readings if tag.part in _ADJECTIVES and _fits(tag, nouns)}
    return _others(readings, agreeing, _NOUNS) if agreeing else NOTHING


def _others(
    readings: Sequence[tuple[str, Tag]], agreeing: set[str], judged: frozenset[str]
) -> frozenset[str]:
    """Return the lemmas that do not agree and are of no other part of speech."""
    left = agreeing | {lemma for lemma, tag in readings if tag.part not in judged}
    return frozenset(lemma for lemma, _ in readings if lemma not in left)


@lru_cache(CACHED)
def _adjectives(form: str) -> tuple[Tag, ...]:
    """Return the readings of a word that is an adjective and nothing else, but for pronouns."""
    tags = tuple(tag for _, tag in plausible(form))
    if all(tag.part in _ADJECTIVES and _PRONOUN not in tag.grammemes for tag in tags):
        return tags
    return ()


@lru_cache(CACHED)
def _may_be_attribute(form: str) -> bool:
    """True for an adjective and a noun with different lemmas."""
    readings = plausible(form)
    adjectives = {lemma for lemma, tag in readings if tag.part in _ADJECTIVES}
    nouns = {lemma for lemma, tag in readings if tag.part in _NOUNS}
    return bool(adjectives) and not nouns <= adjectives


@lru_cache(CACHED)
def _nouns(form: str) -> tuple[Tag, ...]:
    return tuple(tag for _, tag in plausible(form) if tag.part == "NOUN")


def _fits(tag: Tag, others: Iterable[Tag]) -> bool:
    """True if a reading has a case, and number, case, gender and life of another one."""
    return any(
        bool(tag.case)
        and (tag.case, tag.number) == (other.case, other.number)
        and not (tag.grammemes | other.grammemes) >= _LIFE
        and (tag.number == "plur" or tag.gender in ("", other.gender) or not other.gender)
        for other in others
    )
