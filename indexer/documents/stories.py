"""Stories: groups of near-duplicate articles, by their signatures.

Articles are taken in the order of their dates. Each joins the story whose first article it repeats
best, or begins a story itself. So a story holds what repeats its first article, never a chain of
texts whose ends differ. The order depends on the contents of the index alone, and so do stories.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.documents.signature import VALUES

# Judged on 22,099 posts of 24 news channels. Texts that appear SOON after each other and share most
# of their shingles report the same news, however short they are. Later, such pairs are mostly two
# uses of one form (weather, rates, air raids): then a reprint must share nearly all shingles, and
# must not be short.
ALIKE = 0.55
SOON = 2 * 86_400  # seconds
SAME = 0.9
LONG = 20  # shingles

# Texts are compared if all four values of one of 32 bands agree. At a similarity of .55 that misses
# one pair in 20, at .6 one in 100.
BAND = 4
BANDS = VALUES // BAND
# Stories with a text in the same band that are compared, the latest ones. News has a few, hostile
# texts have thousands.
MOST_COMPARED = 32

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts in the order of their dates: dates in seconds, numbers of shingles, signatures."""

    dates: Numbers
    sizes: Numbers
    values: NDArray[np.uint16]


def firsts(texts: Texts) -> Numbers:
    """For each text, the index of the first text of its story."""
    found = np.arange(len(texts.dates))
    begun: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=MOST_COMPARED))
    for index, buckets in _shared(texts.values):
        near = sorted(set().union(*(begun[bucket] for bucket in buckets)))
        first = repeated(texts, index, near)
        if first is not None:
            found[index] = first
            continue
        for bucket in buckets:
            begun[bucket].append(index)
    return found


def _shared(values: NDArray[np.uint16]) -> Iterator[tuple[int, list[int]]]:
    """Texts that agree with others in a band: their index, and the ids of these bands."""
    indices, contents, before = [], [], 0
    for band in values.view(np.uint64).T:
        different, content, counts = np.unique(band, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[content] > 1)
        indices.append(shared)
        contents.append(content[shared] + before)
        before += len(different)
    index, content = np.concatenate(indices), np.concatenate(contents)
    order = np.argsort(index, kind="stable")
    texts, starts = np.unique(index[order], return_index=True)
    if not len(texts):
        return  # np.split of nothing gives one part
    yield from zip(
        texts.tolist(), map(np.ndarray.tolist, np.split(content[order], starts[1:])), strict=True
    )


def repeated(texts: Texts, index: int, near: Sequence[int]) -> int | None:
    """The one of ``near`` that a text repeats best, the earliest if equal; None if none."""
    if not near:
        return None
    alike = np.count_nonzero(texts.values[near] == texts.values[index], axis=1) / VALUES
    soon = texts.dates[index] - texts.dates[near] <= SOON
    long = np.minimum(texts.sizes[near], texts.sizes[index]) >= LONG
    alike[(alike < ALIKE) | ~soon & ((alike < SAME) | ~long)] = 0
    best = int(alike.argmax())
    return near[best] if alike[best] else None
