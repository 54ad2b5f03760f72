"""The inputs of a run that become no article: named, counted, and remembered for the next run."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from svodka.indexer.building.report import Listener, Report
from svodka.indexer.failure import Failure

# Bad records that are named per file: a file of millions must not fill memory and terminal.
MOST_NAMED = 1000
# A reason that is about one record; see ``sources.walk``.
_OF_RECORD = re.compile(r"(?:line|record) \d+: ")


class Skipped:
    """Tells the report and the listener of a run what is skipped. Paths begin with labels."""

    def __init__(self, report: Report, listener: Listener) -> None:
        self._report, self._listener = report, listener
        self._bad_paths: set[str] = set()
        self._named: Counter[str] = Counter()
        self._reasons: dict[str, list[str]] = defaultdict(list)
        # Files whose reasons may be others at the next run, though their bytes are the same.
        self._passing: set[str] = set()

    def skip(self, path: str, reason: str) -> None:
        """Report a path without an article. The index keeps its articles at or below this path."""
        self._bad_paths.add(path.rstrip("/"))
        self.report(path, reason, lasts=bool(_OF_RECORD.match(reason)))

    def skip_article(self, path: str, reason: str) -> None:
        """Report a file or record whose bytes are no article. The index keeps those of its file."""
        self._bad_paths.add(path)
        self.report(path, reason, lasts=True)

    def report(self, path: str, reason: str, *, lasts: bool) -> None:
        """Report a reason, for at most MOST_NAMED records of a file.

        It ``lasts`` if it is always that of the same bytes. A fault of Svodka never does.
        """
        self._named[path] += 1
        if not lasts or isinstance(reason, Failure) or self._named[path] > MOST_NAMED:
            self._passing.add(path)
        if self._named[path] <= MOST_NAMED:
            self._reasons[path].append(reason)
            self._name(path, reason)

    def report_again(self, path: str, reasons: Iterable[str]) -> None:
        """Report the lasting reasons of a file that is not read again."""
        for reason in reasons:
            self.report(path, reason, lasts=True)

    def is_bad(self, path: str) -> bool:
        """True if this path or a folder of it was skipped."""
        return path in self._bad_paths or any(
            str(folder) in self._bad_paths for folder in PurePosixPath(path).parents
        )

    def lasting(self, path: str) -> list[str] | None:
        """The reasons of a file; None if they may be others at the next run."""
        return None if path in self._passing else self._reasons.get(path, [])

    def count_unnamed(self) -> None:
        """Report how many bad records of each file were not named."""
        for path, count in self._named.items():
            if count > MOST_NAMED:
                more = count - MOST_NAMED
                self._name(path, f"{more} more of its records are bad, too many to be named")

    def _name(self, path: str, reason: str) -> None:
        self._report.skipped.append((path, reason))
        self._listener.skip(path, reason)
