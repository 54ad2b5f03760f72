"""Run a query on all segments of a snapshot, and read the hits."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import UnreadArticle
from svodka.indexer.engines.records import ArticleWords, Hit, Sort
from svodka.indexer.engines.whoosh.read.matcher import Matcher, OutOfTimeError
from svodka.indexer.engines.whoosh.read.ranking import Matches, Ranking
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
) -> tuple[Matches, bool]:
    """Find the matches in all segments, with scores if ``ranked``.

    Returns them and True if the time ran out. ``budget`` is in seconds.
    """
    deadline = time.thread_time() + budget  # CPU time: a busy machine must not shorten answers
    matches = Matches(snapshot, fold)
    try:
        for segment in snapshot.segments:
            matcher = Matcher(segment, terms, deadline)
            docs = matcher.living(query)
            ranking = Ranking(snapshot, segment, terms, matcher)
            matches.add(
                segment, docs, ranking.scores(query, docs) if ranked else np.zeros(len(docs))
            )
    except OutOfTimeError:
        return matches, True
    return matches, False


def hits_of(matches: Matches, offset: int, limit: int, sort: Sort) -> Iterator[Hit]:
    """The hits at positions ``offset`` to ``offset + limit``, each read lazily."""
    with reading():
        for segment, doc, score, others in matches.stretch(offset, limit, sort):
            yield Hit(article_of(segment, doc), score, others, words_of(segment, doc))


def words_of(segment: OpenSegment, doc: int) -> ArticleWords:
    """A document's words, read when they are asked for."""

    def read(tokens: Callable[[int], Tokens]) -> Tokens:
        with reading(segment.name):
            return tokens(doc)

    return ArticleWords(partial(read, segment.title), partial(read, segment.text))


def article_of(segment: OpenSegment, doc: int) -> Article:
    """A document's article. One that cannot be read, though undamaged, costs only itself."""
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
