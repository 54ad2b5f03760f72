"""The one analysis of documents, queries and highlights: ``analyze(text)`` gives the tokens.

``token_pattern`` finds the words; ``folding`` gives the form for comparing, ``spellings`` the
lemmas, ``compounds`` the parts of a word. Texts are hostile, so everything is linear in the text.
"""

import hashlib
import re
from collections.abc import Mapping
from importlib.metadata import version
from math import inf
from time import thread_time
from typing import NamedTuple

from svodka.indexer.analysis import compounds, numerals, spellings
from svodka.indexer.analysis.compounds import Spans, joined
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import MAX_WORD
from svodka.indexer.analysis.token_pattern import CURRENCIES, TOKEN
from svodka.indexer.analysis.word_lists import data_of, language

# Raise this when the same text would give other tokens: older indexes are then rebuilt.
VERSION = 5

# The lists that change what is written to an index.
_LISTS = (
    "abbreviations.txt",
    "function_words.txt",
    "homonyms.txt",
    "given_names.txt",
    "not_people.txt",
    "places.txt",
    "signs.txt",
    "surnames.txt",
)

# Surface forms in each of two generations, about 20 MB each.
CACHED_WORDS = 1 << 16

_NUMBER = re.compile(r"\d[\d., \u00a0\u2009\u202f]*")
_GROUPING = re.compile(r"[ \u00a0\u2009\u202f]")
# The forms of Roman numbers of one letter, whose surface has the sign behind it too.
RULERS = frozenset("IV")
_BEHIND = " \u00a0\t\n\r\f\v.,;:!?)»"
END = "\n"  # behind a text, for its last word to have a neighbour
_BLANKS = re.compile(r"\s+")
# The mark of a footnote, and superscripts: Москва[1], слово²
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])(?:\[\d{1,3}\]|[²³¹⁰-⁹]+)$")


class Token(NamedTuple):
    """A word of a text: ``text == source[start:stop]``, in code points.

    ``form`` is the surface form folded for comparing (see ``fold``). ``lemmas`` are the folded
    normal forms of all plausible readings, best first. ``position`` counts words: neighbours differ
    by one. A hyphenated word comes first as one token at position p, with ``parts`` > 1. Its parts
    follow at p, p + 1, ….
    """

    start: int
    stop: int
    text: str
    form: str
    lemmas: tuple[str, ...]
    position: int
    parts: int = 1


class Word(NamedTuple):
    """The analysis of a surface form: folded form, lemmas, parts of a hyphenated word.

    A part has its start and stop in the surface form, its text, folded form and lemmas.
    """

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[tuple[int, int, str, str, tuple[str, ...]], ...] = ()


# A cache of two generations: when the first is full, it replaces the second.
_words: dict[str, Word] = {}
_earlier_words: dict[str, Word] = {}


def analyze(text: str, deadline: float = inf) -> list[Token]:
    """Return the tokens of ``text`` in order, function words too. Never raises.

    A hyphenated word comes first as one token, then by its parts. At ``deadline``
    (``time.thread_time``) the rest of the words is left out. Most words are cached; a text of new
    words takes a hundred times as long.
    """
    tokens: list[Token] = []
    append = tokens.append
    known = _words.get
    position = 0
    for match in TOKEN.finditer(text + END):
        surface = match[0]
        word = known(surface)
        if word is None:
            if thread_time() > deadline:
                break
            word = learn(surface)
        start, stop = match.span()
        if word.form in RULERS:
            surface, stop = surface[0], start + 1
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
    """True for a word without a meaning of its own (в, и, на, не, …).

    A query of other words can do without it.
    """
    return token.form in language("function_words.txt")


def learnt_words() -> Mapping[str, Word]:
    """The cached analyses of surface forms. The next call may return others."""
    return _words


def stamp() -> str:
    """Return the mark of this analysis for an index.

    It changes when the same text would give other tokens.
    """
    data = hashlib.blake2b(digest_size=4)
    for name in _LISTS:
        data.update(data_of(name))
    parser, dictionary = version("pymorphy3"), version("pymorphy3-dicts-ru")
    return f"{VERSION} pymorphy3 {parser} dictionary {dictionary} lists {data.hexdigest()}"


def learn(surface: str) -> Word:
    """Return the analysis of a surface form, a match of TOKEN; most are cached."""
    global _words, _earlier_words
    word = _words.get(surface) or _earlier_words.get(surface) or understand(surface)
    if len(surface) <= MAX_WORD:
        if len(_words) >= CACHED_WORDS:
            _words, _earlier_words = {}, _words
        _words[surface] = word
    return word


