"""Words of the dictionary by their tags: a sample of all parts of speech and their forms."""

import random
from collections import defaultdict
from functools import cache
from itertools import islice, product
from typing import Any

import pymorphy3

LETTERS = "абвгдежзийклмнопрстуфхцчшщэюя"
PER_TAG = 24  # words kept for each tag


def pieces(*rows: str) -> tuple[str, ...]:
    """The parts of rows between the signs «¦»."""
    return tuple(piece for row in rows for piece in row.split("¦"))


@cache
def sample(most: int = 60) -> dict[str, list[str]]:
    """Lower-case words by the tags of their readings.

    Only the first ``most`` words with the same three initial letters are looked at.
    """
    chosen = random.Random(1)
    found: defaultdict[str, list[str]] = defaultdict(list)
    seen: defaultdict[str, int] = defaultdict(int)
    for prefix in map("".join, product(LETTERS, repeat=3)):
        for word, tag, *_ in islice(_dictionary().iter_known_words(prefix), most):
            _keep(found[str(tag)], word, seen[str(tag)], chosen)
            seen[str(tag)] += 1
    return dict(found)


@cache
def with_grammemes(*grammemes: str) -> list[str]:
    """The words of the sample that have a reading with all these grammemes."""
    needed = set(grammemes)
    tagged = ((set(tag.replace(" ", ",").split(",")), words) for tag, words in sample().items())
    return sorted({word for having, words in tagged if needed <= having for word in words})


def all_with(grammeme: str) -> list[str]:
    """All words of the dictionary that have a reading with a grammeme. Takes half a minute."""
    known = _dictionary().iter_known_words()
    return sorted({word for word, tag, *_ in known if grammeme in tag.grammemes})


def _keep(words: list[str], word: str, seen: int, chosen: random.Random) -> None:
    """Keep every word of a tag with equal probability."""
    if len(words) < PER_TAG:
        words.append(word)
    elif (place := chosen.randrange(seen + 1)) < PER_TAG:
        words[place] = word


@cache
def _dictionary() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru").dictionary
