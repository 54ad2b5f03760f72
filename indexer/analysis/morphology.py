"""The morphology of Russian words: the plausible readings of a form in pymorphy3's dictionary.

The only importer of pymorphy3. Its types stay in here: comparing them may raise.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import pymorphy3
from pymorphy3.dawg import PrefixMatcher as _PrefixMatcher
from pymorphy3.lang.ru import KNOWN_PREFIXES, PARTICLES_AFTER_HYPHEN

from svodka.indexer.analysis import open_vocabulary
from svodka.indexer.analysis.dictionary import Analysis, Dictionary
from svodka.indexer.analysis.folding import CYRILLIC, fold, is_russian
from svodka.indexer.analysis.open_vocabulary import Guess
from svodka.indexer.analysis.plausibility import (
    Combination,
    combination,
    judged,
    part_of,
    plausibility,
    special_lemmas,
)
from svodka.indexer.analysis.prediction import Reader, prefixed_nouns
from svodka.indexer.analysis.readings import KINDS, Reading, Tag, Understood
from svodka.indexer.analysis.word_lists import ABBREVIATIONS, HOMONYMS, language, with_listed

MAX_WORD = 64  # code points; longer «words», hostile ones, are cut to it
# Entries of caches; the least recently used is dropped.
CACHED_FORMS = 1 << 15  # analyses of folded forms, about 12 MB
CACHED_CANDIDATES = 1 << 15  # candidates for cognates, most of them no words; about 5 MB
CACHED_COMBINATIONS = 1 << 14  # combinations of dictionary readings, about 5 MB
CACHED_PARSES = 1 << 12  # for callers that look at one article again
CACHED_NOMINATIVES = 1 << 14  # readings of words, about 3 MB


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
    _reader()


def lemmas(form: str, *, capital: bool = False) -> tuple[str, ...]:
    """Return the folded normal forms of the plausible readings of a folded form, best first.

    The form itself if there is no reading. ``capital`` is for a capitalized word, if the dictionary
    lacks it.
    """
    return understood(form, capital and not looked_up(form).known).lemmas


def is_word(form: str) -> bool:
    """True if the dictionary has a folded form."""
    return _is_readable(form) and _is_known(form)


def kinds(form: str) -> tuple[str, ...]:
    """Return the kinds of names in the dictionary for a folded form: Name, Patr, Surn, Geox."""
    return looked_up(form).kinds


def is_known(form: str) -> bool:
    """True if the dictionary has a folded form, or if it is no Russian word."""
    return not _is_readable(form) or _is_known(form)


def is_lemma(form: str, *, common: bool = False) -> bool:
    """True if a folded form is the normal form of a word; with ``common``, of no name alone."""
    return any(
        one.normal(word).replace("ё", "е") == form
        and (not common or one.tag.grammemes.isdisjoint(KINDS))
        for word, keys in _dictionary().items(form)
        for one in map(_dictionary().form, keys)
    )


@lru_cache(CACHED_FORMS)
def understood(form: str, capital: bool = False) -> Understood:
    """Return what is known of a folded form, with guesses if the dictionary lacks it."""
    found = looked_up(form)
    return found if found.known else _guessed(form, capital)


@lru_cache(CACHED_FORMS)
def looked_up(form: str) -> Understood:
    """Return what the dictionary knows of a folded form; itself as its lemma if it lacks it."""
    if len(form) >= MAX_WORD or not CYRILLIC.search(form):
        return Understood((form,))
    items = _dictionary().items(form)
    if not items:
        return Understood((form,), known=not _is_readable(form))
    words = [word for word, keys in items for _ in keys]
    some, kinds = _combination(tuple([key for _, keys in items for key in keys]))
    every = [one.normal(words[at]).replace("ё", "е") for at, one in enumerate(some.forms)]
    if some.part is not None and len(set(every)) == 1:  # whichever is likelier
        only = with_listed(form, every[:1])
        return Understood(only, kinds, True, False, some.may_hide, some.adjectival)
    found = judged(some, _dictionary().probabilities(form, some.forms))
    normal = [every[at] for at in found.kept]
    others = [every[at] for at in found.rare]
    doubtful = bool(others) and not set(others) <= set(normal)
    listed = with_listed(form, normal)
    names, short = special_lemmas(some, normal, found.kept)
    return Understood(listed, kinds, True, doubtful, some.may_hide, found.adjectival, names, short)


@lru_cache(CACHED_FORMS)
def plausible(form: str, *, rare: bool = False) -> tuple[tuple[str, Tag], ...]:
    """Return the lemmas and grammemes of the dictionary's readings of a folded form that count.

    With ``rare``, the other readings of the same lemmas are there too.
    """
    items = _dictionary().items(form) if len(form) < MAX_WORD else []
    words = [word for word, keys in items for _ in keys]
    some, _ = _combination(tuple([key for _, keys in items for key in keys]))
    kept = judged(some, _dictionary().probabilities(form, some.forms)).kept if items else ()
    every = [one.normal(words[at]).replace("ё", "е") for at, one in enumerate(some.forms)]
    left = set(language(HOMONYMS).get(form, ())).union(every[at] for at in kept if rare)
    return tuple(
        (lemma, _tag(some.forms[at].tag.name))
        for at, lemma in enumerate(every)
        if at in kept or lemma in left
    )


def misspelt(word: str) -> frozenset[str]:
    """Return the folded lemmas of a word in small letters that its ё rules out: узнаёт, узнать."""
    return _dictionary().misspelt(word)


def _guessed(form: str, capital: bool) -> Understood:
    """Return the possible normal forms of a form that the dictionary lacks."""
    found = _analyses(form)
    likely = [one for one, rule in zip(found, _rules(found), strict=True) if not rule]
    last = form.rpartition("-")[2]
    if last != form and _is_known(last):  # автобус-музей
        normal = list(map(_normal, likely))
    else:
        guesses = [Guess(one.score, part_of(one.tag), partial(_normal, one)) for one in likely]
        other = partial(is_lemma, common=capital)  # it lacks cases of names: Ухани
        normal = open_vocabulary.lemmas(form, guesses, other, capital=capital)
        normal += map(_normal, prefixed_nouns(likely, capital=capital))
    return Understood(with_listed(form, list(dict.fromkeys(normal))), known=False)


@lru_cache(CACHED_COMBINATIONS)
def _combination(keys: tuple[tuple[int, int], ...]) -> tuple[Combination, tuple[str, ...]]:
    """Return the forms of a word, and its kinds of names."""
    forms = list(map(_dictionary().form, keys))
    named = frozenset[str]().union(*(form.tag.grammemes for form in forms))
    return combination(forms), tuple(kind for kind in KINDS if kind in named)


def _is_known(form: str) -> bool:
    """True if the dictionary has the word; it has all readings of a word then, or none."""
    return bool(_dictionary().items(form))


def readings(form: str) -> list[Reading]:
    """Return the readings of a folded form by our lists and the dictionary, with their rules.

    The score is pymorphy3's: the probability of the tag, given the form. The rules were measured on
    Universal Dependencies; see tests/benchmarks/words/conflation.py.
    """
    if not _is_readable(form):
        return [Reading(form, "", 1, True, "no Russian word")]
    short, others = language(ABBREVIATIONS).get(form, ()), language(HOMONYMS).get(form, ())
    listed = [Reading(lemma, "", 1, True, "abbreviation") for lemma in short]
    homonyms = [Reading(lemma, "", 0, True, "homonym") for lemma in others]
    found = _analyses(form)
    judged = [
        Reading(_normal(one), one.tag.name, one.score, not rule, rule or "plausible")
        for one, rule in zip(found, _rules(found), strict=True)
    ]
    if not _is_known(form):
        keys = lemmas(form)
        guessed = [
            one._replace(kept=False, rule="guess") for one in judged if one.lemma not in keys
        ]
        return [*(Reading(key, "", 0, True, "form of an unknown word") for key in keys), *guessed]
    judged.sort(key=lambda one: (-one.score, "impr" in one.tag))
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
    known, found = _is_known(form), _analyses(form)
    for index, (one, rule) in enumerate(zip(found, _rules(found), strict=True)):
        yield Parse(form, index, _tag(one.tag.name), known, one.score, _normal(one), rule)


def _rules(found: Sequence[Analysis]) -> list[str]:
    return plausibility([one.tag for one in found], [one.score for one in found])


@cache  # the dictionary has some thousands of tags
def _tag(text: str) -> Tag:
    tag = _morphology().TagClass(text)
    features = (tag.POS, tag.case, tag.number, tag.gender)
    part, case, number, gender = (str(feature or "") for feature in features)
    return Tag(part, case[:3], number, gender, tag.grammemes)


@lru_cache(CACHED_PARSES)
def _analyses(form: str) -> list[Analysis]:
    return _reader().read(form) if _is_readable(form) else []


@lru_cache(CACHED_PARSES)
def _parses(form: str) -> list[Any]:
    """Return the same readings as pymorphy3's own objects, which can be inflected."""
    raw: list[Any] = _morphology().parse(form) if _is_readable(form) else []
    return raw


def _is_readable(form: str) -> bool:
    return len(form) < MAX_WORD and is_russian(form)


@lru_cache(CACHED_NOMINATIVES)
def _nominative(form: str, index: int) -> str:
    """Return the nominative of one of the parses of a form.

    For a word that the dictionary lacks, this takes as long as to parse it.
    """
    one = _analyses(form)[index]
    if one.form and one.paradigm is not None and _is_known(form):
        return _dictionary().nominative(one.base, one.paradigm, one.form.number)
    parse = _parses(form)[index]
    is_named = parse.tag.case is None or "nomn" in parse.tag.grammemes
    word: str = ((not is_named and parse.inflect({"nomn"})) or parse).word
    return word.replace("ё", "е")


def _normal(one: Analysis) -> str:
    return one.normal.replace("ё", "е")  # the analysed form was folded


@cache
def _reader() -> Reader:
    analyzer = _morphology()
    return Reader(
        analyzer, _dictionary(), _PrefixMatcher(KNOWN_PREFIXES).prefixes, PARTICLES_AFTER_HYPHEN
    )


@cache
def _dictionary() -> Dictionary:
    return Dictionary(_morphology())


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")
