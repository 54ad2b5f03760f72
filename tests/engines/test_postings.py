"""Posting lists unpack to their input."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.engines.whoosh.format.postings import MAX_POSITION, TEXT, TITLE, decode, encode

places = st.tuples(
    st.integers(0, 40) | st.integers(0, 2**31 - 1),
    st.sampled_from((TITLE, TEXT)),
    st.integers(0, 300) | st.integers(0, MAX_POSITION),
)
lists = st.sets(places, min_size=1, max_size=200).map(sorted)


@given(lists)
def test_packing_loses_nothing(triples: list[tuple[int, int, int]]) -> None:
    occurrences = np.array(
        [doc << 32 | zone << 31 | position for doc, zone, position in triples], np.uint64
    )
    packed, documents = encode(occurrences)
    postings = decode(packed)
    docs = sorted({doc for doc, _, _ in triples})
    assert documents == len(docs)
    assert postings.docs.tolist() == docs
    assert postings.occurrences.tolist() == occurrences.tolist()
    assert postings.frequencies.tolist() == [sum(doc == d for d, _, _ in triples) for doc in docs]
    assert postings.title_frequencies.tolist() == [
        sum(doc == d and zone == TITLE for d, zone, _ in triples) for doc in docs
    ]


def test_a_frequent_term_takes_about_two_bytes_an_occurrence() -> None:
    random = np.random.default_rng(7)
    docs = np.sort(random.choice(26_000, 5_000, replace=False)).astype(np.uint64)
    occurrences = (
        (docs << np.uint64(32))
        | np.uint64(TEXT << 31)
        | random.integers(0, 400, 5_000).astype(np.uint64)
    )
    assert len(encode(occurrences)[0]) < 3.5 * len(occurrences)
