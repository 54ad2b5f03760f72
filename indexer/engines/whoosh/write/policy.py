"""The choice of the segments of a change that are merged."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

# Segments whose numbers of living documents lie within one power of MERGE_FACTOR form a tier.
# MERGE_FACTOR segments in a tier are merged. So an index of n documents has at most about
# MERGE_FACTOR · log(n) segments, and a document is rewritten log(n) times.
MERGE_FACTOR = 8
# Segments of this many documents form one tier, in which MOST_LARGE may stay. A worker writes such
# segments at once, so a first build of 100,000 articles merges nothing.
LARGE = MERGE_FACTOR**4
MOST_LARGE = 16
# Segments of more documents are not merged any more: that would take more than 300 MB.
LARGEST = 500_000
# A segment with a greater share of deleted documents is rewritten without them.
MAX_DELETED = 0.3

# In a small index, the overhead of small segments matters. All but the largest may take this share
# of the largest one's living bytes. So no index takes twice the bytes of a new one.
SMALL = 4_000_000  # bytes; merging them takes a second
MAX_REST = 0.4

# A new index has segments of this many bytes at least, or MOST_NEW of them: each segment more makes
# every answer dearer. Of 26,107 articles, one segment instead of two is 5 % smaller, and a page of
# results takes 18 % less time.
NEW_SIZE, MOST_NEW = 160_000_000, 4
# Segments of a new index are merged into one of this many documents at most.
LARGEST_NEW = LARGEST // 2


def scattered(segments: Sequence[Any]) -> list[list[Any]]:
    """Groups of the segments of a new index to merge, each into one.

    Its workers seal what they have often, so that little is lost if they are killed.
    """
    least = max(NEW_SIZE, sum(map(_size, segments)) // MOST_NEW)
    groups: list[list[Any]] = [[]]
    for segment in segments:
        last = groups[-1]
        documents = sum(one.doc_count() for one in (*last, segment))
        if last and (sum(map(_size, last)) >= least or documents > LARGEST_NEW):
            groups.append([])
        groups[-1].append(segment)
    return [group for group in groups if len(group) > 1]


def due(segments: Sequence[Any]) -> list[list[Any]]:
    """Groups of segments to merge next, each into one; empty if nothing is due."""
    if excess := _excess(segments):
        return [excess]
    tiers = defaultdict(list)
    groups, large = [], []
    for segment in segments:
        if segment.deleted_count() > MAX_DELETED * segment.doc_count_all():
            groups.append([segment])
        elif segment.doc_count() < LARGE:
            tiers[_tier(segment.doc_count())].append(segment)
        elif segment.doc_count() < LARGEST:
            large.append(segment)
    groups += [tier for tier in tiers.values() if len(tier) >= MERGE_FACTOR]
    return groups + _crowd(sorted(large, key=lambda segment: int(segment.doc_count())))


def _crowd(large: Sequence[Any]) -> list[list[Any]]:
    """Groups of the smallest of the large segments, so that MOST_LARGE are left."""
    groups, start, left = [], 0, len(large)
    while left > MOST_LARGE:
        size = min(MERGE_FACTOR, left - MOST_LARGE + 1)
        groups.append(list(large[start : start + size]))
        start += size
        left -= size - 1
    return groups


def _excess(segments: Sequence[Any]) -> list[Any]:
    """The small segments, if they take too much beside the largest one.

    A single segment is also returned if its own deletions take too much.
    """
    *rest, largest = sorted(segments, key=_size) or [None]
    taken = sum(map(_size, rest))
    if not rest or taken + _size(largest) > SMALL:
        return []
    alive = _size(largest) * largest.doc_count() / largest.doc_count_all()
    if taken <= MAX_REST * alive:
        return []
    return rest if rest[1:] else list(segments)


def _size(segment: Any) -> int:
    return sum(size for size, _ in segment.seals.values())


def _tier(documents: int) -> int:
    tier = 0
    while documents >= MERGE_FACTOR:
        documents //= MERGE_FACTOR
        tier += 1
    return tier
