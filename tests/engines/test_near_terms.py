"""The sets of letters leave out no term that is near another one."""

import random
from array import array
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import OSA

from svodka.indexer.engines.whoosh.format.letters import letters_of
from svodka.indexer.engines.whoosh.format.terms import FieldTerms, TermsWriter, read_terms
from svodka.indexer.engines.whoosh.write.inversion import listed

ALPHABETS = ("абвя", "авёй-", "ab1-", "аb語é", "а😀Ꙁ-")


@pytest.fixture(scope="module")
def words() -> list[str]:
    chance = random.Random(11)
    made = {
        "".join(chance.choices(alphabet, k=chance.randint(1, 8)))
        for alphabet in ALPHABETS
        for _ in range(400)
    }
    return sorted(made | {"а" * 254, "а" * 255, "а" * 256, "а" * 300})


@pytest.fixture(scope="module")
def terms(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> FieldTerms:
    folder: Path = tmp_path_factory.mktemp("near")
    names, postings = BytesIO(), BytesIO()
    writer = TermsWriter(names, postings)
    one = np.array([1 << 32], np.uint64).tobytes()
    writer.write_field("form", listed({word: array("Q", one) for word in words}))
    writer.finish()
    (folder / "terms").write_bytes(names.getvalue())
    (folder / "postings").write_bytes(postings.getvalue())
    return read_terms(folder / "terms", folder / "postings")["form"]


@pytest.mark.parametrize("edits", [0, 1, 2])
def test_finds_what_a_walk_through_all_finds(
    words: list[str], terms: FieldTerms, edits: int
) -> None:
    for typed in [*random.Random(edits).sample(words, 120), "а" * 255, "а" * 257, "😀", "язва"]:
        walked = {word for word in words if OSA.distance(typed, word) <= edits}
        assert {name for _, name in terms.near(typed, edits)} == walked
        begun = {word for word in walked if word.startswith(typed[:1])}
        assert {name for _, name in terms.near(typed, edits, typed[:1].encode())} == begun


def test_a_letter_is_one_bit_at_most(words: list[str]) -> None:
    encoded = [word.encode() for word in words]
    lengths = np.array([len(word) for word in encoded], np.int64)
    sets, sizes = letters_of(np.frombuffer(b"".join(encoded), np.uint8), lengths)
    assert sizes.tolist() == [min(len(word), 255) for word in words]
    assert all(
        int(own).bit_count() <= len(set(word)) for word, own in zip(words, sets, strict=True)
    )
