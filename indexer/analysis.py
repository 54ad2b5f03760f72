"""The one analysis of documents, queries and highlights: ``analyze(text)`` gives words with their lemmas.

pymorphy3 gives the readings of a word; this module decides what a word is, how forms are folded for comparing, and which
readings are plausible. The only importer of pymorphy3. Everything here is linear in the text: texts are hostile.
"""

import hashlib
import re
import sys
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, NamedTuple

import pymorphy3
from rapidfuzz.distance import Prefix

# Raise it whenever the same text would give other tokens: indexes built before are then rebuilt.
VERSION = 2

# A reading with a score under this share of the best one's is noise. Measured on Universal Dependencies (share of word pairs
# rightly joined, F1, GSD and Taiga): first reading .947 and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# Parts of speech that do not change: an adverb, a particle, a conjunction, a preposition, a predicative.
_UNCHANGING = frozenset(("ADVB", "PRCL", "CONJ", "PREP", "PRED"))

_PERSONAL = frozenset(("Name", "Surn", "Patr", "Apro"))  # names of people, and pronouns that are read as adjectives

# Code points; longer «words» are cut to it: no Russian word is longer, and hostile ones may be a megabyte.
MAX_WORD = 64
CACHED_WORDS = 1 << 16  # surface forms remembered, about 20 MB, and as many again that came before them
CACHED_NOMINALS = 1 << 13
CACHED_FORMS = 1 << 17  # lemmas of folded forms remembered, about 40 MB; the least recently used is forgotten

# Inside a word: combining marks (stress), the soft hyphen, zero-width and direction marks. None of them makes another word.
_INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = rf"[^\W_](?:[^\W_]|[{_INVISIBLE}])*"
_TOKEN = re.compile(
    # 10 000 and 10 000,5: digits grouped by a blank, a no-break or a thin space
    r"(?<![^\W_])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}(?:[.,]\d+)?(?![^\W_]|[.,]\d)"
    # 1,5 and 1.5, but not the date 19.08.2024
    r"|(?<![^\W_])(?<!\d[.,])\d+[.,]\d+(?![^\W_]|[.,]\d)"
    # Нью-Йорк, О’Нил, Ту-154
    rf"|{_WORD}(?:[-\u2010\u2011'’ʼ]{_WORD})*"
)
_PART = re.compile(_WORD)
_NUMBER = re.compile(r"\d[\d., \u00a0\u2009\u202f]*")
_DROPPED = re.compile(rf"[{_INVISIBLE}]+")
_GROUPING = re.compile(r"[ \u00a0\u2009\u202f]")
_CYRILLIC = re.compile(r"[а-яѐ-џ]")
_LATIN = re.compile(r"[a-z]")

# Letters that look the same in both alphabets, small and (by their casefold) capital: В, Н, М, Т look alike as capitals only.
_TO_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_TO_LATIN = str.maketrans("асеорхукмтнві", "aceopxykmthbi")


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


class Nominal(NamedTuple):
    """One reading of a form as a noun or an adjective: its grammemes as pymorphy3 names them.

    ``case`` has the first three letters of the name, ``gender`` is that of a singular only.
    """

    noun: bool
    case: str
    number: str
    gender: str
    parse: Any

    def agrees(self, other: "Nominal") -> bool:
        """Whether the two stand in one case, number and gender."""
        return self[1:4] == other[1:4]

    def nominative(self) -> str:
        """The word in the nominative of the same number, with ё where the dictionary has it."""
        inflected = self.parse.inflect({"nomn", self.number})
        return str(inflected.word if inflected else self.parse.word)


class _Word(NamedTuple):
    """What is remembered of a surface form: folded form, lemmas, and the parts of a hyphenated word with their offsets."""

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[tuple[int, int, str, str, tuple[str, ...]], ...] = ()


# What is learned goes into the first; when it is full, it becomes the second, and what the second held is forgotten.
_words: dict[str, _Word] = {}
_earlier_words: dict[str, _Word] = {}


def analyze(text: str) -> list[Token]:
    """The words of ``text`` in order, function words too; a hyphenated word as a whole, then by parts. Never raises."""
    tokens: list[Token] = []
    append = tokens.append
    known = _words.get
    position = 0
    for match in _TOKEN.finditer(text):
        surface = match[0]
        word = known(surface) or _learn(surface)
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
    return token.form in _language("function_words.txt")


def is_listed_function_word(form: str) -> bool:
    """Whether a folded form is a function word."""
    return form in _language("function_words.txt")


def fold(text: str) -> str:
    """The form for comparing: NFC, casefold, ё → е, no stress marks or invisible characters, look-alikes repaired."""
    folded = unicodedata.normalize("NFC", text).casefold()
    if not folded.isascii():
        folded = _DROPPED.sub("", folded).replace("ё", "е")
        if _LATIN.search(folded) and _CYRILLIC.search(folded):
            folded = _repair(folded)
    return folded


