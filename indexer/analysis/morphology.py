"""The morphology of Russian words: the plausible readings of a form in pymorphy3's dictionary.

The only importer of pymorphy3. Its types stay in here: comparing them may raise.
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

from svodka.indexer.analysis import open_vocabulary
from svodka.indexer.analysis.folding import CYRILLIC, fold
from svodka.indexer.analysis.open_vocabulary import ADJECTIVAL, VERBAL, Guess
from svodka.indexer.analysis.word_lists import language

# A reading that scores below this share of the best one is noise. Measured on Universal
# Dependencies, as the share of word pairs joined correctly (F1, GSD and Taiga): first reading .947
# and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1
RARE_NEUTER = 0.07

NOISE = "noise"
_VERBAL_OR_ADJECTIVAL = VERBAL | ADJECTIVAL

_ABBREVIATIONS, _HOMONYMS = "abbreviations.txt", "homonyms.txt"

# Kinds of names, by pymorphy3's tags: given names, patronymics, surnames, places.
KINDS = ("Name", "Patr", "Surn", "Geox")
_KINDS = frozenset(KINDS)
# Beyond Latin, Greek and Cyrillic, whose letters all have Unicode names.
_FOREIGN = re.compile("[^\x00-\u052f]")

# Code points. Longer «words» are cut to it: no Russian word is longer, a hostile one may have
# a megabyte.
MAX_WORD = 64
# Analyses of folded forms, about 12 MB; the least recently used is dropped.
CACHED_FORMS = 1 << 15
# Candidates for cognates, most of them no words; about 5 MB.
CACHED_CANDIDATES = 1 << 15
# Callers that look at the words of one article again.
CACHED_PARSES = 1 << 12


class Reading(NamedTuple):
    """One reading of a form: folded lemma, pymorphy3's tag and score, and its rule.

    ``kept`` is false if the rule drops the reading.
    """

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
    Each is empty if the reading has none.
    ``gender`` is also empty if it may be either: сирота, Саша.
    """

    part: str
    case: str
    number: str
    gender: str
    grammemes: frozenset[str]


class Parse(NamedTuple):
    """One reading of a folded form, with a score from 0 to 1.

    ``known`` is true if the dictionary has the word, false if pymorphy3 guesses. ``lemma`` is the
    folded normal form. ``rule`` names the rule that drops the reading, empty if it is kept.
    """

    form: str
    number: int  # among the parses of the form
    tag: Tag
    known: bool
    score: float
    lemma: str
    rule: str

    @property
    def nominative(self) -> str:
        """The word in the nominative of its number and gender, with the dictionary's ё."""
        return _nominative(self.form, self.number)


def warm() -> None:
    """Load the dictionary now (a third of a second), so that forked processes share its memory."""
    _morphology()


def lemmas(form: str, *, capital: bool = False) -> tuple[str, ...]:
    """Return the folded normal forms of the plausible readings of a folded form, best first.

    The form itself if there is no reading. ``capital`` is for a capitalized word, if the dictionary
    lacks it.
    """
    return _known(form, capital)[0]


def is_known(form: str) -> bool:
    """True if the dictionary has a folded form, or if it is no Russian word."""
    return not _is_readable(form) or bool(_morphology().word_is_known(form))


def kinds(form: str) -> tuple[str, ...]:
    """Return the kinds of names in the dictionary for a folded form: Name, Patr, Surn, Geox."""
    return _known(form, False)[1]


