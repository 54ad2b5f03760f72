"""A folder becomes articles: ``walk`` finds what may become one, cheaply; ``read`` makes it one, in any process."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.errors import SourceError
from indexer.sources.candidate import Candidate, digest_of
from indexer.sources.files import whole
from indexer.sources.formats import format_of, read
from indexer.sources.records import candidates
from indexer.sources.walk import Root, Skip, files, roots

__all__ = ["Candidate", "read", "walk"]


def walk(folders: Sequence[Path], skip: Skip) -> Iterator[Candidate]:
    """Yield all candidates of folders (or single files), in a stable order, and call ``skip(path, reason)`` for what is bad.

    A reason that begins with «line N:» or «record N:» is about one record; any other is about the whole file, or
    about all of a folder, whose path then ends in ``/``. A damaged file of records gives those before the damage.
    Raises SourceError, at once, if a folder is missing or unreadable.
    """
    return _walked(roots(folders), skip)


def _walked(places: list[Root], skip: Skip) -> Iterator[Candidate]:
    for root in places:
        for path, file in files(root, skip):
            try:
                reader = format_of(path)
                if callable(reader):
                    yield from candidates(path, file, reader, skip)
                else:
                    raw = whole(file)
                    yield Candidate(path, digest_of(raw), reader, raw)
            except SourceError as error:
                skip(path, str(error))
