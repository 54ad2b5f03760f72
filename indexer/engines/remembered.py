"""The folders of an index, and the end of its last comparison with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

LATEST = 253_402_214_400.0  # seconds since 1970: the last day of the year 9999


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder (or single file) that an index remembers.

    ``place`` is its absolute path as it was named. ``label`` distinguishes its articles from those
    of other folders; it is empty for the first one. ``articles`` is their number at the last run.
    ``mapping`` are pairs of a field and the user's name for it in records. Raises ValueError for
    others.
    """

    place: str
    label: str
    articles: int = 0
    mapping: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        pairs = tuple((str(field), str(name)) for field, name in self.mapping)
        object.__setattr__(self, "mapping", pairs)  # JSON has lists


RunResult = Literal["done", "skipped", "failed", "fault"]


@dataclass(frozen=True, slots=True)
class Run:
    """The end of the last comparison of an index with its folders.

    ``ended`` is in seconds since 1970. ``result`` is skipped if articles could not be read, failed
    if nothing could be changed, fault if Svodka itself failed, else done. ``skipped`` counts
    articles; ``error`` is the sentence of a failure. ``succeeded`` is the time of the last
    comparison that brought the index up to date, None if there was none.
    """

    ended: float
    result: RunResult
    skipped: int = 0
    error: str = ""
    succeeded: float | None = None

    @property
    def is_success(self) -> bool:
        """True if this comparison brought the index up to date, but for what was skipped."""
        return self.result in ("done", "skipped")


def run_of(data: Mapping[str, Any]) -> Run:
    """Read a run from its record. Raises TypeError or ValueError if it is not one."""
    run = Run(**data)
    times = [run.ended] if run.succeeded is None else [run.ended, run.succeeded]
    if not all(0 <= float(moment) <= LATEST for moment in times) or run.result not in get_args(
        RunResult
    ):
        raise ValueError("no end of a run")
    return Run(
        float(run.ended),
        run.result,
        int(run.skipped),
        str(run.error),
        run.succeeded and float(run.succeeded),
    )
