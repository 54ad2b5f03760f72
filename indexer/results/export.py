"""Exports: all articles that answer a query, one by one, and each as a flat record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import PartFailure, readable
from svodka.indexer.engines.records import Stream
from svodka.indexer.query.tree import Node

MAX_EXPORT = 10_000  # articles, unless the site is set otherwise

COLUMNS = ("id", "title", "date", "source", "section", "author", "url", "path")


@dataclass(frozen=True, slots=True)
class Ranking:
    """All hits of a query. ``tree`` is what was searched, without the filters.

    ``failures`` are those before the first hit.
    """

    tree: Node
    stream: Stream
    failures: Sequence[PartFailure] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """The articles that answer a query, ``limit`` of ``total`` at most.

    All come from the state of the index when the export began, and are read one at a time. A
    rebuild meanwhile does not disturb it. If ``partial``, the query took too long, and some
    matches are missing. An article that cannot be read comes as an UnreadArticle. ``failures``
    are those before the first article.
    """

    query: str
    total: int
    limit: int
    articles: Iterator[Article]
    partial: bool = False
    failures: Sequence[PartFailure] = ()

    @property
    def size(self) -> int:
        """The number of articles that are exported."""
        return min(self.total, self.limit)


def export_record(article: Article, *, text: bool = False) -> dict[str, str | None]:
    """An article as one flat record of COLUMNS, then ``text`` if asked for. Nothing is cut.

    An UnreadArticle raises its error.
    """
    whole = readable(article)
    record: dict[str, str | None] = {name: getattr(whole, name) for name in COLUMNS} | {
        "path": whole.file
    }
    return record | {"text": article.text} if text else record
