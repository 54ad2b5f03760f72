"""Building an index, for programs."""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import finalize

from svodka.indexer.build import build as build_index
from svodka.indexer.building.report import Report
from svodka.indexer.engines import open_engine
from svodka.indexer.library.search import Search
from svodka.indexer.sources import mapping_of

Place = str | os.PathLike[str]


class Built(Search):
    """The search of an index that was just built; ``report`` says what was read and skipped."""

    def __init__(self, index: str, report: Report) -> None:
        super().__init__(index)
        self.report = report


def build(
    folders: Place | Sequence[Place] = (),
    index: Place | None = None,
    *,
    full: bool = False,
    jobs: int | None = None,
    mapping: Mapping[str, str] | None = None,
    allow_removal: bool = False,
) -> Built:
    """Bring an index up to date with folders of articles, and open it.

    Without an ``index``, it is built in a temporary folder, which lasts as long as the search.
    Else ``index`` is an address, as for ``Search``, and without ``folders`` those are read that
    the index remembers. ``full`` analyses everything again. ``jobs`` is the number of processes,
    by default one for each processor. ``mapping`` names fields of records: ``{"text": "тело"}``.

    Raises SourceError if a folder cannot be read or none is known. Raises RemovalError if a folder
    lacks most of its articles, unless ``allow_removal``. Raises IndexLocked if another process
    writes. After any error the old index serves as before.

    >>> search = build("новости")
    >>> len(search), search.report.added, search.report.skipped
    (3, 3, [])
    """
    temporary = None if index is not None else TemporaryDirectory(prefix="svodka-")
    address = os.fspath(index) if index is not None else f"whoosh:{temporary and temporary.name}"
    pairs = [f"{field}={name}" for field, name in mapping.items()] if mapping else None
    with closing(open_engine(address)) as engine:
        report = build_index(
            engine,
            _paths(folders),
            full=full,
            jobs=jobs,
            mapping=mapping_of(pairs) if pairs else None,
            allow_removal=allow_removal,
        )
    search = Built(address, report)
    if temporary:
        finalize(search, temporary.cleanup)
    return search


def _paths(folders: Place | Sequence[Place]) -> list[Path]:
    named = [folders] if isinstance(folders, str | os.PathLike) else folders
    return [Path(folder) for folder in named]
