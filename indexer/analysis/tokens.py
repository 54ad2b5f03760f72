"""The one analysis of documents, queries and highlights: ``analyze(text)`` gives the tokens.

This module finds the words; ``folding`` gives the form for comparing, ``morphology`` the lemmas.
Texts are hostile, so everything here is linear in the text.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from math import inf
from time import thread_time
from typing import NamedTuple

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.agreement import agreeing, rare_nouns
from svodka.indexer.analysis.chance_names import names as chance_names
from svodka.indexer.analysis.folding import INVISIBLE, fold
from svodka.indexer.analysis.morphology import MAX_WORD
from svodka.indexer.analysis.name_context import chance, names_among, neighbours
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
    "surnames.txt",
)

# Surface forms in each of two generations, about 20 MB each.
CACHED_WORDS = 1 << 16

# Possessive: backtracking takes memory, for a hostile word half a gigabyte.
_REST = rf"[^\W_]*+(?:[{INVISIBLE}]++[^\W_]*+)*+"
_WORD = rf"[^\W_]{_REST}"
_HYPHENS = rf"(?:[-\u2010\u2011'’ʼ]{_WORD})*+"
_BLANK = r"[ \u00a0\u2009\u202f]"
# A word of a text. Its first letter stands before all alternatives: the search skips other
# characters faster so, and the kind of the letter chooses the alternative.
TOKEN = re.compile(
    r"[^\W_](?:"
    # Нью-Йорк, О’Нил
    rf"(?<=[^\W\d_]){_REST}{_HYPHENS}"
    # 10 000 and 10 000,5: digits grouped by a blank, a no-break or a thin space
    rf"|(?<![^\W_]\d)(?:\d{{0,2}}(?:{_BLANK}\d{{3}}){{1,5}}(?:[.,]\d+)?"
    # 1,5 and 1.5, but not the date 19.08.2024
    r"|(?<!\d[.,]\d)\d*[.,]\d+)(?![^\W_]|[.,]\d)"
    # 154, 2-й
    rf"|{_REST}{_HYPHENS})"
)
_PART = re.compile(_WORD)
_NUMBER = re.compile(r"\d[\d., \u00a0\u2009\u202f]*")
_GROUPING = re.compile(r"[ \u00a0\u2009\u202f]")


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

    A part has its start and stop in the surface form, its text, folded form and lemmas. ``names``
    are the further lemmas of a capitalized word of the dictionary where it is a name. ``open`` is
    true for a capitalized word that the dictionary lacks. ``doubtful`` is true for a word with rare
    readings that its neighbours may make sure.
    """

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[tuple[int, int, str, str, tuple[str, ...]], ...] = ()
    names: tuple[str, ...] = ()
    open: bool = False
    doubtful: bool = False

    def with_lemmas(self, more: Sequence[str]) -> "Word":
        """Return the same word with further lemmas, where its context makes them sure."""
        return Word(self.form, tuple(dict.fromkeys((*self.lemmas, *more))))


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
    unsure: list[tuple[int, Word]] = []
    append = tokens.append
    known = _words.get
    position = 0
    for match in TOKEN.finditer(text):
        surface = match[0]
        word = known(surface)
        if word is None:
            if thread_time() > deadline:
                break
            word = _learn(surface)
        start, stop = match.span()
        if not word.parts:
            if word.names or word.doubtful:
                unsure.append((len(tokens), word))
            append(Token(start, stop, surface, word.form, word.lemmas, position))
            position += 1
            continue
        append(Token(start, stop, surface, word.form, word.lemmas, position, len(word.parts)))
        for offset, end, part, form, lemmas in word.parts:
            append(Token(start + offset, start + end, part, form, lemmas, position))
            position += 1
    if unsure:
        _read_in_context(text, tokens, unsure)
    return tokens


def is_function_word(token: Token) -> bool:
    """True for a word without a meaning of its own (в, и, на, не, …).

    A query of other words can do without it.
    """
    return token.form in language("function_words.txt")


def stamp() -> str:
    """Return the mark of this analysis for an index.

    It changes when the same text would give other tokens.
    """
    data = hashlib.blake2b(digest_size=4)
    for name in _LISTS:
        data.update(data_of(name))
    parser, dictionary = version("pymorphy3"), version("pymorphy3-dicts-ru")
    return f"{VERSION} pymorphy3 {parser} dictionary {dictionary} lists {data.hexdigest()}"


def _learn(surface: str) -> Word:
    """Analyse a surface form, or take it from the cache, and cache it."""
    global _words, _earlier_words
    word = _words.get(surface) or _earlier_words.get(surface) or understand(surface)
    if len(surface) <= MAX_WORD:
        if len(_words) >= CACHED_WORDS:
            _words, _earlier_words = {}, _words
        _words[surface] = word
    return word


def understand(surface: str) -> Word:
    """Analyse a surface form, which is a match of TOKEN."""
    if _NUMBER.fullmatch(surface):
        form = _GROUPING.sub("", surface).replace(",", ".")[:MAX_WORD]
        return Word(form, (form,))
    spans = [match.span() for match in _PART.finditer(surface)]
    form = fold(surface)[:MAX_WORD]
    if len(spans) == 1:
        return _single(surface, form)
    forms = [fold(surface[start:stop])[:MAX_WORD] for start, stop in spans]
    parts = [
        (*span, surface[slice(*span)], part, morphology.lemmas(part))
        for span, part in zip(spans, forms, strict=True)
    ]
    form = "-".join(forms)[:MAX_WORD]
    return Word(form, morphology.lemmas(form), tuple(parts))


def _single(surface: str, form: str) -> Word:
    """Analyse a word without a hyphen."""
    capital = surface[0].isupper() and not surface.isupper()
    lemmas = morphology.lemmas(form, capital=capital)
    doubtful = bool(rare_nouns(form))
    if not capital:
        return Word(form, lemmas, doubtful=doubtful)
    names = tuple(name for name in chance_names(form) if name not in lemmas)
    return Word(form, lemmas, (), names, not morphology.is_known(form), doubtful)


def _read_in_context(text: str, tokens: list[Token], unsure: Sequence[tuple[int, Word]]) -> None:
    """Give words the further lemmas that their context makes sure."""
    starts = [token.start for token in tokens]
    stops = [token.stop for token in tokens]
    named = [
        chance(text, starts, stops, row, word.form, word.names)
        for row, word in unsure
        if word.names
    ]
    names = set(names_among(named, lambda: _open_lemmas(tokens)))
    for row, word in unsure:
        more = list(word.names) if row in names else []
        if word.doubtful:
            around = neighbours(text, starts, stops, row)
            before, after = (tokens[at].form if at is not None else "" for at in around)
            more += agreeing(before, word.form, after)
        if more:
            tokens[row] = tokens[row]._replace(lemmas=word.with_lemmas(more).lemmas)


def _open_lemmas(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the lemmas of the capitalized words that the dictionary lacks."""
    for text in dict.fromkeys(token.text for token in tokens if token.text[0].isupper()):
        word = _learn(text)
        if word.open:
            yield from word.lemmas
