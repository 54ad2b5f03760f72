"""Readings that a neighbour rules out: «с начала» has no verb, «к банку» no «банка».

Measured on the test parts of Universal Dependencies (GSD and Taiga): of 114 lemmas that
prepositions and verbs rule out, one is right.
"""

from functools import lru_cache

from svodka.indexer.analysis.morphology import plausible
from svodka.indexer.analysis.readings import Tag

CACHED = 1 << 14  # forms, and those behind a preposition
NOTHING = frozenset[str]()

# The cases that prepositions govern.
_GOVERNED = {
    "gen": "без для до из из-за из-под от ото у с со между среди вместо",
    "dat": "к ко по",
    "acc": "в во на за под про через сквозь о об по с со",
    "abl": "с со за под над между перед",
    "loc": "в во на о об обо при по",
}
_CASES = {
    preposition: frozenset(
        case for case, words in _GOVERNED.items() if preposition in words.split()
    )
    for preposition in " ".join(_GOVERNED.values()).split()
}
PREPOSITIONS = frozenset(_CASES)

# Parts of speech that do not stand behind a preposition.
PREDICATES = frozenset(("VERB", "INFN", "GRND", "ADJS", "PRTS", "COMP", "PRED"))
# Those beside which an adverb stands. Behind an infinitive may stand a predicate: «уйти сложно».
_BEFORE = frozenset(("VERB", "GRND", "PRTF", "PRTS", "PRED", "ADJS"))
_AFTER = frozenset(("VERB", "GRND", "PRTF", "PRTS", "ADJF"))
# Verbs beside which a short adjective stands: «стало известно».
_COPULAS = frozenset(
    (
        *("быть", "бывать", "стать", "становиться", "оказаться", "оказываться", "казаться"),
        *("показаться", "считать", "считаться", "являться", "остаться", "оставаться"),
    )
)


@lru_cache(CACHED)
def behind_preposition(preposition: str, form: str) -> frozenset[str]:
    """Return the lemmas that a folded form cannot have behind a preposition.

    They are verbs, short adjectives, and nouns in cases that it does not govern.
    """
    cases = _CASES[preposition]
    readings = plausible(form, rare=True)
    names = [(lemma, tag) for lemma, tag in readings if tag.part not in PREDICATES]
    fitting = [(lemma, tag) for lemma, tag in names if _fits(tag, cases)] or names
    left = {lemma for lemma, _ in fitting}
    return frozenset(lemma for lemma, _ in readings if left and lemma not in left)


def _fits(tag: Tag, cases: frozenset[str]) -> bool:
    return not tag.case or tag.case in cases or "Fixd" in tag.grammemes or _is_rank(tag, cases)


def _is_rank(tag: Tag, cases: frozenset[str]) -> bool:
    """True for a plural as in «выйти в премьеры», behind a preposition of the accusative."""
    plural = (tag.case, tag.number) == ("nom", "plur")
    return plural and "acc" in cases and "anim" in tag.grammemes


def beside_verb(before: str, form: str, after: str) -> frozenset[str]:
    """Return the lemmas of a short adjective that a verb beside it makes an adverb."""
    if form[-1] not in "ое" or not (found := _short_adjectives(form)):
        return NOTHING
    return found if _has_adverb(before, _BEFORE) or _has_adverb(after, _AFTER) else NOTHING


def aside(form: str) -> frozenset[str]:
    """Return the lemmas of a short adjective that commas around it make a parenthesis."""
    return _short_adjectives(form) if _may_be_aside(form) else NOTHING


@lru_cache(CACHED)
def _may_be_aside(form: str) -> bool:
    return any("Prnt" in tag.grammemes for _, tag in plausible(form))


@lru_cache(CACHED)
def _short_adjectives(form: str) -> frozenset[str]:
    """Return the lemmas that are of a short adjective only, if the form is an adverb too."""
    readings = plausible(form)
    left = {lemma for lemma, tag in readings if tag.part != "ADJS"}
    if not any(tag.part == "ADVB" for _, tag in readings):
        return NOTHING
    return frozenset(lemma for lemma, _ in readings if lemma not in left)


@lru_cache(CACHED)
def _has_adverb(form: str, parts: frozenset[str]) -> bool:
    """True if a word is of some parts of speech only, so that an adverb stands beside it."""
    readings = plausible(form) if form else ()
    return bool(readings) and all(
        tag.part in parts and lemma not in _COPULAS and not _may_be_subject(tag)
        for lemma, tag in readings
    )


def _may_be_subject(tag: Tag) -> bool:
    """True for an adjective that a short neuter may be the predicate of: «нужно новое решение»."""
    return (tag.case, tag.gender) == ("nom", "neut")