@lru_cache(CACHED_FORMS)
def _known(form: str, capital: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(form) == MAX_WORD or not CYRILLIC.search(form):
        return (form,), ()
    raw = _parses(form)
    if _is_known(raw) or not raw:
        rules = zip(raw, _rules(raw), strict=True)
        plausible = [_normal(parse) for parse, rule in rules if not rule]
    else:
        rules = zip(raw, _rules(raw), strict=True)
        guesses = [Guess(_normal(p), _part(p), p.score) for p, rule in rules if not rule]
        plausible = open_vocabulary.lemmas(form, guesses, grammemes, capital=capital)
    merged = dict.fromkeys(
        (*language(_ABBREVIATIONS).get(form, ()), *plausible, *language(_HOMONYMS).get(form, ()))
    )
    return tuple(map(sys.intern, merged)) or (form,), _kinds(raw)


def _part(parse: Any) -> str:
    return str(parse.tag.POS or "")


def _kinds(raw: list[Any]) -> tuple[str, ...]:
    named = [parse.tag.grammemes for parse in raw if not _KINDS.isdisjoint(parse.tag.grammemes)]
    if not named or not _is_known(raw):
        return ()
    return tuple(kind for kind in KINDS if any(kind in grammemes for grammemes in named))


def _is_known(raw: list[Any]) -> bool:
    """True if the dictionary has the word; it has all readings of a word then, or none."""
    return bool(raw) and bool(raw[0].is_known)


def readings(form: str) -> list[Reading]:
    """Return the readings of a folded form by our lists and the dictionary, with their rules.

    The score is pymorphy3's: the probability of the tag, given the form. The rules were measured on
    Universal Dependencies; see tests/benchmarks/conflation.py.
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
    raw = _parses(form)
    judged = [
        Reading(_normal(parse), str(parse.tag), parse.score, not rule, rule or "plausible")
        for parse, rule in zip(raw, _rules(raw), strict=True)
    ]
    return [*listed, *judged, *homonyms]


def forms(form: str) -> list[str]:
    """Return the folded forms of the words that a folded Cyrillic form may be, itself first."""
    known = [parse for parse in _parses(form) if parse.is_known]
    return list(
        dict.fromkeys([form, *(fold(other.word) for parse in known for other in parse.lexeme)])
    )


@lru_cache(CACHED_CANDIDATES)
def grammemes(word: str) -> frozenset[frozenset[str]]:
    """Return the grammemes of each dictionary reading whose normal form is this folded form.

    Empty if it is no such word.
    """
    if not _morphology().word_is_known(word):  # takes a fortieth of the time of parsing
        return frozenset()
    known = (
        parse
        for parse in _morphology().parse(word)
        if parse.is_known and fold(parse.normal_form) == word
    )
    return frozenset(parse.tag.grammemes for parse in known)


def parses(form: str) -> Iterator[Parse]:
    """Yield the readings of a folded form, the likeliest first; none if it is no Russian word."""
    raw = _parses(form)
    known = _is_known(raw)
    for index, (parse, rule) in enumerate(zip(raw, _rules(raw), strict=True)):
        tag, lemma = _tag(str(parse.tag)), _normal(parse)
        yield Parse(form, index, tag, known, parse.score, lemma, rule)


@cache  # the dictionary has some thousands of tags
def _tag(text: str) -> Tag:
    tag = _morphology().TagClass(text)
    features = (tag.POS, tag.case, tag.number, tag.gender)
    part, case, number, gender = (str(feature or "") for feature in features)
    return Tag(part, case[:3], number, gender, tag.grammemes)


@lru_cache(CACHED_PARSES)
def _parses(form: str) -> list[Any]:
    raw: list[Any] = _morphology().parse(form) if _is_readable(form) else []
    # Of equal readings an imperative is the last: нашли is a form of найти, rather than наслать.
    return sorted(raw, key=lambda parse: (-parse.score, "impr" in parse.tag.grammemes))


def _is_readable(form: str) -> bool:
    """True if pymorphy3 can read a form.

    It asks for the Unicode names of letters, which thousands of letters lack.
    """
    if len(form) >= MAX_WORD or not CYRILLIC.search(form):
        return False
    return not _FOREIGN.search(form) or all(unicodedata.name(letter, "") for letter in form)


@lru_cache(CACHED_PARSES)
def _nominative(form: str, index: int) -> str:
    """Return the nominative of one of the parses of a form.

    Cached: to inflect takes as long as to parse.
    """
    raw = _parses(form)
    parse, case = raw[index], raw[index].tag.case
    named = parse if case is None or "nomn" in parse.tag.grammemes else parse.inflect({"nomn"})
    word: str = (named or parse).word
    return word if _is_known(raw) else word.replace("ё", "е")


def _rules(raw: list[Any]) -> list[str]:
    """Return for each reading the rule that drops it, empty if it is kept."""
    if len(raw) < 2:
        return [""] * len(raw)
    least = PLAUSIBLE * max(parse.score for parse in raw)
    scored = [(parse.score, parse.tag.grammemes) for parse in raw if parse.score >= least]
    noun = max((score for score, tags in scored if "NOUN" in tags), default=0.0)
    adjective = any("ADJF" in tags for _, tags in scored)
    other = any(_VERBAL_OR_ADJECTIVAL.isdisjoint(tags) for _, tags in scored)
    adverb = any("ADVB" in tags for _, tags in scored)
    rules = []
    for parse in raw:
        tags = parse.tag.grammemes
        # сильно: mostly an adverb, and the only neuter of сильный
        if parse.score < (RARE_NEUTER if adverb and "ADJS" in tags else least):
            rules.append(NOISE)
        # следующий, бывший: an adjective by now, not a form of a verb
        elif adjective and "PRTF" in tags:
            rules.append("participle beside an adjective")
        # метан, видимо: hardly any text has such participles
        elif other and {"PRTS", "impf"} <= tags:
            rules.append("short imperfective participle beside another word")
        # сыра, дорог, судно
        elif "ADJS" in tags and noun >= parse.score:
            rules.append("short adjective beside a noun")
        else:
            rules.append("")
    return rules


def _normal(parse: Any) -> str:
    """Return the folded normal form.

    That of a superlative is a superlative: высших gives высший, not высокий or высочайший.
    """
    normal: str = parse.normal_form
    if "Supr" in parse.tag.grammemes:
        named = [
            other.word for other in parse.lexeme if {"Supr", "masc", "sing", "nomn"} in other.tag
        ]
        normal = max(named, key=lambda name: Prefix.similarity(name, parse.word), default=normal)
    return normal.replace("ё", "е")  # the parsed form was folded


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")
