"""Run a query on all segments of a snapshot, and read the hits."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import UnreadArticle
from svodka.indexer.engines.records import ArticleWords, Hit
from svodka.indexer.engines.whoosh.read.matcher import Matcher, OutOfTimeError
from svodka.indexer.engines.whoosh.read.matches import Found, Matches
from svodka.indexer.engines.whoosh.read.ranking import Ranking
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, reading
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.engines.whoosh.read.terms import Terms
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.query.tree import Node


def find(
    snapshot: Snapshot, terms: Terms, query: Node, budget: float, fold: bool = False
) -> Matches:
    """Find the matches in all segments, within ``budget`` seconds."""
    deadline = time.thread_time() + budget  # CPU time: a busy machine must not shorten answers
    matches = Matches(snapshot, query, fold)
    try:
        for segment in snapshot.segments:
            matcher = Matcher(segment, terms, deadline)
            docs = matcher.living(query)
            matches.add(segment, docs, Ranking(snapshot, segment, terms, matcher))
    except OutOfTimeError:
        matches.partial = True
    return matches


def hits_of(page: Sequence[Found]) -> Iterator[Hit]:
    """The hits of a page, each read lazily."""
    with reading():
        for segment, doc, score, others in page:
            yield Hit(article_of(segment, doc), score, others, words_of(segment, doc))


def hits_by_id(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[Hit]:
    """The articles with these ids, each read lazily; those that the snapshot lacks are left out."""
    with reading():
        for id in ids:
            for segment, doc in snapshot.find(id):
                yield Hit(article_of(segment, doc), 0.0, 0, words_of(segment, doc))


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
