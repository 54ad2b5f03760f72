"""Words formed from abbreviations and names: НАТО, натовский; ФСБ, эфэсбэшник; Саша, сашин.

No dictionary has most of them. So these are candidates: a caller keeps those that a collection has.
"""

from collections.abc import Iterator
from functools import lru_cache

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes

MOST_LETTERS = 6  # of an abbreviation whose letters are spelt: эфэсбэшник

_ADJECTIVES = ("овский", "евский", "вский", "ский", "шный", "ошный")
_PERSONS = ("овец", "евец", "вец", "ец", "шник", "ошник", "ист")
_TEACHINGS = ("изм", "овщина", "евщина")
_SUFFIXES = (*_ADJECTIVES, *_PERSONS, *_TEACHINGS)
# Of a common word with a capital, which may be a surname: Трамп, трамповский
_OF_SURNAMES = ("овский", "овец", "изм", "овщина")
_VOWELS = "аеиоуыэюяй"
# The ending of «сашин», and those of the given names that have it.
_POSSESSIVE, _OWNERS = "ин", "ая"
_NAMES = frozenset(("Name", "Surn", "Geox", "Orgn", "Trad", "Abbr", "Fixd"))
# The names of letters as they are said in abbreviations
_SAID = {
    **{letter: letter for letter in "аеиоуэюя"},
    **{letter: letter + "э" for letter in "бвгджзптцч"},
    **{letter: "э" + letter for letter in "лмнрсф"},
    **{letter: letter + "а" for letter in "кхшщ"},
}


@lru_cache(1 << 12)
def from_name(text: str, lemma: str) -> tuple[str, ...]:
    """Return candidates for cognates of an abbreviation or a name, and for what it comes from.

    A common word has only the latter. ``text`` is as written, ``lemma`` its lemma.
    """
    readings = grammemes(lemma)
    short = text.isupper() and 1 < len(text) <= MOST_LETTERS
    common = bool(readings) and not short and not all(tags & _NAMES for tags in readings)
    if common and not text[:1].isupper():
        return tuple(_sources(lemma))
    stems = dict.fromkeys(_stems(fold(text) if short else lemma, spelled=short))
    suffixes = _OF_SURNAMES if common else _SUFFIXES
    formed = [stem + suffix for suffix in suffixes for stem in stems]
    return tuple(dict.fromkeys((*_sources(lemma), *_possessive(lemma), *formed)))


def _stems(word: str, *, spelled: bool) -> Iterator[str]:
    yield word
    if word[-1:] in _VOWELS and len(word) > 3:
        yield word[:-1]
    if spelled and all(letter in _SAID for letter in word):
        yield "".join(_SAID[letter] for letter in word)


def _possessive(name: str) -> Iterator[str]:
    """Yield what belongs to a person of this given name: Саша, сашин; not a surname, as Ленин."""
    formed = name[:-1] + _POSSESSIVE
    if name[-1:] in _OWNERS and _is(name, "Name") and not _is(formed, "Surn"):
        yield formed


def _sources(word: str) -> Iterator[str]:
    """Yield the abbreviation or given name that a word in -овский, -шник, -ин … is formed from."""
    if word.endswith(_POSSESSIVE) and not _is(word, "Surn"):
        stem = word.removesuffix(_POSSESSIVE)
        yield from (stem + end for end in _OWNERS if _is(stem + end, "Name"))
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= 2 and _is(stem, "Abbr"):
            yield stem.upper()


def _is(word: str, tag: str) -> bool:
    """True if the dictionary has a lemma with this grammeme."""
    return any(tag in tags for tags in grammemes(word))