def stamp() -> str:
    """What an index built with this analysis is marked with: it changes when the same text would give other tokens."""
    data = hashlib.blake2b(digest_size=4)
    for name in ("abbreviations.txt", "function_words.txt", "homonyms.txt"):
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


@lru_cache(CACHED_FORMS)
def _lemmas(form: str) -> tuple[str, ...]:
    """The folded normal forms of the plausible readings of a folded form, best first; the form itself where none is known."""
    if len(form) == MAX_WORD or not _CYRILLIC.search(form):
        return (form,)
    kept = [sys.intern(reading.lemma) for reading in readings(form) if reading.kept]
    return tuple(dict.fromkeys(kept)) or (form,)


def readings(form: str) -> list[Reading]:
    """What a folded form may be: the readings of our lists and of the dictionary, with the rule that judged each.

    Scored by pymorphy3: the probability of the tag, given the form. The rules were measured on Universal Dependencies; see
    tests/benchmarks/conflation.py.
    """
    if not _CYRILLIC.search(form):
        return [Reading(form, "", 1, True, "no Russian word")]
    listed = [Reading(lemma, "", 1, True, "abbreviation") for lemma in _language("abbreviations.txt").get(form, ())]
    homonyms = [Reading(lemma, "", 0, True, "homonym") for lemma in _language("homonyms.txt").get(form, ())]
    return [*listed, *_judged(_morphology().parse(form)), *homonyms]


def forms(form: str) -> list[str]:
    """The folded forms of the words that a folded Cyrillic form may be, the form itself first."""
    parses = [parse for parse in _morphology().parse(form) if parse.is_known] if _CYRILLIC.search(form) else []
    return list(dict.fromkeys([form, *(fold(other.word) for parse in parses for other in parse.lexeme)]))


@lru_cache(CACHED_NOMINALS)
def nominals(form: str) -> tuple[Nominal, ...]:
    """The readings of a folded form as a common noun or an adjective, the likeliest first; no names of people.

    Rarer ones than elsewhere are kept: what stands beside a word chooses among its cases.
    """
    parses = _morphology().parse(form) if _CYRILLIC.search(form) else []
    least = PLAUSIBLE**2 * max((parse.score for parse in parses), default=0)
    kept = (parse for parse in parses if parse.score >= least and not _PERSONAL & parse.tag.grammemes)
    return tuple(_nominal(parse) for parse in kept if parse.tag.POS in ("NOUN", "ADJF"))


def _nominal(parse: Any) -> Nominal:
    tag, singular = parse.tag, "sing" in parse.tag  # adjectives tell no gender in the plural
    case = str(tag.case)[:3]  # в году is as locative as о годе
    return Nominal(tag.POS == "NOUN", case, str(tag.number), str(tag.gender) if singular else "", parse)


def _judged(parses: list[Any]) -> list[Reading]:
    least = PLAUSIBLE * max((parse.score for parse in parses), default=0)
    plausible = [parse for parse in parses if parse.score >= least]
    adjective = any(parse.tag.POS == "ADJF" for parse in plausible)
    unchanging = bool(parses) and parses[0].tag.POS in _UNCHANGING
    judged = []
    for parse in parses:
        part, rule = parse.tag.POS, ""
        if parse.score < least:
            rule = "noise"
        elif (
            part == "PRTF" and adjective
        ):  # следующий, бывший, соответствующий: an adjective by now, not a form of a verb
            rule = "participle beside an adjective"
        elif part == "ADJS" and unchanging:  # быстро, хорошо: an adverb, not a short adjective
            rule = "short adjective beside an adverb"
        judged.append(Reading(_normal(parse), str(parse.tag), parse.score, not rule, rule or "plausible"))
    return judged


def _normal(parse: Any) -> str:
    """The folded normal form; that of a superlative is a superlative (высших: высший, and not высокий nor высочайший)."""
    if "Supr" in parse.tag:
        named = [other.word for other in parse.lexeme if {"Supr", "masc", "sing", "nomn"} in other.tag]
        return fold(max(named, key=lambda name: Prefix.similarity(name, parse.word), default=parse.normal_form))
    return fold(parse.normal_form)


def _repair(folded: str) -> str:
    """Give a word of mixed alphabets the letters of one: «Бaку» with a Latin a is «баку»; «СOVID» with a Cyrillic С, covid."""
    cyrillic = folded.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = folded.translate(_TO_LATIN)
    return folded if _CYRILLIC.search(latin) else latin


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _language(name: str) -> dict[str, tuple[str, ...]]:
    """A list beside this module: a line is a form, and after a colon the words that belong to it; ``#`` begins a comment."""
    lines = files("indexer").joinpath("language", name).read_text(encoding="utf-8").splitlines()
    rows = (line.partition("#")[0].partition(":") for line in lines)
    return {fold(form.strip()): tuple(fold(word) for word in rest.split()) for form, _, rest in rows if form.strip()}
