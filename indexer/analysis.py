"""The one analysis of documents, queries and highlights: ``analyze(text)`` gives words with their lemmas.

pymorphy3 gives the readings of a word; this module decides what a word is, how forms are folded for comparing, and which
readings are plausible. The only importer of pymorphy3. Everything here is linear in the text: texts are hostile.
"""

import hashlib
import re
import sys
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from math import inf
from time import thread_time
from typing import Any, NamedTuple

import pymorphy3
from rapidfuzz.distance import Prefix

from indexer.folding import CYRILLIC, INVISIBLE, fold

# Raise it whenever the same text would give other tokens: indexes built before are then rebuilt.
VERSION = 3

# A reading with a score under this share of the best one's is noise. Measured on Universal Dependencies (share of word pairs
# rightly joined, F1, GSD and Taiga): first reading .947 and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# Parts of speech that do not change: an adverb, a particle, a conjunction, a preposition, a predicative.
_UNCHANGING = frozenset(("ADVB", "PRCL", "CONJ", "PREP", "PRED"))

# The lists that decide what is written to an index.
_ABBREVIATIONS, _HOMONYMS = "abbreviations.txt", "homonyms.txt"
_LISTS = (
    _ABBREVIATIONS,
    "function_words.txt",
    _HOMONYMS,
    "given_names.txt",
    "not_people.txt",
    "places.txt",
    "surnames.txt",
)

KINDS = ("Name", "Patr", "Surn", "Geox")  # of names, by pymorphy3's tags: given names, patronymics, surnames, places
_KINDS = frozenset(KINDS)

# Code points; longer «words» are cut to it: no Russian word is longer, and hostile ones may be a megabyte.
MAX_WORD = 64
CACHED_WORDS = 1 << 16  # surface forms remembered, about 20 MB, and as many again that came before them
CACHED_FORMS = 1 << 15  # what is known of folded forms, about 12 MB; the least recently used is forgotten
CACHED_CANDIDATES = 1 << 15  # words that cognates may be, most of which are none; about 5 MB
CACHED_PARSES = 1 << 12  # for those who look at the words of an article again

_WORD = rf"[^\W_](?:[^\W_]|[{INVISIBLE}])*+"  # possessive: to step back takes memory, of a hostile word half a gigabyte
_TOKEN = re.compile(
    # 10 000 and 10 000,5: digits grouped by a blank, a no-break or a thin space
    r"(?<![^\W_])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}(?:[.,]\d+)?(?![^\W_]|[.,]\d)"
    # 1,5 and 1.5, but not the date 19.08.2024
    r"|(?<![^\W_])(?<!\d[.,])\d+[.,]\d+(?![^\W_]|[.,]\d)"
    # Нью-Йорк, О’Нил, Ту-154
    rf"|{_WORD}(?:[-\u2010\u2011'’ʼ]{_WORD})*+"
)
_PART = re.compile(_WORD)
_NUMBER = re.compile(r"\d[\d., \u00a0\u2009\u202f]*")
_GROUPING = re.compile(r"[ \u00a0\u2009\u202f]")


class Token(NamedTuple):
    """A word of a text: ``text == source[start:stop]``, in code points.

    ``form`` is the surface form folded for comparing (NFC, casefold, ё → е, without stress marks and invisible
    characters, Latin look-alikes in a Cyrillic word repaired); ``lemmas`` the folded normal forms of all plausible readings,
    best first. ``position`` counts words: neighbours differ by one. A hyphenated word gives itself as a whole at
    position p (``parts`` > 1), then its parts at p, p + 1, ….
    """

    start: int
    stop: int
    text: str
    form: str
    lemmas: tuple[str, ...]
    position: int
    parts: int = 1


class Reading(NamedTuple):
    """One reading of a form: its folded lemma, pymorphy3's tag and score, whether it is kept, and by which rule."""

    lemma: str
    tag: str
    score: float
    kept: bool
    rule: str


