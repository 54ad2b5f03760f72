"""A folder becomes articles.

``walk`` finds candidates cheaply; ``read`` parses one, in any process.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from svodka.indexer.article import labelled
from svodka.indexer.sources import hosts, zones
from svodka.indexer.sources.candidate import Candidate
from svodka.indexer.sources.files import blob_of
from svodka.indexer.sources.formats import is_whole_by_record, read, unread_ending
from svodka.indexer.sources.mapping import Mapped, mapping_of
from svodka.indexer.sources.notes import Note, Notes, Tell
from svodka.indexer.sources.signatures import FileKey, Signature, Visits
from svodka.indexer.sources.traversal import Traversal
from svodka.indexer.sources.walk import Root, Skip, below, files, is_hidden
from svodka.indexer.sources.zones import default_zone

__all__ = [
    "Candidate",
    "FileKey",
    "Mapped",
    "Note",
    "Notes",
    "Root",
    "Signature",
    "Skip",
    "Visits",
    "is_hidden",
    "is_read",
    "is_whole_by_record",
    "mapping_of",
    "read",
    "reading_stamp",
    "walk",
]


Told = TypeVar("Told")
#: Takes the path of a file in an unread format, and the ending of its name.
PassOver = Callable[[str, str], None]
#: Takes the path of a file and its real path; true if the file must not be read now.
LeaveOut = Callable[[str, Path], bool]


def walk(
    roots: Sequence[Root],
    skip: Skip,
    pass_over: PassOver = lambda _path, _ending: None,
    leave_out: LeaveOut = lambda _path, _file: False,
    tell: Tell = lambda _path, _note: None,
    visits: Visits | None = None,
) -> Iterator[Candidate]:
    """Yield the candidates of folders (or single files), in a stable order.

    ``skip(path, reason)`` is called for bad input. A reason that begins with «line N:» or «record
    N:» is about one record. Any other is about the whole file, or about a folder, whose path then
    ends in ``/``. A damaged file of records gives those before the damage. ``pass_over(path,
    ending)`` is called for files in formats that hold no articles, ``tell(path, note)`` for what
    was left out of a file on purpose. ``leave_out`` is asked before a file is read, then ``visits``
    whether it need be. The members of an archive have paths below its own. The paths for these
    begin with the label of the folder; those of candidates do not. Raises SourceError if a folder
    can no longer be listed, SettingError for a wrong setting.
    """
    default_zone()
    for root in roots:
        traversal = Traversal(
            below(root, skip), _labelled(root, pass_over), _labelled(root, tell), root.mapping
        )
        for path, file in files(root, traversal.skip):
            if (ending := unread_ending(path)) is not None:
                traversal.pass_over(path, ending)
                continue
            if leave_out(labelled(root.label, path), file):
                continue
            key = root.label, path
            if visits and not visits.begin(key, file):
                continue
            for candidate in traversal.candidates(blob_of(path, file), _size(file)):
                yield replace(candidate, folder=root.label) if root.label else candidate
            if visits:
                visits.end(key, file)


def is_read(name: str) -> bool:
    """True if a file of this name is in a format that holds articles."""
    return unread_ending(name) is None


def reading_stamp() -> str:
    """Return the mark of how files are read. It changes with the code and settings of this room."""
    data = blake2b(_code(), digest_size=8)
    for name in (hosts.VARIABLE, zones.VARIABLE):
        data.update(f"{name}={os.environ.get(name, '')}".encode())
    return data.hexdigest()


@cache
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))


def _labelled(root: Root, tell: Callable[[str, Told], None]) -> Callable[[str, Told], None]:
    return lambda path, told: tell(labelled(root.label, path), told)


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:  # reported when it is opened
        return 0
