"""A whole result for use elsewhere: its articles one by one, and each as a flat record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import PartFailure, readable

MAX_EXPORT = 10_000  # articles, unless the site is set otherwise

COLUMNS = ("id", "title", "date", "source", "section", "author", "url", "path")


@dataclass(frozen=True, slots=True)
class Export:
    """The articles that answer a query, ``limit`` of ``total`` at most.

    All are of the index as it was when the export began, and are read from it one at a time: a rebuild meanwhile neither
    mixes into them nor breaks them off. ``partial`` says that the query took too long and that not
    all was found. An article that cannot be read comes as an UnreadArticle; ``failures`` are of what
    was done before the first article.
    """

    query: str
    total: int
    limit: int
    articles: Iterator[Article]
    partial: bool = False
    failures: Sequence[PartFailure] = ()

    @property
    def size(self) -> int:
        """How many articles come."""
        return min(self.total, self.limit)


def export_record(article: Article, *, text: bool = False) -> dict[str, str | None]:
    """An article as one flat record of COLUMNS, with its ``text`` last if asked for. Nothing of it is changed or cut.

    One that was not read raises why.
    """
    whole = readable(article)
    record: dict[str, str | None] = {name: getattr(whole, name) for name in COLUMNS} | {
        "path": whole.file
    }
    return record | {"text": article.text} if text else record
