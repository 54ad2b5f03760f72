"""The engine port: what build and search ask of an index, whatever keeps it.

An engine never sees Russian, only terms: documents come with their tokens, queries as trees of terms.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents.document import Document, Entry
from svodka.indexer.engines.remembered import Folder, Run
from svodka.indexer.query.tree import Node

Sort = Literal["relevance", "newest", "oldest"]
FacetName = Literal["year", "source", "section", "author", "person", "place"]
Unit = Literal["day", "month", "year"]

ENGINE_TIME = (
    1.0  # seconds of work that a query may take of the engine, unless it is told otherwise
)
FACET_SIZE = 30  # values of a field that are counted, the most frequent ones
MAX_EXPANSIONS = (
    500  # words that a prefix or a fuzzy word stands for at most, the most frequent ones
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What built an index. An index whose stamp differs from the program's own is rebuilt."""

    schema: str
    analysis: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches, and how well (greater is better; comparable within one query only).

    ``reprints`` is how many other matching articles tell the same story and are folded into this one.
    """

    article: Article
    score: float
    reprints: int = 0


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value, or a stretch of time (``2024``, ``2024-08`` or ``2024-08-19``), and how many articles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """How many articles fall on each day, month or year: ascending, without gaps; ``undated`` have no date."""

    unit: Unit
    buckets: Sequence[Bucket]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What all articles that match have in common: the values of each field, and their dates.

    A field has its FACET_SIZE most frequent values, the most frequent first and equals in the order of the values; ``year``
    has all years that have articles, the latest first.
    """

    facets: Mapping[FacetName, Sequence[Bucket]]
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Hits:
    """A stretch of the ranking: ``total`` articles match, ``hits`` are the asked-for ones of them.

    ``partial`` says that the time ran out and that ``total`` counts only what was seen until then; ``cut`` that a prefix or
    a fuzzy word stood for more words than MAX_EXPANSIONS.
    """

    total: int
    hits: Sequence[Hit]
    partial: bool = False
    cut: bool = False
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A whole ranking of ``total`` articles, read one by one as ``hits`` is asked for them.

    All are of one state of the index, whatever writers do meanwhile. ``partial`` is as that of ``Hits``.
    """

    total: int
    hits: Iterator[Hit]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of an index: its path within the index, and ``missing`` or ``damaged (why)``."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at all files of an index has found: its articles, None where they cannot be counted, and its faults.

    ``strays`` are files in its folder that are no part of it; they do no harm.
    """

    articles: int | None
    faults: Sequence[Fault] = ()
    strays: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """What there is to know of an index.

    ``bytes`` are those of its files; ``deleted_share`` is how much of what they hold are articles since deleted, from 0 to 1.
    ``changed`` is when it was last changed, in seconds since 1970; ``since`` and ``until`` are the first and the last day
    of its articles, None where none has a date. ``schema`` and ``analysis`` say what built it.
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


class Sealed(NamedTuple):
    """Documents that a sink has written: how many of those that it took, and the part (engine's own, picklable)."""

    documents: int
    part: Any


class Sink(Protocol):
    """Takes documents. It may be sent to another process before its first document, and be filled and closed there."""

    def add(self, document: Document) -> None:
        """Take a document. Where that raises anything but OSError, the sink is as it was before."""

    def sealed(self) -> Sealed:
        """Give what was written since this was asked last: it outlives the process of the sink."""

    def close(self) -> Sealed:
        """Write the rest, and give it."""


class Writer(Protocol):
    """One change of the index: nothing of it is seen before it is committed, and then all of it."""

    def sink(self) -> Sink:
        """Give a new sink; several may be filled at once."""

    def adopt(self, sealed: Sealed) -> None:
        """Make what a sink has written part of this change."""

    def delete(self, entry: Entry) -> None:
        """Take out the article with exactly this id, path, digest and folder, be it old or just adopted."""

    def remember(self, folders: Sequence[Folder]) -> None:
        """Have the index remember exactly these folders from this change on."""


class Engine(Protocol):
    """An index: readers from any thread or process, one writer at a time."""

    def stamp(self) -> Stamp | None:
        """What built the live index; None where there is none."""

    def own_stamp(self) -> Stamp:
        """What an index built now would be stamped with."""

    def catalog(self) -> Iterator[Entry]:
        """All articles that the live index holds, in no special order; none where there is no index."""

    def folders(self) -> Sequence[Folder]:
        """The folders that the index remembers, in the order in which they came; none where it knows of none.

        They outlive a damaged index and a change of its format. Raises IndexCorrupt where they cannot be read themselves.
        """

    def change_folders(
        self, change: Callable[[Sequence[Folder]], Sequence[Folder]], *, wait: float = 0
    ) -> None:
        """Have the index remember what ``change`` makes of its folders; its articles stay. Raises as ``writer`` does."""

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders; None where none is known."""

    def note_run(self, run: Run) -> None:
        """Keep the end of a comparison for ``last_run``. Does nothing where that cannot be written."""

    def keep_traces(self, traces: str) -> str | None:
        """Keep the tracebacks of the last run, and give the path of their file; None where they have no place."""

    def writer(self, *, fresh: bool = False, wait: float = 0) -> AbstractContextManager[Writer]:
        """Change the live index, or with ``fresh`` build a new one aside. Commits on exit, rolls back on any exception.

        Raises IndexLocked when another process still writes after ``wait`` seconds.
        """

    def search(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
        count: bool = False,
        fold: bool = False,
    ) -> Hits:
        """Rank the articles that match, and with ``count`` say what all of them have in common.

        With ``fold``, articles that reprint one story count once among those that match: the first of them in the order asked
        for stands for all, and pages and the total are of stories; counts stay those of articles. Raises IndexMissing,
        IndexStale, IndexCorrupt.
        """

    def stream(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
    ) -> Stream:
        """The ranking that ``search`` gives, for stretches too long to be held in memory.

        What matches is found before this returns, within ``budget``; articles are read when they are asked for, and the time
        between them is the caller's. Raises as ``search`` does, IndexCorrupt from the iterator too.
        """

    def get(self, id: str) -> Article | None:
        """The article with this id; else the one that had it before its file moved; else None."""

    def present_id(self, id: str) -> str | None:
        """The id of the article that ``get`` gives; None where there is none. Cheaper than to read it."""

    def reprints(self, id: str) -> Sequence[Article]:
        """The other articles that tell the same story as this one, the oldest first; none where no article has this id."""

    def frequencies(self, lemmas: Sequence[str]) -> Sequence[int]:
        """For each lemma, how many articles have it in their title or text."""

    def count(self) -> int:
        """How many articles the live index holds."""

    def vocabulary(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Folded forms of the collection that begin with ``prefix``, each with the number of articles that have it."""

    def has(self, lemma: str) -> bool:
        """Whether some article has a word with this lemma; cheap to ask."""

    def values(self, field: ExactField, limit: int) -> Sequence[Bucket]:
        """The values of a metadata field in all articles, the most frequent first and equals in the order of the values."""

    def version(self) -> str:
        """Something that is another whenever the live index has changed; cheap to ask."""

    def statistics(self) -> Statistics:
        """What there is to know of the index. Raises as ``search`` does, but not IndexStale for another analysis."""

    def check(self) -> Inspection:
        """Read all of the index, and name every file of it that is not as it was written."""

    def verify(self, *, again: bool = False) -> None:
        """Compare the files of the live index with their checksums; those that were not compared yet, or with ``again`` all.

        Raises IndexCorrupt with the name of a damaged file, as all else then does until the index is mended. While no file
        changes this is cheap.
        """

    def steady(self) -> AbstractContextManager[None]:
        """Let all answers to this thread be of one state of the index while this lasts, whatever writers do meanwhile."""

    def remains(self) -> AbstractContextManager[None]:
        """Let this thread read what is whole of a damaged index, while this lasts, as if that were all of it."""

    def close(self) -> None:
        """Give back files and memory."""
