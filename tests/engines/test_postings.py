"""Posting lists unpack to their input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.engines.weights import LEAD
from svodka.indexer.engines.whoosh.format.packing import Packed, pack, unpack
from svodka.indexer.engines.whoosh.format.postings import (
    MAX_POSITION,
    TEXT,
    TITLE,
    Postings,
    postings_of,
)

places = st.tuples(
    st.integers(0, 40) | st.integers(0, 2**31 - 1),
    st.sampled_from((TITLE, TEXT)),
    st.integers(0, 300) | st.integers(0, MAX_POSITION),
)
lists = st.sets(places, min_size=1, max_size=60).map(sorted)
Triple = tuple[int, int, int]


def occurrences_of(triples: list[Triple]) -> list[int]:
    return [doc << 32 | zone << 31 | position for doc, zone, position in triples]


@given(st.lists(lists, max_size=8))
def test_packing_many_lists_loses_nothing(many: list[list[Triple]]) -> None:
    flat = np.array([number for triples in many for number in occurrences_of(triples)], np.uint64)
    packed = pack(flat, np.array([len(triples) for triples in many], np.int64))
    assert unpack(packed).tolist() == flat.tolist()
    assert packed.documents.tolist() == [len({doc for doc, _, _ in triples}) for triples in many]
    start = 0
    for number, triples in enumerate(many):
        stop = start + int(packed.sizes[number])
        columns = (packed.documents, packed.occurrences, packed.codes)
        own = (int(column[number]) for column in columns)
        check(postings_of(packed.data[start:stop], *own), triples)
        start = stop
    assert start == len(packed.data)


def check(postings: Postings, triples: list[Triple]) -> None:
    """One list says what was packed."""
    docs = sorted({doc for doc, _, _ in triples})
    assert postings.docs.tolist() == docs
    assert postings.occurrences.tolist() == occurrences_of(triples)
    assert postings.frequencies.tolist() == [sum(doc == d for d, _, _ in triples) for doc in docs]
    assert postings.title_frequencies.tolist() == [
        sum(doc == d and zone == TITLE for d, zone, _ in triples) for doc in docs
    ]
    early = [
        sum(doc == d and zone == TEXT and position < LEAD for d, zone, position in triples)
        for doc in docs
    ]
    if all(position < LEAD for _, zone, position in triples if zone == TITLE):
        assert postings.lead_frequencies.tolist() == early


def test_a_frequent_term_takes_about_two_bytes_an_occurrence() -> None:
    random = np.random.default_rng(7)
    docs = np.sort(random.choice(26_000, 5_000, replace=False)).astype(np.uint64)
    occurrences = (
        (docs << np.uint64(32))
        | np.uint64(TEXT << 31)
        | random.integers(0, 400, 5_000).astype(np.uint64)
    )
    packed = pack(occurrences, np.array([5_000]))
    assert len(packed.data) < 3.5 * len(occurrences)


def test_a_rare_term_takes_a_few_bytes() -> None:
    counts = np.ones(1_000, np.int64)
    docs = np.arange(1_000, dtype=np.uint64) << np.uint64(32)
    packed = pack(docs | np.uint64(TEXT << 31 | 70), counts)
    assert len(packed.data) <= 3 * len(counts)


def test_a_list_that_ends_too_early_is_an_error() -> None:
    packed = pack(
        np.array([7 << 32 | TEXT << 31 | 5, 7 << 32 | TEXT << 31 | 9], np.uint64), np.array([2])
    )
    columns = (packed.documents, packed.occurrences, packed.codes)
    documents, occurrences, code = (int(column[0]) for column in columns)
    with pytest.raises(ValueError, match="too early"):
        postings_of(packed.data[:-1], documents, occurrences, code)
    with pytest.raises(ValueError, match="fit"):
        postings_of(packed.data, documents, occurrences, code & ~0b111000)


@pytest.mark.parametrize(
    ("documents", "occurrences", "code"),
    [
        (1 << 40, 1 << 40, 0),  # zeros without bytes
        (1, 1 << 40, 0),
        (1 << 40, 1 << 40, 0b001_001_001),
        (1, 1, 0b111_001_001),
    ],
)
def test_claimed_numbers_without_bytes_take_no_memory(
    documents: int, occurrences: int, code: int
) -> None:
    data = np.zeros(8, np.uint8)
    with pytest.raises(ValueError, match="posting list"):
        postings_of(data, documents, occurrences, code)
    claims = (np.array([number]) for number in (documents, occurrences, code, 8))
    with pytest.raises(ValueError, match="posting list"):
        unpack(Packed(data, *claims))