class _Word(NamedTuple):
    """What is remembered of a surface form: folded form, lemmas, and the parts of a hyphenated word with their offsets."""

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[tuple[int, int, str, str, tuple[str, ...]], ...] = ()


# What is learned goes into the first; when it is full, it becomes the second, and what the second held is forgotten.
_words: dict[str, _Word] = {}
_earlier_words: dict[str, _Word] = {}


def analyze(text: str, until: float = inf) -> list[Token]:
    """The words of ``text`` in order, function words too; a hyphenated word as a whole, then by parts. Never raises.

    Where the thread's work comes to ``until`` (``time.thread_time``), the words that are left are left out: most words are
    remembered, but a text of words that nobody has ever seen takes a hundred times as long.
    """
    tokens: list[Token] = []
    append = tokens.append
    known = _words.get
    position = 0
    for match in _TOKEN.finditer(text):
        surface = match[0]
        word = known(surface)
        if word is None:
            if thread_time() > until:
                break
            word = _learn(surface)
        start, stop = match.span()
        if not word.parts:
            append(Token(start, stop, surface, word.form, word.lemmas, position))
            position += 1
            continue
        append(Token(start, stop, surface, word.form, word.lemmas, position, len(word.parts)))
        for offset, end, part, form, lemmas in word.parts:
            append(Token(start + offset, start + end, part, form, lemmas, position))
            position += 1
    return tokens


def is_function_word(token: Token) -> bool:
    """Whether the word (в, и, на, не, …) says nothing alone, so that a query of other words can do without it."""
    return token.form in language("function_words.txt")


def stamp() -> str:
    """What an index built with this analysis is marked with: it changes when the same text would give other tokens."""
    data = hashlib.blake2b(digest_size=4)
    for name in _LISTS:
        data.update(files("indexer").joinpath("language", name).read_bytes())
    parser, dictionary = version("pymorphy3"), version("pymorphy3-dicts-ru")
    return f"{VERSION} pymorphy3 {parser} dictionary {dictionary} lists {data.hexdigest()}"


def warm() -> None:
    """Load the dictionary now (a third of a second), so that processes forked afterwards share its memory."""
    _morphology()


def _learn(surface: str) -> _Word:
    """Analyse a surface form, unless it is remembered from earlier, and remember it."""
    global _words, _earlier_words
    word = _words.get(surface) or _earlier_words.get(surface) or _understand(surface)
    if len(surface) <= MAX_WORD:
        if len(_words) >= CACHED_WORDS:
            _words, _earlier_words = {}, _words
        _words[surface] = word
    return word


def _understand(surface: str) -> _Word:
    """Analyse a surface form."""
    if _NUMBER.fullmatch(surface):
        form = _GROUPING.sub("", surface).replace(",", ".")[:MAX_WORD]
        return _Word(form, (form,))
    spans = [match.span() for match in _PART.finditer(surface)]
    form = fold(surface)[:MAX_WORD]
    if len(spans) == 1:
        return _Word(form, _lemmas(form))
    forms = [fold(surface[start:stop])[:MAX_WORD] for start, stop in spans]
    parts = [(*span, surface[slice(*span)], part, _lemmas(part)) for span, part in zip(spans, forms, strict=True)]
    form = "-".join(forms)[:MAX_WORD]
    return _Word(form, _lemmas(form), tuple(parts))


def _lemmas(form: str) -> tuple[str, ...]:
    """The folded normal forms of the plausible readings of a folded form, best first; the form itself where none is known."""
    return _known(form)[0]


def kinds(form: str) -> tuple[str, ...]:
    """The kinds of names that the dictionary says a folded form may be: Name, Patr, Surn, Geox."""
    return _known(form)[1]


