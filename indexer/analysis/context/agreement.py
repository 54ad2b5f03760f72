"""Rare readings of nouns that their neighbours make sure: «рыболовные суда» are of «судно».

The dictionary's scores call such readings noise, as «суд» is far more frequent.
"""

from collections.abc import Iterator
from functools import lru_cache

from svodka.indexer.analysis.morphology import looked_up, parses
from svodka.indexer.analysis.plausibility import NOISE
from svodka.indexer.analysis.readings import Tag

CACHED = 1 << 13  # forms, and neighbours

_SUBJECTS = ("nom", "plur")
# Case, number, and the gender of a singular.
_Features = tuple[str, str, str]


@lru_cache(CACHED)
def rare_nouns(form: str) -> tuple[tuple[str, Tag], ...]:
    """Return the lemmas and grammemes of the rare readings of a folded form as a noun.

    Only a noun or a verb that the dictionary has may have them; its plausible lemmas are left out.
    """
    if not looked_up(form).doubtful:
        return ()
    readings = list(parses(form))
    kept = [reading for reading in readings if not reading.rule]
    if not all(reading.known and reading.tag.part in ("NOUN", "VERB") for reading in kept):
        return ()
    common = {reading.lemma for reading in kept}
    return tuple(
        (reading.lemma, reading.tag)
        for reading in readings
        if reading.rule == NOISE and reading.tag.part == "NOUN" and reading.lemma not in common
    )


@lru_cache(CACHED)
def agreeing(before: str, form: str, after: str) -> tuple[str, ...]:
    """Return the lemmas of the rare readings of a folded form that are sure between two words.

    ``before`` and ``after`` are folded forms, empty where no blank alone separates the words. An
    adjective before decides if it agrees with no other reading. So does a plural verb after a noun
    with nothing before it, if no other reading is a nominative.
    """
    if before:
        return _agreeing_with_adjective(before, form) if _may_be_adjective(before) else ()
    plural = [lemma for lemma, tag in rare_nouns(form) if (tag.case, tag.number) == _SUBJECTS]
    if not plural or any(tag.case == "nom" for tag in _plausible_tags(form)):
        return ()
    return tuple(dict.fromkeys(plural)) if _is_plural_verb(after) else ()


def _may_be_adjective(form: str) -> bool:
    """False for most words that are no adjectives, which is known without reading them again."""
    known = looked_up(form)
    return known.adjectival or not known.known


def _agreeing_with_adjective(before: str, form: str) -> tuple[str, ...]:
    kept = _plausible_tags(form)
    others = {features for tag in kept for features in _features(tag)}
    wanted = set(_adjectives(before)) - others
    if any(tag.part == "VERB" for tag in kept):  # «новые стали появляться»
        wanted = {features for features in wanted if features[0] not in ("nom", "acc")}
    sure = [lemma for lemma, tag in rare_nouns(form) if not wanted.isdisjoint(_features(tag))]
    return tuple(dict.fromkeys(sure))


@lru_cache(CACHED)
def _plausible_tags(form: str) -> tuple[Tag, ...]:
    return tuple(reading.tag for reading in parses(form) if not reading.rule)


def _features(tag: Tag) -> Iterator[_Features]:
    if tag.case and tag.part in ("NOUN", "ADJF", "PRTF"):
        yield tag.case, tag.number, tag.gender if tag.number == "sing" else ""


def _adjectives(form: str) -> Iterator[_Features]:
    """Yield the features of a word that is an adjective or a participle and nothing else."""
    tags = _plausible_tags(form) if form else ()
    if all(tag.part in ("ADJF", "PRTF") for tag in tags):
        for tag in tags:
            yield from _features(tag)


def _is_plural_verb(form: str) -> bool:
    """True if a word is a verb and nothing else, with a plural beside any imperative: вышли."""
    tags = _plausible_tags(form) if form else ()
    return all(tag.part == "VERB" for tag in tags) and any(
        tag.number == "plur" and "impr" not in tag.grammemes for tag in tags
    )
