"""Rows of an answer as hits."""

from collections.abc import Iterator, Mapping
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import UnreadArticle
from svodka.indexer.engines.opensearch.requests import article_values
from svodka.indexer.engines.opensearch.stored_words import words_of
from svodka.indexer.engines.records import Hit


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of a hit. One that cannot be read costs only itself."""
    try:
        return Article(**article_values(row))
    except (TypeError, KeyError) as error:
        return UnreadArticle(id=row["_id"], title="", text="", path="", error=error)


def hit_of(row: Mapping[str, Any], reprints: int = 0) -> Hit:
    """The hit of a row."""
    article = article_of(row)
    return Hit(article, row["_score"] or 0.0, reprints, words_of(article))


def one_of_each(rows: Iterator[Any]) -> Iterator[Hit]:
    """The first hit of each story."""
    seen: set[str] = set()
    for row in rows:
        if story_of(row) not in seen:
            seen.add(story_of(row))
            yield hit_of(row, 0)


def story_of(row: Mapping[str, Any]) -> str:
    """The number of the story of a row."""
    return str(row["fields"]["story"][0])
