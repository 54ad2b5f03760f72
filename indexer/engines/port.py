"""The engine port: the requests of build and search to an index.

Engines never see Russian, only terms: documents come with their tokens, queries as trees of terms.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents.document import Document, Entry
from svodka.indexer.engines.records import (
    ArticleWords,
    Bucket,
    Hit,
    Hits,
    Inspection,
    Sealed,
    Sort,
    Stamp,
    Statistics,
    Stream,
    Timeline,
    Unit,
)
from svodka.indexer.engines.remembered import Folder, Run
from svodka.indexer.limits import LIMITS
from svodka.indexer.query.tree import Form, Node, Prefix

ENGINE_TIME = LIMITS.engine_seconds  # of work of the engine for one query, by default


class Sink(Protocol):
    """Takes documents. It may be sent to another process before its first document."""

    def add(self, document: Document) -> None:
        """Take a document.

        If this raises anything but OSError and UnusableIndexError, the sink is unchanged.
        """

    def sealed(self) -> Sealed:
        """The part written since the last call; it outlives the process of the sink."""

    def close(self) -> Sealed:
        """Write the rest, and return it."""


class Writer(Protocol):
    """One change of the index: invisible before it is committed, then visible as a whole."""

    def sink(self) -> Sink:
        """A new sink; several may be filled at once."""

    def resume(self, plan: str) -> Iterator[Entry]:
        """Adopt what a build of a new index wrote before it ended early; its articles.

        Only one with the same ``plan`` counts: it names all that the articles depend on. From now
        on the writer keeps account, so that a later build can do the same.
        """

    def adopt(self, sealed: Sealed) -> None:
        """Make a part that a sink has written part of this change."""

    def delete(self, entry: Entry) -> None:
        """Delete the article with exactly this id, path, digest and folder, old or just adopted."""

    def remember(self, folders: Sequence[Folder]) -> None:
        """Replace the folders that the index remembers."""

    def note_files(self, notes: bytes) -> None:
        """Keep notes on the files of the index as it is after this change.

        They may be lost: if they cannot be written, the change is committed all the same.
        """


class Engine(Protocol):
    """An index: any number of readers in any thread or process, one writer at a time.

    Reading raises IndexMissing, IndexStale or IndexCorrupt; an engine for clusters also
    IndexUnreachable, as its writing does.
    """

    def stamp(self) -> Stamp | None:
        """The versions that built the live index; None if there is no index."""

    def own_stamp(self) -> Stamp:
        """The stamp of an index built now."""

    def catalog(self) -> Iterator[Entry]:
        """All articles of the live index, in no special order; empty if there is no index."""

    def folders(self) -> Sequence[Folder]:
        """The folders that the index remembers, in the order in which they came.

        They outlive a damaged index and a change of its format. Raises IndexCorrupt if they cannot
        be read themselves.
        """

    def file_notes(self) -> bytes:
        """The notes on files that were kept with exactly this state of the index; else b""."""

    def change_folders(
        self, change: Callable[[Sequence[Folder]], Sequence[Folder]], *, wait: float = 0
    ) -> None:
        """Replace the remembered folders by ``change(folders)``; articles stay.

        Raises as ``writer`` does.
        """

    def last_run(self) -> Run | None:
        """The end of the last comparison of the index with its folders; None if unknown."""

    def note_run(self, run: Run) -> None:
        """Keep the end of a comparison for ``last_run``. Does nothing if it cannot be written."""

    def writer(self, *, fresh: bool = False, wait: float = 0) -> AbstractContextManager[Writer]:
        """Change the live index; with ``fresh``, build a new one aside.

        Commits on exit, rolls back on any exception. Raises IndexLocked if another process still
        writes after ``wait`` seconds.
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
        """Rank the matching articles; with ``count``, count their facets and time line.

        With ``fold``, the articles of one story count as one hit: the first of them in the
        requested order. Pages and the total are of stories then; counts stay those of articles.
        ``budget`` is in seconds of work, as the engine counts them.
        """

    def stream(
        self,
        query: Node,
        *,
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        budget: float = ENGINE_TIME,
        fold: bool = False,
    ) -> Stream:
        """The ranking of ``search``, for ranges too long for memory; hits count no reprints.

        Matches are found before this returns, within ``budget``. Articles are read one by one; the
        time between them does not count. The iterator may raise IndexCorrupt.
        """

    def timeline(
        self, query: Node, unit: Unit | None = None, *, budget: float = ENGINE_TIME
    ) -> Timeline:
        """The matching articles of each day, week, month or year, without ranking any.

        Without a ``unit`` it is the finest one that keeps the line short.
        """

    def get(self, id: str) -> Article | None:
        """The article with this id; else the one that had it before its file moved; else None."""

    def words(self, id: str) -> ArticleWords | None:
        """The words of the article that ``get`` gives; None if there are none in the index."""

    def present_id(self, id: str) -> str | None:
        """The id of the article that ``get`` gives, or None. Cheaper than reading the article."""

    def reprints(self, id: str) -> Sequence[Article]:
        """The other articles of the same story, the oldest first; empty if the id is unknown."""

    def frequencies(self, lemmas: Sequence[str]) -> Sequence[int]:
        """For each lemma, the number of articles with it in their title or text."""

    def count(self) -> int:
        """The number of articles in the live index."""

    def counts(self, forms: Sequence[str]) -> Sequence[int]:
        """For each folded form, the number of articles with it in their title or text."""

    def near(self, form: str, edits: int) -> Mapping[str, int]:
        """The forms of the collection within ``edits`` edits of a folded form, itself too.

        Each comes with its number of articles. An edit adds, drops or replaces a letter, or swaps
        two neighbours; any letter may differ, the first too. An engine may leave out some of more
        than MAX_NEAR forms, the rarest first.
        """

    def begun(self, prefixes: Sequence[str]) -> Sequence[bool]:
        """For each prefix, True if a form of the collection begins with it.

        May be True for a form that only deleted articles have.
        """

    def hyphenated(self, parts: Sequence[str]) -> Sequence[int]:
        """For each part, the articles of the forms that have it between hyphens or at an end.

        The articles of several forms are added up: «наро» is part of «наро-фоминск» and
        «наро-фоминске». The part alone does not count.
        """

    def titles(self, words: Sequence[Sequence[Form | Prefix]], limit: int) -> Sequence[Hit]:
        """The newest articles whose titles have one of the alternatives for each word.

        Titles that are equal but for case are one hit, the newest of them; its ``reprints`` counts
        the others, in all the collection. Scores are 0. Without words, all titles match.
        """

    def known(self, lemmas: Collection[str]) -> set[str]:
        """Those of some lemmas that an article has. Cheaper than asking for each."""

    def has(self, lemma: str) -> bool:
        """True if an article has this lemma. Cheap."""

    def values(self, field: ExactField, limit: int) -> Sequence[Bucket]:
        """The most frequent values of a metadata field, by falling count, then by value."""

    def version(self) -> str:
        """An opaque token that changes with every commit. Cheap."""

    def steady(self) -> AbstractContextManager[None]:
        """Give this thread one state of the index while this lasts, whatever writers do."""

    def close(self) -> None:
        """Release files and memory."""


@runtime_checkable
class Maintainable(Protocol):
    """An engine with its index in files. Only builds, stats, check and verification use it."""

    def statistics(self) -> Statistics:
        """The figures of the index. Raises as reading does, but not for another analysis."""

    def check(
        self,
        *,
        quick: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Inspection:
        """Read the whole index, and name every file that differs from what was written.

        With ``quick``, only sizes and checksums are compared. ``progress(done, total)`` is told
        bytes.
        """

    def verify(self, *, again: bool = False) -> None:
        """Compare the changed files of the live index with their checksums; with ``again``, all.

        Raises IndexCorrupt with the name of a damaged file, as all reading then does until the
        index is rebuilt. Cheap while no file changes.
        """

    def remains(self) -> AbstractContextManager[None]:
        """Let this thread read the undamaged part of an index as if it were all of it."""

    def keep_traces(self, traces: str) -> str | None:
        """Keep the tracebacks of the last run. Returns the path of their file, or None."""
