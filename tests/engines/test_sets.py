"""Set operations on ascending arrays agree with those of Python's sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.engines.whoosh.format.postings import TEXT_BIT, Docs, Postings
from svodka.indexer.engines.whoosh.read import sets
from svodka.indexer.engines.whoosh.read.posting_lists import PostingList

SIZE = 400
few = st.sets(st.integers(0, SIZE - 1), max_size=5)
many = st.integers(0, 2**32).map(
    lambda seed: set(np.random.default_rng(seed).choice(SIZE, SIZE // 2, replace=False).tolist())
)
numbers = few | many | st.just(set(range(SIZE)))


def _docs(numbers: set[int]) -> Docs:
    return np.array(sorted(numbers), np.int64)


@given(numbers, numbers)
def test_two_arrays(one: set[int], other: set[int]) -> None:
    docs, others = _docs(one), _docs(other)
    assert sets.common(docs, others).tolist() == sorted(one & other)
    assert sets.without(docs, others).tolist() == sorted(one - other)
    assert sets.covers(docs, others) == (one >= other)
    here, there = sets.shared(docs, others, SIZE)
    assert docs[here].tolist() == others[there].tolist() == sorted(one & other)


@given(st.lists(numbers, max_size=4), st.integers(1, 4))
def test_many_arrays(rows: list[set[int]], least: int) -> None:
    expected = [doc for doc in range(SIZE) if sum(doc in row for row in rows) >= least]
    assert sets.at_least(least, [_docs(row) for row in rows], SIZE).tolist() == expected


@given(st.lists(st.integers(0, 20)))
def test_distinct_numbers(row: list[int]) -> None:
    assert sets.distinct(np.array(row, np.int64)).tolist() == sorted(set(row))


places = st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 300))


@given(st.sets(places, min_size=1, max_size=200).map(sorted), st.sets(st.integers(0, 40)))
def test_occurrences_of_some_documents(rows: list[tuple[int, bool, int]], wanted: set[int]) -> None:
    docs = sorted({doc for doc, _, _ in rows})
    postings = Postings(
        np.array(docs),
        np.array([sum(doc == one for one, _, _ in rows) for doc in docs]),
        np.array([sum(doc == one and not text for one, text, _ in rows) for doc in docs]),
        np.array([place for _, _, place in rows]),
    )
    asked = np.array([place for place, doc in enumerate(docs) if doc in wanted], np.int64)
    found = PostingList(postings)
    assert found.occurrences(asked).tolist() == [
        doc << 32 | TEXT_BIT * text | place for doc, text, place in rows if doc in wanted
    ]
    assert found.lead_frequencies.tolist() == postings.lead_frequencies.tolist()
