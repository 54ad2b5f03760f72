"""The engine port: what build and search ask of an index, whatever keeps it.

An engine never sees Russian, only terms: documents come with their tokens, queries as trees of terms.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from indexer.analysis import Token
from indexer.article import Article
from indexer.query import Node

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What built an index. An index whose stamp differs from the program's own is rebuilt."""

    schema: str
    analysis: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as the catalog of an index lists it; ``digest`` is the hexadecimal digest of its source's bytes."""

    id: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its tokens, ready to be written."""

    article: Article
    digest: str
    title: Sequence[Token]
    text: Sequence[Token]

    @property
    def entry(self) -> Entry:
        """The line of the catalog that this document makes."""
        return Entry(self.article.id, self.article.path, self.digest)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches, and how well (greater is better; comparable within one query only)."""

    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """A stretch of the ranking: ``total`` articles match, and ``hits`` are those from ``offset`` on."""

    total: int
    hits: Sequence[Hit]
    partial: bool = False
