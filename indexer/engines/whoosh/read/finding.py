"""A query over all segments of a state of the index: what matches, and the hits that are asked for."""

import time
from collections.abc import Iterator

import numpy as np

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import UnreadArticle
from svodka.indexer.engines.records import Hit, Sort
from svodka.indexer.engines.whoosh.read.matcher import Matcher, OutOfTimeError
from svodka.indexer.engines.whoosh.read.ranking import Found, Ranking
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, reading
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.engines.whoosh.read.terms import Terms
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.query.tree import Node


def find(
    snapshot: Snapshot,
    terms: Terms,
    query: Node,
    budget: float,
    fold: bool = False,
    *,
    ranked: bool,
) -> tuple[Found, bool]:
    """Find what matches in all segments, with its scores if it is to be ranked, and say whether the time ran out."""
    deadline = time.thread_time() + budget  # of work: a busy machine must not make answers shorter
    found = Found(snapshot, fold)
    with reading("The index"):
        try:
            for segment in snapshot.segments:
                matcher = Matcher(segment, terms, deadline)
                docs = matcher.living(query)
                ranking = Ranking(snapshot, segment, terms, matcher)
                found.add(
                    segment, docs, ranking.scores(query, docs) if ranked else np.zeros(len(docs))
                )
        except OutOfTimeError:
            return found, True
    return found, False


def hits_of(found: Found, offset: int, limit: int, sort: Sort) -> Iterator[Hit]:
    """The hits of a stretch of the ranking, each read when it is asked for."""
    with reading("The index"):
        for segment, doc, score, others in found.stretch(offset, limit, sort):
            yield Hit(article_of(segment, doc), score, others)


def article_of(segment: OpenSegment, doc: int) -> Article:
    """A document's article; one that cannot be read though nothing is damaged costs no other."""
    try:
        with reading(segment.name):
            return segment.article(doc)
    except (UnusableIndexError, MemoryError):
        raise
    except Exception as error:
        entry = segment.entry(doc)
        return UnreadArticle(
            id=entry.id, title="", text="", path=entry.path, folder=entry.folder, error=error
        )
