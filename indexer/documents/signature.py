"""The signature of an article: a MinHash of its shingles, to recognize near-duplicates.

The only importer of datasketch. A shingle is three neighbouring words in their written forms. The
share of equal values in two signatures estimates the Jaccard similarity: the share of common
shingles among all shingles of both texts. Reprints keep long stretches; another text on the same
matter has hardly three words in a row in common. Engines store signatures: when the same article
gets another one than before, their schemas change.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.tokens import Token
from svodka.indexer.article import Article
from svodka.indexer.documents.boilerplate import story_words

if TYPE_CHECKING:
    from datasketch import MinHash

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
_PIECE = 4096  # shingles hashed at once, to bound the memory
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_WEIGHTS = np.arange(1, NUMBER_WEIGHT, dtype=np.uint64)
_form = attrgetter("form")
_first = itemgetter(slice(1))

Numbers = NDArray[np.uint64]


def signature(article: Article, title: Sequence[Token], text: Sequence[Token]) -> bytes:
    """Return the signature of an article with these tokens, SIZE bytes.

    Empty if the article has fewer than LEAST shingles.
    """
    head = story_words(article.title, title)
    shingles, numeric = _shingles([*head, *story_words(article.text, text)], len(head))
    number = len(set(shingles.tolist()))
    if number < LEAST:
        return b""
    hashes = [
        shingles,
        *((numeric + weight) * _FACTOR >> _HALF for weight in _WEIGHTS if len(numeric)),
    ]
    values = np.concatenate(hashes).tolist()
    minhash = _empty().copy()
    for start in range(0, len(values), _PIECE):
        minhash.update_batch(values[start : start + _PIECE])
    kept: bytes = minhash.hashvalues.astype(TYPE).tobytes()
    return min(number, _MOST).to_bytes(TYPE.itemsize, "little") + kept


def unpack(signatures: bytes) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Split joined signatures into their numbers of shingles, and their values, a row for each."""
    rows = np.frombuffer(signatures, TYPE).reshape(-1, 1 + VALUES)
    return rows[:, 0].astype(np.int64), np.ascontiguousarray(rows[:, 1:])


def warm() -> None:
    """Load the library now, so that forked processes share its memory.

    It takes half a second, as it loads SciPy.
    """
    _empty()


def _shingles(tokens: Sequence[Token], border: int) -> tuple[Numbers, Numbers]:
    """Return 32-bit hashes of all shingles, and of those with a number.

    No shingle crosses the border before the word with this index.
    """
    words = "\n".join(map(_form, tokens)).encode().split(b"\n")
    hashes = np.fromiter(map(zlib.crc32, words), np.uint64, len(words))
    shingles = ((hashes[:-2] * _FACTOR + hashes[1:-1]) * _FACTOR + hashes[2:]) * _FACTOR >> _HALF
    numeric = np.fromiter(map(bytes.isdigit, map(_first, words)), bool, len(words))
    inside = np.ones(len(shingles), bool)
    inside[max(border - 2, 0) : border] = False
    with_number = numeric[:-2] | numeric[1:-1] | numeric[2:]
    return shingles[inside], shingles[inside & with_number]


@cache
def _empty() -> "MinHash":
    from datasketch import MinHash  # only writers of an index need it

    return MinHash(VALUES, hashfunc=_as_it_is, scheme="affine32")


def _as_it_is(value: Any) -> Any:
    return value
