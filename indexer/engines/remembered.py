"""What an index remembers of its folders, and of its last comparison with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

LATEST = 253_402_214_400.0  # seconds since 1970: the last day that dates can be of


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder (or single file) that an index remembers.

    ``place`` is its absolute path as it was named, ``label`` what tells its articles from those of other folders (empty
    for the first one), ``articles`` how many it had when it was last read.
    """

    place: str
    label: str
    articles: int = 0


RunResult = Literal["done", "skipped", "failed", "fault"]


@dataclass(frozen=True, slots=True)
class Run:
    """The end of the last comparison of an index with its folders.

    ``ended`` is in seconds since 1970. ``result`` is done; skipped, where articles could not be read; failed, where
    nothing could be changed; fault, where Svodka itself failed. ``skipped`` counts articles; ``error`` is its sentence.
    ``succeeded`` is when a comparison last brought the index up to date, this one or one before; None if none did.
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
    """Give a run as it was written down. Raises TypeError or ValueError where that is none."""
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
