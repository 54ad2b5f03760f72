"""Russian words in other letters: «Yuzhny», «Iuzhnyi», «Južnyj» are «южный», «Тоқаев» is «Токаев».

A word is read from left to right in every way that ``language/translit.txt`` allows. A reading goes
on while a form of the collection begins with it. So no scheme need be known, and only words of the
collection are found.
"""

import math
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cache
from itertools import islice, product
from operator import itemgetter

from svodka.indexer.analysis.word_lists import data_of
from svodka.indexer.suggest.vocabulary import Vocabulary

_LETTER = "[A-Za-zёЁ\u00c0-\u024f\u0300-\u036f\u02b9\u02ba\u00b7]"
_SIGN = "['’`\"”ʹʺ]"
WORD = re.compile(rf"(?=[^ёЁ]){_LETTER}+(?:{_SIGN}+{_LETTER}+)*['’`ʹ]*")

_CONSONANTS = frozenset("бвгджзйклмнпрстфхцчшщ")
_LONGEST = 5  # letters on the left side of the table
# The cost of each step away from the likeliest reading, as a natural logarithm of frequency.
_PENALTY = 1.2
_UNWRITTEN_SOFT = 0.7  # steps for an unwritten soft sign
_UNREAD = str.maketrans({"\u0361": None, "\u00b7": None, "’": "'", "ʹ": "'", "”": '"', "ʺ": '"'})

# Letters of other Cyrillic alphabets and of the old one, with the Russian ones that replace them.
_OTHER_LETTERS = {
    "ә": "ая", "ғ": "г", "қ": "кх", "ң": "н", "ө": "ое", "ұ": "у", "ү": "ую", "һ": "хг",
    "і": "иы", "ї": "ие", "є": "еэ", "ґ": "г", "ў": "ув", "җ": "ж", "ѣ": "е", "ѳ": "ф", "ѵ": "и",
}  # fmt: skip

_STEMS = 4
# Readings of a word that are tried if the collection has none of them as written.
_GUESSES = 24


def readings(word: str, vocabulary: Vocabulary) -> list[tuple[float, str]]:
    """Return the forms of the collection for a word in Latin letters, as (score, form).

    Best first.
    """
    steps = _steps(_plain(word), vocabulary)
    counts = vocabulary.counts(steps)
    scored = [
        (math.log(counts[form]) - _PENALTY * cost, form)
        for form, cost in steps.items()
        if counts[form]
    ]
    return sorted(scored, reverse=True)


def guesses(word: str) -> list[str]:
    """Return the word in Cyrillic letters, the likeliest readings first.

    The collection need not have them.
    """
    plain = _plain(word)
    reached: list[dict[str, float]] = [{} for _ in range(len(plain) + 1)]
    reached[0][""] = 0.0
    for index, letter in enumerate(plain):
        keys = _keys(plain, index) or [letter]
        best = sorted(reached[index].items(), key=itemgetter(1))[:_GUESSES]
        for key in keys:
            there, shorter = reached[index + len(key)], (len(keys[0]) - len(key)) / 2
            for prefix, cost in best:
                for rank, letters in enumerate(_table().get(key, (key,))):
                    longer, paid = prefix + letters, cost + rank + shorter
                    there[longer] = min(paid, there.get(longer, math.inf))
    words = sorted(reached[-1], key=reached[-1].__getitem__)[:_GUESSES]
    # «Yuzhny», «Nizhny»: a short spelling of a long adjective ending
    stems = guesses(plain[:-1])[:_STEMS] if plain.endswith("y") and len(plain) > 2 else []
    return [*words, *(stem + ending for stem in stems for ending in ("ый", "ий"))]


def in_russian(form: str) -> list[str]:
    """Return a folded word with its letters of other Cyrillic alphabets in Russian ones.

    The likeliest spellings come first; there are none if the word has no such letters.
    """
    if not any(letter in _OTHER_LETTERS for letter in form):
        return []
    ways = product(*(_OTHER_LETTERS.get(letter, letter) for letter in form))
    return ["".join(way) for way in islice(ways, _GUESSES)]


def _steps(plain: str, vocabulary: Vocabulary) -> dict[str, float]:
    """Return all readings of a word, letter group by letter group, with the cost of each."""
    reached: list[dict[str, float]] = [{} for _ in range(len(plain) + 1)]
    reached[0][""] = 0.0
    for index in range(len(plain)):
        longer = list(_longer(plain, index, reached[index]))
        begun = vocabulary.begun(
            dict.fromkeys(form for _, prefix, _ in longer for form in (prefix, prefix + "ь"))
        )
        for key, prefix, cost in longer:
            _reach(reached[index + len(key)], prefix, cost, begun)
    return reached[-1]


def _longer(
    plain: str, index: int, reached: Mapping[str, float]
) -> Iterator[tuple[str, str, float]]:
    """Yield the readings that go on with a letter group at an index: group, reading, cost."""
    for key in _keys(plain, index):
        for prefix, cost in reached.items():
            for rank, letters in enumerate(_table()[key]):
                yield key, prefix + letters, cost + rank


def _reach(there: dict[str, float], prefix: str, cost: float, begun: Container[str]) -> None:
    if cost < there.get(prefix, math.inf) and prefix in begun:
        there[prefix] = cost
        if prefix and prefix[-1] in _CONSONANTS:
            _reach(there, prefix + "ь", cost + _UNWRITTEN_SOFT, begun)


def _keys(plain: str, index: int) -> list[str]:
    """Return the letter groups of the table at an index, the longest first."""
    groups = (
        plain[index : index + length] for length in range(min(_LONGEST, len(plain) - index), 0, -1)
    )
    return [group for group in groups if group in _table()]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_UNREAD)).casefold()


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Load the Latin letters with their readings, the likeliest first; ``0`` is empty."""
    lines = data_of("translit.txt").decode().splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {row[0]: tuple(way.replace("0", "") for way in row[1:]) for row in rows if row}