@lru_cache(CACHED_FORMS)
def _known(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(form) == MAX_WORD or not CYRILLIC.search(form):
        return (form,), ()
    found = parses(form)
    kept = [_normal(parse) for parse, rule in zip(found, _rules(found), strict=True) if not rule]
    lemmas = dict.fromkeys((*language(_ABBREVIATIONS).get(form, ()), *kept, *language(_HOMONYMS).get(form, ())))
    return tuple(map(sys.intern, lemmas)) or (form,), _kinds(found)


def _kinds(found: list[Any]) -> tuple[str, ...]:
    named = [parse.tag.grammemes for parse in found if not _KINDS.isdisjoint(parse.tag.grammemes)]
    if not named or not is_known(found):
        return ()
    return tuple(kind for kind in KINDS if any(kind in grammemes for grammemes in named))


def is_known(found: list[Any]) -> bool:
    """Whether the dictionary has a word, by what pymorphy3 makes of it; it has all of its readings then, or none."""
    return bool(found) and bool(found[0].is_known)


def readings(form: str) -> list[Reading]:
    """What a folded form may be: the readings of our lists and of the dictionary, with the rule that judged each.

    Scored by pymorphy3: the probability of the tag, given the form. The rules were measured on Universal Dependencies; see
    tests/benchmarks/conflation.py.
    """
    if not CYRILLIC.search(form):
        return [Reading(form, "", 1, True, "no Russian word")]
    listed = [Reading(lemma, "", 1, True, "abbreviation") for lemma in language(_ABBREVIATIONS).get(form, ())]
    homonyms = [Reading(lemma, "", 0, True, "homonym") for lemma in language(_HOMONYMS).get(form, ())]
    found = parses(form)
    judged = [
        Reading(_normal(parse), str(parse.tag), parse.score, not rule, rule or "plausible")
        for parse, rule in zip(found, _rules(found), strict=True)
    ]
    return [*listed, *judged, *homonyms]


def forms(form: str) -> list[str]:
    """The folded forms of the words that a folded Cyrillic form may be, the form itself first."""
    known = [parse for parse in parses(form) if parse.is_known]
    return list(dict.fromkeys([form, *(fold(other.word) for parse in known for other in parse.lexeme)]))


@lru_cache(CACHED_CANDIDATES)
def grammemes(word: str) -> frozenset[frozenset[str]]:
    """The grammemes of each dictionary reading of which a folded form is the normal form; none where it is no such word."""
    if not _morphology().word_is_known(word):  # a fortieth of the time that the readings take
        return frozenset()
    known = (parse for parse in _morphology().parse(word) if parse.is_known and fold(parse.normal_form) == word)
    return frozenset(parse.tag.grammemes for parse in known)


@lru_cache(CACHED_PARSES)
def parses(form: str) -> list[Any]:
    """What pymorphy3 makes of a folded form; nothing where it is no Russian word."""
    found: list[Any] = _morphology().parse(form) if len(form) < MAX_WORD and CYRILLIC.search(form) else []
    return found


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
        elif adjective and "PRTF" in tag:  # следующий, бывший: an adjective by now, not a form of a verb
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
        named = [other.word for other in parse.lexeme if {"Supr", "masc", "sing", "nomn"} in other.tag]
        normal = max(named, key=lambda name: Prefix.similarity(name, parse.word), default=normal)
    return normal.replace("ё", "е")  # what is parsed has been folded


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def language(name: str) -> dict[str, tuple[str, ...]]:
    """A list of ``indexer/language/``, folded: forms, and the words that belong to each."""
    return {fold(form): tuple(map(fold, rest.split())) for form, rest in listed(name)}


def listed(name: str) -> list[tuple[str, str]]:
    """The lines of a list of ``indexer/language/``: a form, and after a colon what belongs to it; ``#`` begins a comment."""
    lines = files("indexer").joinpath("language", name).read_text(encoding="utf-8").splitlines()
    rows = (line.partition("#")[0].partition(":") for line in lines)
    return [(form.strip(), rest.strip()) for form, _, rest in rows if form.strip()]