def understand(surface: str) -> Word:
    """Analyse a surface form, which is a match of TOKEN or a part of one."""
    plain = plain_form(surface)
    if plain is not None:
        return Word(plain, spellings.lemmas(plain))
    if surface.isalpha():
        return _of_letters(surface)
    if _NUMBER.fullmatch(surface):
        form = _GROUPING.sub("", surface).replace(",", ".")[:MAX_WORD]
        return Word(form, (form,))
    if surface[1:2] and surface[0] in RULERS and not surface[1:].strip(_BEHIND):
        return Word(surface[0], numerals.single(surface[0]))
    if word := _sign(surface) or _group(surface):
        return word
    if number := numerals.with_ending(surface):
        return Word(*number)
    return _written(_FOOTNOTE.sub("", surface))


def plain_form(surface: str) -> str | None:
    """Return the folded form of a surface that is one plain word, None for any other.

    Its lemmas are those of the form. Nearly all words are plain.
    """
    if not surface.isalpha() or numerals.roman(surface) or compounds.prefixed(surface):
        return None
    return fold(surface)[:MAX_WORD]


def _of_letters(surface: str) -> Word:
    """Analyse a Roman number, or a word with a prefix that some write apart."""
    if roman := numerals.roman(surface):
        return Word(*roman)
    return _word_of_parts(surface, compounds.prefixed(surface))


def _sign(surface: str) -> Word | None:
    """Analyse a sign, an abbreviation by its place, a number before its noun."""
    form = _BLANKS.sub("", fold(surface))
    if lemmas := language("signs.txt").get(form):
        return Word(form, lemmas)
    if surface[0] == "%":
        return Word(form, ("процентный",))
    if surface[-1] in "+#":
        return Word(form, (form,))
    return None


def _group(surface: str) -> Word | None:
    """Analyse a surface with a sign before it or with blanks inside, None if it has neither."""
    if surface[0] == "#":
        return _compound(fold(surface[1:]), surface, compounds.hashtag(surface))
    if surface[0] in CURRENCIES:
        return _compound(fold(surface), surface, compounds.money(surface))
    if spans := compounds.area(surface):
        return _compound(fold(surface), surface, spans)
    if not _BLANKS.search(surface):
        return None
    return _spaced(surface) if len(surface.split()) > 2 else _ordered(surface)


def _spaced(surface: str) -> Word:
    """Analyse letter-spaced words."""
    form = fold(_BLANKS.sub("", surface))[:MAX_WORD]
    spans = compounds.spaced(surface)
    if len(spans) == 1:
        return Word(form, spellings.lemmas(form))
    if len(spans) == len(form):  # no words, but letters one by one
        form = fold(surface)[:MAX_WORD]
        return _compound(form, surface, spans, (form,))
    return _compound(form, surface, spans)


def _ordered(surface: str) -> Word:
    """Analyse an ordinal with its noun («5 этаж»), or one of two words («двадцать первый»)."""
    form = fold(surface)[:MAX_WORD]
    if len(surface.split()[0]) > 2:
        return Word(form, numerals.in_words(surface))
    lemmas = numerals.before_noun(surface) or (form,)
    return _compound(form, surface, compounds.pieces(surface), lemmas)


def _written(surface: str) -> Word:
    """Analyse a word with hyphens, apostrophes, digits or invisible characters."""
    if (short := fold(surface)) in language("abbreviations.txt"):  # р-н, г-жа
        return Word(short, spellings.lemmas(short))
    spans = compounds.parts(surface)
    if len(spans) > 1:
        return _word_of_parts(surface, spans)
    form = fold(surface)[:MAX_WORD]
    lemmas = spellings.lemmas(form)
    if any(map(str.isdigit, form)):
        lemmas = tuple(dict.fromkeys((joined(form), *lemmas)))
    return Word(form, lemmas)


def _word_of_parts(surface: str, spans: Spans) -> Word:
    """Analyse a word that its parts make up; its lemmas are those of its spelling together."""
    forms = [fold(surface[start:stop]) for start, stop in spans]
    hyphenated = sum(map(len, forms)) < len(fold(surface))
    form = ("-" if hyphenated else "").join(forms)[:MAX_WORD]
    return _compound(form, surface, spans, spellings.lemmas(form))


def _compound(form: str, surface: str, spans: Spans, lemmas: tuple[str, ...] | None = None) -> Word:
    """Return a word with parts, which are words themselves."""
    parts = []
    for start, stop in spans:
        part = understand(surface[start:stop])
        inner = part.parts or ((0, stop - start, surface[start:stop], part.form, part.lemmas),)
        parts += [
            (start + first, start + last, text, folded, lemmas_of)
            for first, last, text, folded, lemmas_of in inner
        ]
    known = spellings.lemmas(form[:MAX_WORD]) if lemmas is None else lemmas
    whole = tuple(dict.fromkeys(map(joined, known)))
    return Word(form[:MAX_WORD], whole, tuple(parts) if len(parts) > 1 else ())
