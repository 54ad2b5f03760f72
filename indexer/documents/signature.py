"""The signature of an article: a MinHash of its shingles, to recognize near-duplicates.

A shingle is three neighbouring words in their written forms. The share of equal values in two
signatures estimates the Jaccard similarity: the share of common shingles among all shingles of
both texts. Reprints keep long stretches; another text on the same matter has hardly three words
in a row in common. Engines store signatures: when the same article gets another one than before,
their schemas change.

The values are those of datasketch 2.0, ``MinHash(128, hashfunc=int, scheme="affine32")``, which
needs SciPy: each is the least of ``a * hash + b`` modulo 2**32, with its own ``a`` and ``b``.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.columns import Array
from svodka.indexer.analysis.token_arrays import DIGIT, Tokens, Vocabulary
from svodka.indexer.article import Article
from svodka.indexer.documents.boilerplate import story_rows

VALUES = 128  # the estimated similarity has a standard deviation of .04 where it matters
# Shingles, that is six words: a shorter text («Ещё кадры с места пожара») is too common.
LEAST = 4
# The weight of a shingle with a number: «сбиты 52 беспилотника» and «сбиты 8 беспилотников» are
# different news in one form.
NUMBER_WEIGHT = 3

# The lower half of 32 bits: two values agree by chance once in 65,536 times.
TYPE = np.dtype("<u2")
# Bytes of a signature: the number of shingles, and the values.
SIZE = (1 + VALUES) * TYPE.itemsize
_MOST = (1 << 16) - 1
_LARGEST = (1 << 32) - 1
_PIECE = 1024  # hashes permuted at once: half a megabyte, which stays in the cache
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_WEIGHTS = np.arange(1, NUMBER_WEIGHT, dtype=np.uint64)

Numbers = NDArray[np.uint64]


def signature(article: Article, title: Tokens, text: Tokens) -> bytes:
    """Return the signature of an article with these words, SIZE bytes.

    Empty if the article has fewer than LEAST shingles.
    """
    head = _story(article.title, title)
    surfaces = np.concatenate([head, _story(article.text, text)])
    shingles, numeric = _shingles(text.words, surfaces, len(head))
    number = len(set(shingles.tolist()))
    if number < LEAST:
        return b""
    hashes = [
        shingles,
        *((numeric + weight) * _FACTOR >> _HALF for weight in _WEIGHTS if len(numeric)),
    ]
    kept = _minhash(np.concatenate(hashes)).astype(TYPE).tobytes()
    return min(number, _MOST).to_bytes(TYPE.itemsize, "little") + kept


def unpack(signatures: bytes) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Split joined signatures into their numbers of shingles, and their values, a row for each."""
    rows = np.frombuffer(signatures, TYPE).reshape(-1, 1 + VALUES)
    return rows[:, 0].astype(np.int64), np.ascontiguousarray(rows[:, 1:])


def _story(text: str, tokens: Tokens) -> Array:
    """Return the surfaces of the words of a text's story; a hyphenated word gives its parts."""
    surfaces, starts = tokens.singles()
    within = story_rows(text, starts)
    return surfaces if within is None else surfaces[within]


def _shingles(words: Vocabulary, surfaces: Array, border: int) -> tuple[Numbers, Numbers]:
    """Return 32-bit hashes of all shingles, and of those with a number.

    No shingle crosses the border before the word with this index.
    """
    hashes = words.hashes[words.forms[surfaces]].astype(np.uint64)
    shingles = ((hashes[:-2] * _FACTOR + hashes[1:-1]) * _FACTOR + hashes[2:]) * _FACTOR >> _HALF
    numeric = words.flags[surfaces] & DIGIT != 0
    with_number = numeric[:-2] | numeric[1:-1] | numeric[2:]
    first = max(border - 2, 0)
    shingles = np.concatenate([shingles[:first], shingles[border:]])
    with_number = np.concatenate([with_number[:first], with_number[border:]])
    return shingles, shingles[with_number]


def _minhash(hashes: Numbers) -> NDArray[np.uint32]:
    """VALUES minima: for each permutation, the least number that it gives for a hash."""
    factors, summands = _permutations()
    mixed = _mixed(hashes.astype(np.uint32))[:, None]
    least = np.full(VALUES, _LARGEST, np.uint32)
    for start in range(0, len(mixed), _PIECE):
        permuted = mixed[start : start + _PIECE] * factors + summands
        np.minimum(least, permuted.min(axis=0), out=least)
    return least


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The finalizer of MurmurHash3: affine permutations need well-mixed bits."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashes = (hashes ^ hashes >> np.uint32(shift)) * np.uint32(factor)
    return hashes ^ hashes >> np.uint32(16)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors and summands, the same in each run: NumPy keeps RandomState stable (NEP 19).

    Factors are odd, so that no two hashes become equal.
    """
    random = np.random.RandomState(1)
    halves = random.randint(0, 1 << 31, VALUES, np.uint32)
    return halves * np.uint32(2) + np.uint32(1), random.randint(0, 1 << 32, VALUES, np.uint32)
