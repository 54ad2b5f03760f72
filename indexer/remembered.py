"""What an index remembers of its folders, and of its last comparison with them."""

from dataclasses import dataclass
from typing import Literal


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
    """

    ended: float
    result: RunResult
    skipped: int = 0
    error: str = ""
