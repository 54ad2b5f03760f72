"""Russian words in Latin letters, by any of the common schemes: «Yuzhny», «Iuzhnyi», «Južnyj» are «южный».

A word is read from left to right in every way that the table in ``language/translit.txt`` allows, as long as some form of the
collection begins so; thus no scheme need be known, and nothing is found that the collection does not have.
"""

import math
import re
import unicodedata
from functools import cache
from operator import itemgetter

from svodka.indexer.analysis.word_lists import data_of
from svodka.indexer.suggest.vocabulary import Vocabulary

_LETTER = "[A-Za-zёЁ\u00c0-\u024f\u0300-\u036f\u02b9\u02ba\u00b7]"
_SIGN = "['’`\"”ʹʺ]"
WORD = re.compile(rf"(?=[^ёЁ]){_LETTER}+(?:{_SIGN}+{_LETTER}+)*['’`ʹ]*")

_CONSONANTS = frozenset("бвгджзйклмнпрстфхцчшщ")
_LONGEST = 5  # letters on the left side of the table
_PENALTY = (
    1.2  # what each step away from the likeliest reading costs, in powers of e of the frequency
)
_UNWRITTEN_SOFT = 0.7  # steps that a soft sign costs which was not written
_UNREAD = str.maketrans({"\u0361": None, "\u00b7": None, "’": "'", "ʹ": "'", "”": '"', "ʺ": '"'})

_STEMS = 4
_GUESSES = (
    24  # readings of a word that are tried where the collection has none of them as it is written
)


def readings(word: str, vocabulary: Vocabulary) -> list[tuple[float, str]]:
    """The forms of the collection that a word in Latin letters can stand for, each with its score, best first."""
    steps = _steps(_plain(word), vocabulary)
    scored = [
        (math.log(count) - _PENALTY * cost, form)
        for form, cost in steps.items()
        if (count := vocabulary.count(form))
    ]
    return sorted(scored, reverse=True)


def guesses(word: str) -> list[str]:
    """The word in Cyrillic letters, whether the collection has it or not, the likeliest ways of reading it first."""
    plain = _plain(word)
    reached: list[dict[str, float]] = [{} for _ in range(len(plain) + 1)]
    reached[0][""] = 0.0
    for place, letter in enumerate(plain):
        keys = _keys(plain, place) or [letter]
        best = sorted(reached[place].items(), key=itemgetter(1))[:_GUESSES]
        for key in keys:
            there, shorter = reached[place + len(key)], (len(keys[0]) - len(key)) / 2
            for prefix, cost in best:
                for rank, letters in enumerate(_table().get(key, (key,))):
                    whole, paid = prefix + letters, cost + rank + shorter
                    there[whole] = min(paid, there.get(whole, math.inf))
    whole_words = sorted(reached[-1], key=reached[-1].__getitem__)[:_GUESSES]
    # «Yuzhny», «Nizhny»: a short ending of adjectives that stands for a long one
    stems = guesses(plain[:-1])[:_STEMS] if plain.endswith("y") and len(plain) > 2 else []
    return [*whole_words, *(stem + ending for stem in stems for ending in ("ый", "ий"))]


def _steps(plain: str, vocabulary: Vocabulary) -> dict[str, float]:
    """All ways through a word, letter group by letter group, with the cost of each."""
    reached: list[dict[str, float]] = [{} for _ in range(len(plain) + 1)]
    reached[0][""] = 0.0
    for place in range(len(plain)):
        for key in _keys(plain, place):
            ways = _table()[key]
            for prefix, cost in reached[place].items():
                for rank, letters in enumerate(ways):
                    _reach(reached[place + len(key)], prefix + letters, cost + rank, vocabulary)
    return reached[-1]


def _reach(there: dict[str, float], prefix: str, cost: float, vocabulary: Vocabulary) -> None:
    if cost < there.get(prefix, math.inf) and vocabulary.has_beginning(prefix):
        there[prefix] = cost
        if prefix and prefix[-1] in _CONSONANTS:
            _reach(there, prefix + "ь", cost + _UNWRITTEN_SOFT, vocabulary)


def _keys(plain: str, place: int) -> list[str]:
    """The groups of letters in the table that stand at a place, the longest first."""
    groups = (
        plain[place : place + length] for length in range(min(_LONGEST, len(plain) - place), 0, -1)
    )
    return [group for group in groups if group in _table()]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_UNREAD)).casefold()


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Latin letters with what they may stand for, the likeliest first; ``0`` is nothing."""
    lines = data_of("translit.txt").decode().splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {row[0]: tuple(way.replace("0", "") for way in row[1:]) for row in rows if row}
