"""The morphology of Russian words: what pymorphy3's dictionary makes of a form, and which of its readings are plausible.

The only importer of pymorphy3, whose own types do not leave it: comparing them may raise.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import pymorphy3
from rapidfuzz.distance import Prefix

from svodka.indexer.analysis.folding import CYRILLIC, fold
from svodka.indexer.analysis.word_lists import language

# A reading with a score under this share of the best one's is noise. Measured on Universal Dependencies (share of word pairs
# rightly joined, F1, GSD and Taiga): first reading .947 and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# Parts of speech that do not change: an adverb, a particle, a conjunction, a preposition, a predicative.
_UNCHANGING = frozenset(("ADVB", "PRCL", "CONJ", "PREP", "PRED"))

_ABBREVIATIONS, _HOMONYMS = "abbreviations.txt", "homonyms.txt"

KINDS = (
    "Name",
    "Patr",
    "Surn",
    "Geox",
)  # of names, by pymorphy3's tags: given names, patronymics, surnames, places
_KINDS = frozenset(KINDS)
# Beyond Latin, Greek and Cyrillic, whose letters all have names.
_FOREIGN = re.compile("[^\x00-\u052f]")

# Code points; longer «words» are cut to it: no Russian word is longer, and hostile ones may be a megabyte.
MAX_WORD = 64
CACHED_FORMS = (
    1 << 15
)  # what is known of folded forms, about 12 MB; the least recently used is forgotten
CACHED_CANDIDATES = 1 << 15  # words that cognates may be, most of which are none; about 5 MB
CACHED_PARSES = 1 << 12  # for those who look at the words of an article again


class Reading(NamedTuple):
    """One reading of a form: its folded lemma, pymorphy3's tag and score, whether it is kept, and by which rule."""

    lemma: str
    tag: str
    score: float
    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Tag:
    """The grammemes of a reading, in builtin types.

    ``part``, ``number`` and ``gender`` are named as pymorphy3 names them.
    ``case`` is cut to three letters: the second genitive is a genitive.
    Each is empty where the reading has none.
    So is ``gender`` where it may be either: сирота, Саша.
    """

    part: str
    case: str
    number: str
    gender: str
    grammemes: frozenset[str]


class Parse(NamedTuple):
    """One reading of a folded form, with a score from 0 to 1.

    ``known`` is a word that the dictionary has, and does not guess.
    """

    form: str
    place: int  # among the parses of the form
    tag: Tag
    known: bool
    score: float

    @property
    def nominative(self) -> str:
        """The word in the nominative of its number and gender, with the dictionary's ё."""
        return _nominative(self.form, self.place)


def warm() -> None:
    """Load the dictionary now (a third of a second), so that processes forked afterwards share its memory."""
    _morphology()


def lemmas(form: str) -> tuple[str, ...]:
    """The folded normal forms of the plausible readings of a folded form, best first; the form itself where none is known."""
    return _known(form)[0]


def kinds(form: str) -> tuple[str, ...]:
    """The kinds of names that the dictionary says a folded form may be: Name, Patr, Surn, Geox."""
    return _known(form)[1]


