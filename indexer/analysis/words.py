"""The analysis of a surface form by itself: folded form, lemmas, parts.

``folding`` gives the form for comparing, ``spellings`` the lemmas, ``compounds`` the parts.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from svodka.indexer.analysis import compounds, morphology, numerals, spellings
from svodka.indexer.analysis.compounds import Spans, joined
from svodka.indexer.analysis.context.chance_names import names as chance_names
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import MAX_WORD
from svodka.indexer.analysis.surface_flags import flags_of_form
from svodka.indexer.analysis.token_arrays import ADJACENT, AMBIGUOUS
from svodka.indexer.analysis.token_pattern import CURRENCIES, is_hanging
from svodka.indexer.analysis.word_lists import language

_NUMBER = re.compile(r"\d[\d., \u00a0\u2009\u202f]*")
# The forms of one letter whose surface has the sign behind it too: Roman numbers, and tonnes.
_TONNES = "т"
RULERS = frozenset(f"IV{_TONNES}")
_BEHIND = " \u00a0\t\n\r\f\v.,;:!?)»"
END = "\n"  # behind a text, for its last word to have a neighbour
_BLANKS = re.compile(r"\s+")
_LEAST_ALIKE = 3  # letters of a word that an abbreviation may be at the end of a sentence
# The mark of a footnote, and superscripts: Москва[1], слово²
# Foreign names and abbreviations with a Russian ending: iPhone’ы, Google-ом, ЧВК-ой
_DECLINED = re.compile(
    "([A-Za-z]{2,}|[А-ЯЁ]{2,})[-\u2010\u2011'’ʼ]([аеиоуыюя]|о[вйм]|е[вйм]|[аия]м|[аия]х|[ая]ми)"
)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])(?:\[\d{1,3}\]|[²³¹⁰-⁹]+)$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # К.П.С.С

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")  # CO₂ is CO2


class Word(NamedTuple):
    """The analysis of a surface form: folded form, lemmas, parts of a hyphenated word.

    A part has its start and stop in the surface form, its text, folded form and lemmas. ``names``
    are the further lemmas of a capitalized word of the dictionary where it is a name. ``open`` is
    true for a capitalized word that the dictionary lacks. ``doubtful`` is true for a word with rare
    readings that its neighbours may make sure, ``ambiguous`` for one of whose lemmas they may rule
    out some.
    """

    form: str
    lemmas: tuple[str, ...]
    parts: tuple[tuple[int, int, str, str, tuple[str, ...]], ...] = ()
    names: tuple[str, ...] = ()
    open: bool = False
    doubtful: bool = False
    ambiguous: bool = False


def understand(surface: str) -> Word:
    """Analyse a surface form, which is a match of TOKEN or a part of one."""
    plain = plain_form(surface)
    if plain is not None:
        return single(surface, plain)
    if surface.isalpha():
        return _of_letters(surface)
    if is_hanging(surface):  # двух- и трёхкомнатные
        part = understand(surface[:-1])
        return Word(part.form, part.lemmas, part.parts, doubtful=not part.parts)
    if _NUMBER.fullmatch(surface):
        form = numerals.in_digits(surface)[:MAX_WORD]
        return Word(form, (form,))
    if surface[-1] in numerals.FRACTIONS:
        return Word(*numerals.fraction(surface))
    if surface[1:2] and surface[0] in RULERS and not surface[1:].strip(_BEHIND):
        return _before_a_sign(surface[0])
    if word := _sign(surface) or _group(surface):
        return word
    if number := numerals.with_ending(surface):
        return Word(*number)
    return _written(_FOOTNOTE.sub("", surface.translate(_SUBSCRIPTS)))


def _before_a_sign(letter: str) -> Word:
    """Analyse the Roman number of a ruler, or tonnes behind their number."""
    if letter == _TONNES:
        return Word(letter, (*language("signs.txt")[f"{letter}."], letter))
    return Word(letter, numerals.single(letter))


def plain_form(surface: str) -> str | None:
    """Return the folded form of a surface that is one plain word, None for any other.

    Its lemmas are those of the form and its capitals. Nearly all words are plain.
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
    form = form.replace("с", "c") if surface[-1] in "+#" else form
    if lemmas := language("signs.txt").get(form):
        return Word(form, tuple(dict.fromkeys((*lemmas, *_before_full_stop(form)))))
    if surface[0] == "%":
        return Word(form, ("процентный",))
    if surface[-1] in "+#":
        return Word(form, (form,))
    return None


def _before_full_stop(form: str) -> tuple[str, ...]:
    """Return the lemmas of a word that an abbreviation is alike: the next word may be its own."""
    word = form.removesuffix(".")
    if word == form or len(word) < _LEAST_ALIKE or not morphology.is_word(word):
        return ()
    return morphology.lemmas(word)


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
        return single(surface, form)
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
    if _DOTTED.fullmatch(surface):
        return _dotted(surface)
    if declined := _DECLINED.fullmatch(surface):
        name = fold(declined[1])[:MAX_WORD]
        return single(declined[1], name)._replace(form=f"{name}-{declined[2]}"[:MAX_WORD])
    spans = compounds.parts(surface)
    if len(spans) > 1:
        return _word_of_parts(surface, spans)
    word = single(surface, fold(surface)[:MAX_WORD])
    if any(map(str.isdigit, word.form)):
        return word._replace(lemmas=tuple(dict.fromkeys((joined(word.form), *word.lemmas))))
    return word


def _dotted(surface: str) -> Word:
    """Analyse an abbreviation with full stops; its parts are the letters, as of initials."""
    whole = understand(surface.replace(".", ""))
    spans = [(start, start + 1) for start in range(0, len(surface), 2)]
    return _compound(whole.form, surface, spans, whole.lemmas)


def single(surface: str, form: str) -> Word:
    """Analyse a word without parts, given its folded form. A capital may make it a name."""
    known = morphology.looked_up(form)
    capital = surface[0].isupper() and not surface.isupper()
    if capital and not known.known:
        return Word(form, spellings.lemmas(form, capital=True), open=True)
    lemmas = spellings.lemmas(form)
    if not known.known and surface.isupper():  # a name or a common word
        lemmas = tuple(dict.fromkeys((*lemmas, *spellings.lemmas(form, capital=True))))
    names = names_by_chance(form, lemmas) if capital else ()
    ambiguous = False
    if len(lemmas) > 1 and known.known:
        lemmas = as_written(surface, form, lemmas)
        kinds = ADJACENT | AMBIGUOUS if surface.islower() else ADJACENT
        ambiguous = bool(flags_of_form(form, known) & kinds)
    return Word(form, lemmas, (), names, doubtful=known.doubtful, ambiguous=ambiguous)


def as_written(surface: str, form: str, lemmas: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lemmas of a dictionary form that its surface allows.

    A word in small letters is no name, and no «род.» for «родился». One in capitals is an
    abbreviation if that is a reading. What has a ё is no word without it.
    """
    if len(lemmas) < 2 or len(form) < 2:
        return lemmas
    known = morphology.looked_up(form)
    if surface.isupper() and len(surface) > 1:
        return known.abbreviations or lemmas
    out = frozenset(known.names if surface.islower() else ())
    small = unicodedata.normalize("NFC", surface).lower()
    if "ё" in small:
        out |= morphology.misspelt(small)
    return tuple(lemma for lemma in lemmas if lemma not in out) or lemmas


def names_by_chance(form: str, lemmas: Sequence[str]) -> tuple[str, ...]:
    """Return the further lemmas of a capitalized form of the dictionary where it is a name."""
    return tuple(name for name in chance_names(form) if name not in lemmas)


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
