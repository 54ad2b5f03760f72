"""The report of a build, and the listener for its progress."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from svodka.indexer.failure import Failure


@dataclass
class Counts:
    """Counts of articles by outcome, for one folder or all."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """The number of articles now."""
        return self.added + self.changed + self.moved + self.unchanged + self.kept


@dataclass
class Report(Counts):
    """The result of a build. ``full`` is the reason for a full analysis, or empty.

    ``folders`` has the counts of each folder that was read, by its path. ``elsewhere`` counts the
    articles of the other folders. ``passed_over`` counts files in other formats by ending.
    ``notes`` are what is told of files that were read: what was left out, or not understood.
    ``earlier_notes`` are what was told of the other files in earlier runs, and still holds.
    ``being_written`` are the skipped files that were being written; their articles are unchanged.
    """

    full: str = ""
    folders: dict[str, Counts] = field(default_factory=dict)
    elsewhere: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    earlier_notes: list[tuple[str, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    being_written: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """The number of articles in the index now."""
        return super().total + self.elsewhere

    @property
    def faults(self) -> list[tuple[str, Failure]]:
        """The articles skipped through faults of Svodka, by path."""
        return [(path, reason) for path, reason in self.skipped if isinstance(reason, Failure)]


@dataclass(frozen=True, slots=True)
class Listener:
    """Callbacks for the progress of a build.

    ``skip(path, reason)`` is called at once. ``pass_over(path, ending)`` is called for each file in
    another format, ``progress(n)`` after n more candidates. A file with a true ``is_fresh(file)``
    is left for a later run.
    """

    skip: Callable[[str, str], None] = lambda _path, _reason: None
    pass_over: Callable[[str, str], None] = lambda _path, _ending: None
    progress: Callable[[int], None] = lambda _count: None
    is_fresh: Callable[[Path], bool] = lambda _file: False
