"""Stories that are grouped again after a change are those of all texts grouped at once."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from svodka.indexer.documents.signature import VALUES
from svodka.indexer.documents.stories import SOON, Numbers, Texts, firsts
from svodka.indexer.documents.story_changes import LEAST, Changed, Flags, regrouped

DAY = SOON // 2


class Collection:
    """Signatures by chance: texts repeat some origins, and each other, more or less exactly."""

    def __init__(self, chance: random.Random, size: int, origins: int) -> None:
        numbers = np.random.default_rng(chance.randrange(1 << 32))
        rows = numbers.integers(0, 1 << 16, (size, 1 + VALUES)).astype(np.uint16)
        rows[:, 0] = numbers.choice([0, 5, 30, 60], size, p=[0.05, 0.2, 0.5, 0.25])
        for row in range(origins, size):
            like = rows[chance.randrange(origins if chance.random() < 0.7 else row)]
            same = numbers.random(VALUES) < chance.choice([0.4, 0.6, 0.8, 0.95, 1.0])
            rows[row, 1:][same] = like[1:][same]
        rows[rows[:, 0] == 0, 1:] = 0
        self.rows, self.size = rows, size
        self.dates = numbers.integers(0, 9, size) * DAY
        self.ranks = numbers.permutation(size).astype(np.uint64)

    def grouped(self, alive: Flags) -> Numbers:
        """The first text of each story, all grouped at once."""
        docs = np.lexsort((self.ranks, self.dates))
        docs = docs[(alive & (self.rows[:, 0] > 0))[docs]]
        sizes, values = self.rows[docs, 0].astype(np.int64), self.rows[docs, 1:]
        found = np.arange(self.size)
        found[docs] = docs[firsts(Texts(self.dates[docs], sizes, np.ascontiguousarray(values)))]
        return found

    def changed(self, before: Flags, after: Flags, parts: Sequence[int] = ()) -> Changed:
        """A change, with the signatures cut into parts."""
        return Changed(self.dates, self.ranks, np.split(self.rows, parts), before, after)


@pytest.mark.parametrize("seed", range(12))
def test_a_change_gives_the_stories_of_all_grouped_at_once(seed: int) -> None:
    chance = random.Random(seed)
    texts = Collection(chance, 900, chance.choice([8, 60, 300]))
    alive = np.array([chance.random() < 0.7 for _ in range(texts.size)])
    found = texts.grouped(alive)
    assert np.count_nonzero(alive & (found != np.arange(texts.size))) > 50
    for _ in range(8):
        after = alive.copy()
        for index in chance.sample(range(texts.size), chance.choice([1, 3, 40])):
            after[index] = not after[index]
        again = regrouped(texts.changed(alive, after, [0, 100, 650]), found)
        assert again is not None
        alive, whole = after, texts.grouped(after)
        assert again[alive].tolist() == whole[alive].tolist()
        found = again


def test_what_begins_a_story_no_longer_gives_its_texts_to_others() -> None:
    """The first of a chain goes: the second begins a story then, and the third may join it."""
    texts = Collection(random.Random(1), 3, 3)
    texts.rows[:, 0], texts.dates, texts.ranks = 30, np.arange(3), np.arange(3, dtype=np.uint64)
    texts.rows[1, 1:90] = texts.rows[0, 1:90]
    texts.rows[2, 40:] = texts.rows[1, 40:]
    all_three, without = np.ones(3, bool), np.array([False, True, True])
    assert texts.grouped(all_three).tolist() == [0, 0, 2]
    again = regrouped(texts.changed(all_three, without), texts.grouped(all_three))
    assert again is not None
    assert again[1:].tolist() == [1, 1]
    back = regrouped(texts.changed(without, all_three), again)
    assert back is not None
    assert back.tolist() == [0, 0, 2]


def test_a_change_of_too_much_is_left_to_grouping_all() -> None:
    """As many texts change as there are in all, and more than are worth to be taken one by one."""
    texts = Collection(random.Random(2), 2 * LEAST, 5)
    nothing, everything = np.zeros(texts.size, bool), np.ones(texts.size, bool)
    few = np.arange(texts.size) < 5
    assert regrouped(texts.changed(nothing, few), np.arange(texts.size)) is not None
    assert regrouped(texts.changed(nothing, everything), np.arange(texts.size)) is None


def test_a_thousand_copies_that_lose_their_first_follow_the_second() -> None:
    texts = Collection(random.Random(3), 800, 1)
    texts.rows[:] = texts.rows[0]
    texts.rows[:, 0] = 30
    texts.dates, texts.ranks = np.arange(800), np.arange(800, dtype=np.uint64)
    before = np.ones(800, bool)
    after = np.arange(800) > 0
    again = regrouped(texts.changed(before, after), np.zeros(800, np.int64))
    assert again is not None
    assert set(again[1:].tolist()) == {1}