@lru_cache(CACHED_FORMS)
def _known(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(form) == MAX_WORD or not CYRILLIC.search(form):
        return (form,), ()
    found = _parses(form)
    kept = [_normal(parse) for parse, rule in zip(found, _rules(found), strict=True) if not rule]
    merged = dict.fromkeys(
        (*language(_ABBREVIATIONS).get(form, ()), *kept, *language(_HOMONYMS).get(form, ()))
    )
    return tuple(map(sys.intern, merged)) or (form,), _kinds(found)


def _kinds(found: list[Any]) -> tuple[str, ...]:
    named = [parse.tag.grammemes for parse in found if not _KINDS.isdisjoint(parse.tag.grammemes)]
    if not named or not _is_known(found):
        return ()
    return tuple(kind for kind in KINDS if any(kind in grammemes for grammemes in named))


def _is_known(found: list[Any]) -> bool:
    """Whether the dictionary has a word, by what pymorphy3 makes of it; it has all of its readings then, or none."""
    return bool(found) and bool(found[0].is_known)


def readings(form: str) -> list[Reading]:
    """What a folded form may be: the readings of our lists and of the dictionary, with the rule that judged each.

    Scored by pymorphy3: the probability of the tag, given the form. The rules were measured on Universal Dependencies; see
    tests/benchmarks/conflation.py.
    """
    if not _is_readable(form):
        return [Reading(form, "", 1, True, "no Russian word")]
    listed = [
        Reading(lemma, "", 1, True, "abbreviation")
        for lemma in language(_ABBREVIATIONS).get(form, ())
    ]
    homonyms = [
        Reading(lemma, "", 0, True, "homonym") for lemma in language(_HOMONYMS).get(form, ())
    ]
    found = _parses(form)
    judged = [
        Reading(_normal(parse), str(parse.tag), parse.score, not rule, rule or "plausible")
        for parse, rule in zip(found, _rules(found), strict=True)
    ]
    return [*listed, *judged, *homonyms]


def forms(form: str) -> list[str]:
    """The folded forms of the words that a folded Cyrillic form may be, the form itself first."""
    known = [parse for parse in _parses(form) if parse.is_known]
    return list(
        dict.fromkeys([form, *(fold(other.word) for parse in known for other in parse.lexeme)])
    )


@lru_cache(CACHED_CANDIDATES)
def grammemes(word: str) -> frozenset[frozenset[str]]:
    """The grammemes of each dictionary reading of which a folded form is the normal form; none where it is no such word."""
    if not _morphology().word_is_known(word):  # a fortieth of the time that the readings take
        return frozenset()
    known = (
        parse
        for parse in _morphology().parse(word)
        if parse.is_known and fold(parse.normal_form) == word
    )
    return frozenset(parse.tag.grammemes for parse in known)


def parses(form: str) -> Iterator[Parse]:
    """What a folded form may be, the likeliest first; nothing where it is no Russian word."""
    found = _parses(form)
    known = _is_known(found)
    for place, parse in enumerate(found):
        yield Parse(form, place, _tag(str(parse.tag)), known, parse.score)


@cache  # the dictionary has some thousands of tags
def _tag(text: str) -> Tag:
    tag = _morphology().TagClass(text)
    features = (tag.POS, tag.case, tag.number, tag.gender)
    part, case, number, gender = (str(feature or "") for feature in features)
    return Tag(part, case[:3], number, gender, tag.grammemes)


@lru_cache(CACHED_PARSES)
def _parses(form: str) -> list[Any]:
    """What pymorphy3 makes of a folded form; nothing where it is no Russian word."""
    found: list[Any] = _morphology().parse(form) if _is_readable(form) else []
    return found


def _is_readable(form: str) -> bool:
    """Whether pymorphy3 can read a form.

    It asks for the names of letters, and thousands have none.
    """
    if len(form) >= MAX_WORD or not CYRILLIC.search(form):
        return False
    return not _FOREIGN.search(form) or all(unicodedata.name(letter, "") for letter in form)


@lru_cache(CACHED_PARSES)
def _nominative(form: str, place: int) -> str:
    """The nominative of one of the parses of a form. To inflect takes as long as to parse."""
    found = _parses(form)
    parse, case = found[place], found[place].tag.case
    named = parse if case is None or "nomn" in parse.tag.grammemes else parse.inflect({"nomn"})
    word: str = (named or parse).word
    return word if _is_known(found) else word.replace("ё", "е")


def _rules(found: list[Any]) -> list[str]:
    """For each reading the rule by which it is dropped; an empty one for those that are kept."""
    if len(found) < 2:
        return [""] * len(found)
    least = PLAUSIBLE * max(parse.score for parse in found)
    plausible = [parse.tag.grammemes if parse.score >= least else None for parse in found]
    adjective = any(tag is not None and "ADJF" in tag for tag in plausible)
    unchanging = not _UNCHANGING.isdisjoint(found[0].tag.grammemes)
    rules = []
    for tag in plausible:
        if tag is None:
            rules.append("noise")
        elif (
            adjective and "PRTF" in tag
        ):  # следующий, бывший: an adjective by now, not a form of a verb
            rules.append("participle beside an adjective")
        elif unchanging and "ADJS" in tag:  # быстро, хорошо: an adverb, not a short adjective
            rules.append("short adjective beside an adverb")
        else:
            rules.append("")
    return rules


def _normal(parse: Any) -> str:
    """The folded normal form; that of a superlative is a superlative (высших: высший, and not высокий nor высочайший)."""
    normal: str = parse.normal_form
    if "Supr" in parse.tag.grammemes:
        named = [
            other.word for other in parse.lexeme if {"Supr", "masc", "sing", "nomn"} in other.tag
        ]
        normal = max(named, key=lambda name: Prefix.similarity(name, parse.word), default=normal)
    return normal.replace("ё", "е")  # what is parsed has been folded


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")
