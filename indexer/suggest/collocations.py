"""Phrases that recur in the titles of a collection, in their normal case forms.

For example «южный Кавказ», «министерство обороны».
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.suggest.background import politely
from svodka.indexer.suggest.nominal import Nominal, nominals
from svodka.indexer.suggest.titles import Numbered

LEAST = 3  # titles with a phrase
LIFT = 4.0  # two words must be neighbours this many times more often than by chance
# The most frequent rows of word forms that are parsed: half a second of grammar.
ROWS = 6_000
PHRASES = 3_000

_SHIFT = np.int64(32)

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Collocation:
    """A phrase in its normal case form, and the number of titles with any form of it."""

    text: str
    count: int


def collocations(titles: Numbered) -> list[Collocation]:
    """Return the recurring noun phrases of two and three words, the most frequent first.

    At most PHRASES.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    spelt: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row, count, inside in politely(_rows(titles)):
        phrase = normal([titles.forms[id] for id in row])
        if phrase is not None:
            counts[phrase] += count
            words = [_cased(word, titles.words[id]) for word, id in zip(phrase, row, strict=True)]
            # The first word of a title has a capital in any case, so it is no evidence.
            spelt[phrase][" ".join(words)] += inside
    frequent = [(phrase, count) for phrase, count in counts.most_common(PHRASES) if count >= LEAST]
    return [
        Collocation(_likeliest(spelt[phrase]), count) for phrase, count in _independent(frequent)
    ]


def normal(forms: Sequence[str]) -> tuple[str, ...] | None:
    """Return the words of a noun phrase with its head in the nominative.

    None if the folded forms are no such phrase.

    >>> normal(["южном", "кавказе"])
    ('южный', 'кавказ')
    >>> normal(["министерством", "обороны"])
    ('министерство', 'обороны')
    """
    readings = [nominals(form) for form in forms]
    for head in reversed(range(len(forms))):  # «военного положения» is no soldier of a position
        for noun in (reading for reading in readings[head] if reading.noun):
            before = [_agreeing(adjectives, noun) for adjectives in readings[:head]]
            if all(before) and _complements(readings[head + 1 :]):
                return (
                    *(word.nominative() for word in before if word),
                    noun.nominative(),
                    *forms[head + 1 :],
                )
    return None


def _agreeing(readings: Sequence[Nominal], noun: Nominal) -> Nominal | None:
    return next(
        (reading for reading in readings if not reading.noun and reading.agrees(noun)), None
    )


def _complements(readings: Sequence[Sequence[Nominal]]) -> bool:
    """True if words in the genitive complete a noun phrase.

    They are a noun, or adjectives and a noun, or none.
    """
    if not readings:
        return True
    *adjectives, nouns = readings
    return any(
        noun.noun and noun.case == "gen" and all(_agreeing(words, noun) for words in adjectives)
        for noun in nouns
    )


def _rows(titles: Numbered) -> list[tuple[list[int], int, int]]:
    """Return rows of two and three words that are neighbours more often than by chance.

    Each is (ids of words, occurrences, occurrences after another word).
    """
    ids, folded = titles.ids, titles.kinds[titles.ids]
    beside = np.flatnonzero(titles.plain[ids[:-1]] & titles.plain[ids[1:]])
    pairs, pair, count = _distinct(folded[beside], folded[beside + 1])
    frequency = np.bincount(folded)
    chance = frequency[pairs >> _SHIFT] * frequency[pairs & 0xFFFFFFFF] / max(len(ids), 1)
    bound = ((count > 1) & (count >= LIFT * chance))[pair]
    twos, of_twos = beside[bound], pair[bound]
    longer = np.isin(twos + 1, twos)
    threes = twos[longer]
    _, triple, count = _distinct(of_twos[longer], folded[threes + 2])
    threes = threes[(count > 1)[triple]]
    _, first, _ = _distinct(ids[threes], ids[threes + 1])
    rows = [*_counted(titles, ids[twos], twos, 2), *_counted(titles, first, threes, 3)]
    return sorted(rows, key=lambda row: -row[1])[:ROWS]


def _distinct(first: Ids, second: Ids) -> tuple[Ids, Ids, Ids]:
    """Return the distinct pairs of numbers, as one number each.

    Also the index of every pair among them, and their counts.
    """
    pairs, pair, count = np.unique(
        first << _SHIFT | second, return_inverse=True, return_counts=True
    )
    return pairs, pair, count


def _counted(
    titles: Numbered, first: Ids, offsets: Ids, length: int
) -> Iterator[tuple[list[int], int, int]]:
    """Yield the rows at these offsets, the most frequent first.

    ``first`` identifies a row without its last word.
    """
    _, row, count = _distinct(first, titles.ids[offsets + length - 1])
    inside = titles.spoken[titles.ids[np.maximum(offsets - 1, 0)]]
    within = np.bincount(row, inside, minlength=len(count)).astype(int)
    example = np.empty(len(count), np.int64)
    example[row] = offsets
    for n in np.argsort(-count, kind="stable")[:ROWS]:
        yield titles.ids[example[n] : example[n] + length].tolist(), int(count[n]), int(within[n])


def _independent(
    phrases: Sequence[tuple[tuple[str, ...], int]],
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Return the phrases that are not nearly always part of a longer one."""
    longer = Counter[tuple[str, ...]]()
    for phrase, count in phrases:
        if len(phrase) > 2:
            for part in (phrase[:2], phrase[1:]):
                longer[part] = max(longer[part], count)
    return ((phrase, count) for phrase, count in phrases if count > 1.2 * longer[phrase])


def _cased(word: str, surface: str) -> str:
    """Return a word with the capitals of its form in a title."""
    if len(surface) > 1 and surface.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if surface[:1].isupper() else word


def _likeliest(spelt: Counter[str]) -> str:
    """Return the most frequent spelling of a phrase.

    It begins with a small letter if it was only seen at the beginning of titles.
    """
    phrase, votes = spelt.most_common(1)[0]
    return phrase if votes or phrase[:2].isupper() else phrase[:1].lower() + phrase[1:]
