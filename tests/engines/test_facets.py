"""The values of a state of an index, which follows another, are those of its segments."""

import random

from svodka.indexer.engines.whoosh.format.value_columns import Column, ColumnBuilder
from svodka.indexer.engines.whoosh.read.facets import Dictionary


def column(values: list[str]) -> Column:
    builder = ColumnBuilder()
    for value in values:
        builder.add([value])
    return builder.column()


def told(dictionary: Dictionary) -> dict[str, list[str]]:
    """The values that each segment's numbers stand for."""
    return {
        name: [dictionary.values[number] for number in own.tolist()]
        for name, own in dictionary.numbers.items()
    }


def test_segments_come_and_go() -> None:
    chance = random.Random(5)
    words = [f"Ведомство {number}" for number in range(300)]
    segments: dict[str, Column] = {}
    dictionary, most = Dictionary({}), 0
    for number in range(60):
        segments[f"s{number}"] = column(chance.sample(words, chance.choice([1, 5, 80])))
        for gone in chance.sample(sorted(segments), chance.choice([0, 0, len(segments) // 2])):
            del segments[gone]
        dictionary = Dictionary(segments, dictionary)
        assert told(dictionary) == {name: own.values() for name, own in segments.items()}
        assert dictionary.values == sorted(set(dictionary.values))
        most = max(most, len(dictionary.values))
    assert most > 100


def test_values_that_no_segment_has_any_more_are_dropped() -> None:
    large = {"s1": column([f"Театр {number}" for number in range(1000)])}
    small = {"s2": column(["Театр 7", "Вокзал"])}
    both = Dictionary({**large, **small}, Dictionary(large))
    assert len(both.values) == 1001
    assert Dictionary(small, both).values == ["Вокзал", "Театр 7"]
