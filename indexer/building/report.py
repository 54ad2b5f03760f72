"""What a build did, and whom it tells how it goes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from svodka.indexer.failure import Failure


@dataclass
class Counts:
    """Articles of one folder, or of all: what became of them."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """The articles that are there now."""
        return self.added + self.changed + self.moved + self.unchanged + self.kept


@dataclass
class Report(Counts):
    """What a build did. ``full`` says why everything was analysed again; empty where only changes were.

    ``folders`` has the counts of each folder that was read, by its place; ``elsewhere`` counts the articles of the
    others. ``passed_over`` counts files in other formats by the ending of their name.
    ``being_written`` are the files that were left out for it; their articles are unchanged.
    """

    full: str = ""
    folders: dict[str, Counts] = field(default_factory=dict)
    elsewhere: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    being_written: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """The articles that the index holds now."""
        return super().total + self.elsewhere

    @property
    def faults(self) -> list[tuple[str, Failure]]:
        """What was skipped through a fault of Svodka, by path."""
        return [(path, reason) for path, reason in self.skipped if isinstance(reason, Failure)]


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a build tells how it goes.

    ``skip(path, reason)`` is called at once, ``pass_over(path, ending)`` for each file in another format, ``progress(n)``
    after n more candidates. A file for which ``is_fresh(file)`` is true is left for a later run.
    """

    skip: Callable[[str, str], None] = lambda _path, _reason: None
    pass_over: Callable[[str, str], None] = lambda _path, _ending: None
    progress: Callable[[int], None] = lambda _count: None
    is_fresh: Callable[[Path], bool] = lambda _file: False
