"""One committed state of an index, open for reading, with its overall statistics."""

import heapq
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh.index import TOC

from svodka.indexer.engines.records import Stamp
from svodka.indexer.engines.whoosh.format.schema import ID, INDEX_NAME, schema
from svodka.indexer.engines.whoosh.format.story_rows import read_stories
from svodka.indexer.engines.whoosh.read.facets import Dictionaries
from svodka.indexer.engines.whoosh.read.segments import OpenSegment, reading
from svodka.indexer.engines.whoosh.read.stories import Stories
from svodka.indexer.engines.whoosh.storage.checksums import WRONG, checksums_of, has_right_checksum
from svodka.indexer.engines.whoosh.storage.files import Storage
from svodka.indexer.errors import IndexCorrupt

STAMP = "stamp.json"
_OLD = ("1", "2", "3")  # schemas whose stamps had no checksum


def write_stamp(folder: Path, stamp: Stamp) -> None:
    """Write the stamp of a new generation."""
    (folder / STAMP).write_text(_packed(stamp), encoding="utf-8")


def read_stamp(folder: Path) -> Stamp:
    """The stamp of a generation. Raises IndexCorrupt, or FileNotFoundError if there is none."""
    try:
        written = (folder / STAMP).read_bytes().decode()
        data = json.loads(written)
        stamp = Stamp(data["schema"], data["analysis"])
        right = written == _packed(stamp) or (stamp.schema in _OLD and "crc32" not in data)
    except (FileNotFoundError, PermissionError):
        raise  # a writer may have replaced it, or we lack the permission
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexCorrupt(f"{folder / STAMP} is damaged ({error})") from error
    if not right:
        raise IndexCorrupt(f"{folder / STAMP} is {WRONG}")
    return stamp


def _packed(stamp: Stamp) -> str:
    record = {"schema": stamp.schema, "analysis": stamp.analysis}
    return json.dumps(record | {"crc32": zlib.crc32(json.dumps(record).encode())})


def contents_path(folder: Path) -> Path:
    """The latest table of contents of a generation. Raises FileNotFoundError if there is none."""
    number = TOC._latest_generation(Storage(str(folder)), INDEX_NAME)
    if number < 0:
        raise FileNotFoundError(f"{folder} holds no table of contents")
    name: str = TOC._filename(INDEX_NAME, number)
    return folder / name


def read_contents(folder: Path, number: int | None = None) -> Any:
    """The verified table of contents of commit ``number``, or of the last commit.

    Raises IndexCorrupt if it is damaged. Raises FileNotFoundError if there is none, or if a later
    commit has just replaced it.
    """
    path = contents_path(folder) if number is None else folder / TOC._filename(INDEX_NAME, number)
    if not has_right_checksum(path.read_bytes()):
        raise IndexCorrupt(f"{path} is {WRONG}")
    try:
        contents = TOC.read(
            Storage(str(folder)), INDEX_NAME, int(path.stem.rpartition("_")[2]), schema()
        )
        checksums_of(contents.segments)
    except (FileNotFoundError, PermissionError):
        raise  # a later commit may have replaced it, or we lack the permission
    except Exception as error:  # tampered data may raise anything
        raise IndexCorrupt(f"{path} is damaged ({error})") from error
    return contents


class Snapshot:
    """The segments of one commit. Later commits do not change its answers."""

    def __init__(
        self, folder: Path, stamp: Stamp, contents: Any, before: "Snapshot | None" = None
    ) -> None:
        self.folder = folder
        self.stamp = stamp
        self.number: int = contents.generation
        same = before if before is not None and before.folder == folder else None
        opened = {segment.name: segment for segment in same.segments} if same else {}
        storage = Storage(str(folder))
        self.segments: list[OpenSegment] = [
            opened[segment.segment_id()].with_deletions_of(segment)
            if segment.segment_id() in opened
            else OpenSegment(storage, segment)
            for segment in contents.segments
        ]
        self._contents = contents
        # Those of the state before, if it has them, of which most stay.
        self._known_values: Dictionaries | None = vars(same).get("dictionaries") if same else None
        self.documents = sum(int(s.alive.sum()) for s in self.segments)
        self.mean_length = {name: self._mean(name) for name in ("title_length", "text_length")}

    def shows(self, folder: Path, contents: Any) -> bool:
        """True if a table of contents is that of this state.

        The number alone is not enough: an index that is removed and built again counts from one
        again.
        """
        names = [segment.segment_id() for segment in contents.segments]
        return (self.folder, self.number) == (folder, contents.generation) and names == [
            s.name for s in self.segments
        ]

    @cached_property
    def dictionaries(self) -> Dictionaries:
        """The exact values of all segments, merged on first use."""
        before, self._known_values = self._known_values, None
        return Dictionaries(self.segments, before)

    @cached_property
    def stories(self) -> Stories:
        """The stories of all articles, unpacked on first use."""
        with reading("The table of contents", Exception):  # it may hold anything
            return Stories(self.segments, read_stories(self._contents.segments))

    def prepare(self) -> None:
        """Compute now what the first answers would wait for."""
        with reading():
            _ = self.dictionaries, self.stories

    def find(self, id: str, field: str = ID) -> Iterator[tuple[OpenSegment, int]]:
        """The living document with this id; with FORMER as ``field``, those that had it before."""
        for segment in self.segments:
            with reading(segment.name):
                docs = segment.find(id, field)
            yield from ((segment, doc) for doc in docs)

    def document_frequency(self, field: str, term: str) -> int:
        """The number of living documents that contain a term."""
        return sum(segment.document_frequency(field, term) for segment in self.segments)

    def frequent(self, prefix: str, field: str, limit: int) -> tuple[list[str], bool]:
        """The ``limit`` most frequent terms that begin with ``prefix``; True if there are more.

        Deleted documents count too. Equally frequent terms are in the order of their letters.
        """
        counts = Counter[bytes]()
        with reading():
            for segment in self.segments:
                counts.update(segment.terms(field, prefix))
        first = heapq.nsmallest(limit, counts, key=lambda term: (-counts[term], term))
        return [term.decode() for term in first], len(counts) > limit

    def _mean(self, name: str) -> float:
        total = sum(int(s.numbers[name][s.alive].sum()) for s in self.segments)
        return max(total / self.documents, 1.0) if self.documents else 1.0
