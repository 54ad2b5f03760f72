"""A folder becomes articles.

``walk`` finds candidates cheaply; ``read`` parses one, in any process.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path

from svodka.indexer.article import labelled
from svodka.indexer.errors import SourceError
from svodka.indexer.failure import failure_of
from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.files import read_all
from svodka.indexer.sources.formats import format_of, is_whole_by_record, read, unread_ending
from svodka.indexer.sources.records import candidates
from svodka.indexer.sources.signatures import FileKey, Signature, Visits
from svodka.indexer.sources.walk import Root, Skip, below, files, is_hidden

__all__ = [
    "Candidate",
    "FileKey",
    "Root",
    "Signature",
    "Skip",
    "Visits",
    "is_hidden",
    "is_read",
    "is_whole_by_record",
    "read",
    "reading_stamp",
    "walk",
]


#: Takes the path of a file in an unread format, and the ending of its name.
PassOver = Callable[[str, str], None]
#: Takes the path of a file and its real path; true if the file must not be read now.
LeaveOut = Callable[[str, Path], bool]


def walk(
    roots: Sequence[Root],
    skip: Skip,
    pass_over: PassOver = lambda _path, _ending: None,
    leave_out: LeaveOut = lambda _path, _file: False,
    visits: Visits | None = None,
) -> Iterator[Candidate]:
    """Yield the candidates of folders (or single files), in a stable order.

    ``skip(path, reason)`` is called for bad input. A reason that begins with «line N:» or «record
    N:» is about one record. Any other is about the whole file, or about a folder, whose path then
    ends in ``/``. A damaged file of records gives those before the damage. ``pass_over(path,
    ending)`` is called for files in formats that hold no articles. ``leave_out`` is asked before a
    file is read, then ``visits`` whether it need be. The paths for these begin with the label of
    the folder; those of candidates do not. Raises SourceError if a folder can no longer be listed.
    """
    for root in roots:
        report = below(root, skip)
        for path, file in files(root, report):
            if (ending := unread_ending(path)) is not None:
                pass_over(labelled(root.label, path), ending)
                continue
            if leave_out(labelled(root.label, path), file):
                continue
            key = root.label, path
            if visits and not visits.begin(key, file):
                continue
            for candidate in _of_file(path, file, report):
                yield replace(candidate, folder=root.label) if root.label else candidate
            if visits:
                visits.end(key, file)


def is_read(name: str) -> bool:
    """True if a file of this name is in a format that holds articles."""
    return unread_ending(name) is None


@cache
def reading_stamp() -> str:
    """Return the mark of how files are read. It changes with the code of this room."""
    data = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        data.update(path.read_bytes())
    return data.hexdigest()


def _of_file(path: str, file: Path, skip: Skip) -> Iterator[Candidate]:
    try:
        reader = format_of(path)
        if callable(reader):
            yield from candidates(path, file, reader, skip)
        else:
            raw = read_all(file)
            yield Candidate(path, digest_of(raw), reader, raw)
    except SourceError as error:
        skip(path, str(error))
    except Exception as error:  # a fault in one file must not end the run
        skip(path, failure_of(error))
