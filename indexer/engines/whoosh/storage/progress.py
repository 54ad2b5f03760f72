"""The whole segments of a build that is not finished: a later build of the same plan goes on there.

    index/PROGRESS    the generation, the plan of its build, and its segments; it may be lost

It is replaced whenever a worker has written a segment. Readers never see it, for the generation is
not the live one. A segment counts only if its files have their checksums.
"""

import pickle
import zlib
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from svodka.indexer.engines.whoosh.format import pickles

PROGRESS = "PROGRESS"


class Unfinished(NamedTuple):
    """A build that has ended early: the name of its generation, its plan, its segments."""

    generation: str
    plan: str
    segments: Sequence[Any]


class Progress:
    """Reads and replaces PROGRESS of an index folder. Writing requires the lock."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / PROGRESS

    def read(self) -> Unfinished | None:
        """The unfinished build; None if there is none, or what is known of it is damaged."""
        try:
            head, _, packed = self._path.read_bytes().partition(b"\n")
            if head != _head(packed):
                return None
            found = Unfinished(*pickles.load(BytesIO(packed)))
        except Exception:  # damaged or tampered data may raise anything; it is no loss
            return None
        return found

    def folder(self) -> Path | None:
        """The folder of the unfinished build; None if there is none."""
        found = self.read()
        folder = self._root / Path(found.generation).name if found else None
        return folder if folder and folder.is_dir() else None

    def keep(self, generation: str, plan: str, segments: Sequence[Any]) -> None:
        """Replace what is known, if the disk allows."""
        new = self._path.with_suffix(".new")
        packed = pickle.dumps((generation, plan, list(segments)))
        try:
            new.write_bytes(_head(packed) + b"\n" + packed)
            new.replace(self._path)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def remove(self) -> None:
        """Forget the unfinished build, if the disk allows."""
        for path in (self._path, self._path.with_suffix(".new")):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _head(packed: bytes) -> bytes:
    return f"{len(packed)} {zlib.crc32(packed):08x}".encode()
