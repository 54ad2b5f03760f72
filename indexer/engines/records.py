"""The records that engines give: hits, counts, and figures of an index."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article

# «added»: the last run that added articles first, then by date.
Sort = Literal["relevance", "newest", "oldest", "added"]
FacetName = Literal["year", "source", "section", "author", "person", "place"]
Unit = Literal["day", "week", "month", "year"]

FACET_SIZE = 30  # values of a field that are counted: the most frequent ones
MAX_NEAR = 500  # forms near another one that every engine gives
MAX_EXPANSIONS = 500  # words that a prefix or a fuzzy word matches: the most frequent ones


@dataclass(frozen=True, slots=True)
class Stamp:
    """The versions that built an index. If they differ from the program's own, it is rebuilt."""

    schema: str
    analysis: str


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of an article as its engine stores them; read when they are asked for.

    Damage raises IndexCorrupt then.
    """

    read_title: Callable[[], Tokens]
    read_text: Callable[[], Tokens]

    @property
    def title(self) -> Tokens:
        """The words of the title."""
        return self.read_title()

    @property
    def text(self) -> Tokens:
        """The words of the text."""
        return self.read_text()


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching article and its score (greater is better; comparable within one query only).

    ``reprints`` counts the other matching articles of the same story, folded into this hit.
    ``words`` are None if the engine stores none.
    """

    article: Article
    score: float
    reprints: int = 0
    words: ArticleWords | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value or a period (``2024``, ``2024-08``, ``2024-08-19``), and its number of articles.

    A week is named by its Monday.
    """

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The number of articles for each day, week, month or year: ascending, without gaps.

    ``undated`` articles have no date. ``partial`` and ``spent`` are as in ``Hits``.
    """

    unit: Unit
    buckets: Sequence[Bucket]
    undated: int = 0
    partial: bool = False
    spent: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """The facets and the time line of all matching articles.

    A field has its FACET_SIZE most frequent values, by falling count, then by value. ``year`` has
    all years with articles, the latest first. ``sourceless`` articles have no source.
    """

    facets: Mapping[FacetName, Sequence[Bucket]]
    timeline: Timeline
    sourceless: int = 0


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of the ranking: ``total`` results match, ``hits`` are the requested ones.

    A result is an article, or a story if reprints are folded. Then ``folded`` counts the matching
    articles beyond one of each story; an engine may estimate it beyond 40,000 reprinted stories. If
    ``partial``, the time ran out, and only the matches found until then count. ``cut`` is the
    number of words that a prefix or a fuzzy word was cut to, the most frequent ones; 0 if none was.
    ``spent`` are seconds that other processes worked on it.
    """

    total: int
    hits: Sequence[Hit]
    partial: bool = False
    cut: int = 0
    counts: Counts | None = None
    folded: int = 0
    spent: float = 0.0

    @property
    def articles(self) -> int:
        """The number of matching articles, reprints included."""
        return self.total + self.folded


@dataclass(frozen=True, slots=True)
class Stream:
    """A ranking of ``total`` articles, or stories; each is read when ``hits`` yields it.

    All come from one state of the index, whatever writers do. ``partial`` is as in ``Hits``.
    ``again`` reads articles of that state by their ids, in the order of these, without scores.
    """

    total: int
    hits: Iterator[Hit]
    again: Callable[[Sequence[str]], Iterator[Hit]]
    partial: bool = False


class Sealed(NamedTuple):
    """The part that a sink has written (the engine's own, picklable), and its documents."""

    documents: int
    part: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A damaged file: its path within the index, and ``missing`` or ``damaged (why)``."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """The result of reading all files: the number of articles (None if unreadable), and faults.

    ``strays`` are files in the folder that do not belong to the index; they do no harm.
    """

    articles: int | None
    faults: Sequence[Fault] = ()
    strays: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of an index.

    ``bytes`` is the size of its files; ``deleted_share`` is the share of deleted articles in them,
    from 0 to 1. ``changed`` is the time of the last change, in seconds since 1970; ``since`` and
    ``until`` are the first and the last day of its articles, None if none has a date. ``schema``
    and ``analysis`` are the versions that built it.
    """

    articles: int
    bytes: int
    generation: str
    commits: int
    segments: int
    deleted_share: float
    changed: float
    since: str | None
    until: str | None
    undated: int
    sources: int
    schema: str
    analysis: str
