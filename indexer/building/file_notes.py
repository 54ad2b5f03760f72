"""The notes that an index keeps of the files that were read: a file that is as it was then need not
be read again.

The notes name all articles of the index by file, with ids and digests. So a change can be compared
with the index without its catalog, and only the notes of the files that it touches are parsed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.article import labelled
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.port import Engine
from svodka.indexer.sources import FileKey, Signature, reading_stamp

_FORMAT = 2
MOST_TOLD = 20  # sentences that are kept of one file
_HASH = np.dtype("<u8")


@dataclass(frozen=True, slots=True)
class FileNote:
    """The note of one file.

    ``signature`` is None if the file has to be read again. ``reports`` are the reasons why records
    of it are no articles. ``packed`` is JSON of the ids and digests of its ``articles``; ``ids``
    and ``digests`` are hashes of these, 8 bytes each. ``told`` are the sentences that were told of
    the file when it was read.
    """

    signature: Signature | None
    reports: tuple[str, ...]
    articles: int
    packed: bytes
    ids: bytes
    digests: bytes
    told: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        signature: Signature | None,
        reports: Sequence[str] = (),
        told: Iterable[str] = (),
    ) -> "FileNote":
        """The note of a file with these articles; at most MOST_TOLD sentences are kept."""
        packed = json.dumps([[entry.id, entry.digest] for entry in entries]).encode()
        ids = b"".join(_hash(entry.id) for entry in entries)
        digests = b"".join(_hash(entry.digest) for entry in entries)
        kept = tuple(islice(dict.fromkeys(told), MOST_TOLD))
        return cls(signature, tuple(reports), len(entries), packed, ids, digests, kept)

    @property
    def article_digests(self) -> frozenset[bytes]:
        """The hashes of the digests of its articles."""
        size = _HASH.itemsize
        return frozenset(self.digests[at : at + size] for at in range(0, len(self.digests), size))


@dataclass(frozen=True)
class FileNotes:
    """The notes of all files with articles, by label of folder and path.

    ``former`` has the former ids of articles, by their id.
    """

    files: Mapping[FileKey, FileNote] = field(default_factory=dict)
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def entries(self, key: FileKey) -> list[Entry]:
        """The articles of one file; none for a file without a note."""
        note, (label, path) = self.files.get(key), key
        return [
            Entry(id, path, digest, label, self.former.get(id, ()))
            for id, digest in (json.loads(note.packed) if note else ())
        ]

    def holders(self, id: str) -> Iterator[Entry]:
        """The articles with an id; at most one."""
        found = self._at(self._ids, _hash(id))
        return (entry for entry in found if entry.id == id)

    def alike(self, digest: str) -> Iterator[Entry]:
        """The articles of the same bytes."""
        found = self._at(self._digests, _hash(digest))
        return (entry for entry in found if entry.digest == digest)

    def _at(self, column: tuple[NDArray[Any], NDArray[Any]], wanted: bytes) -> Iterator[Entry]:
        ranked, numbers = column
        value = np.frombuffer(wanted, _HASH)[0]
        first, last = (int(np.searchsorted(ranked, value, side)) for side in ("left", "right"))
        for number in numbers[first:last].tolist():
            at = int(np.searchsorted(self._ends, number, "right"))
            key = self._keys[at]
            start = int(self._ends[at]) - self.files[key].articles
            yield self.entries(key)[number - start]

    @cached_property
    def _keys(self) -> list[FileKey]:
        return list(self.files)

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.cumsum([note.articles for note in self.files.values()], dtype=np.int64)

    @cached_property
    def _ids(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return _ranked([note.ids for note in self.files.values()])

    @cached_property
    def _digests(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return _ranked([note.digests for note in self.files.values()])

    def told(self) -> list[tuple[str, str]]:
        """(path, sentence) for all that was told of the files, in the order of the files."""
        return [(labelled(*key), text) for key, note in self.files.items() for text in note.told]

    def pack(self) -> bytes:
        """The notes as bytes: a line of JSON, then the parts of each file in its order."""
        notes = self.files.values()
        head = {
            "format": _FORMAT,
            "reading": reading_stamp(),
            "files": [
                [*key, note.signature, note.articles, len(note.packed), *note.reports]
                for key, note in self.files.items()
            ],
            "former": self.former,
            "told": [[*key, note.told] for key, note in self.files.items() if note.told],
        }
        columns = ([note.ids for note in notes], [note.digests for note in notes])
        parts = [part for column in (*columns, [note.packed for note in notes]) for part in column]
        return b"".join([json.dumps(head).encode(), b"\n", *parts])

    @classmethod
    def unpack(cls, data: bytes) -> "FileNotes | None":
        """Read packed notes; None if they are of another version of Svodka."""
        line, _, rest = data.partition(b"\n")
        if not line:
            return None
        head = json.loads(line)
        if (head.get("format"), head.get("reading")) != (_FORMAT, reading_stamp()):
            return None
        rows = head["files"]
        hashes = [row[3] * _HASH.itemsize for row in rows]
        ids, digests = _cut(rest, 0, hashes), _cut(rest, sum(hashes), hashes)
        packed = _cut(rest, 2 * sum(hashes), [row[4] for row in rows])
        told = {(label, path): tuple(map(str, lines)) for label, path, lines in head["told"]}
        files = {
            (row[0], row[1]): FileNote(
                Signature(*row[2]) if row[2] else None,
                tuple(row[5:]),
                row[3],
                own,
                own_ids,
                own_digests,
                told.get((row[0], row[1]), ()),
            )
            for row, own, own_ids, own_digests in zip(rows, packed, ids, digests, strict=True)
        }
        return cls(files, {id: tuple(former) for id, former in head["former"].items()})


def read_notes(engine: Engine) -> FileNotes | None:
    """The notes that an index keeps of its files; None if there are none that can be used."""
    try:
        return FileNotes.unpack(engine.file_notes())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # lost notes are no error


def _cut(data: bytes, start: int, lengths: Sequence[int]) -> Iterator[bytes]:
    view = memoryview(data)
    for length, offset in zip(lengths, accumulate(lengths, initial=start), strict=False):
        yield bytes(view[offset : offset + length])


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH.itemsize).digest()


def _ranked(column: Sequence[bytes]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Hashes in ascending order, and the number of the article that each belongs to."""
    values = np.frombuffer(b"".join(column), _HASH)
    order = np.argsort(values, kind="stable")
    return values[order], order
