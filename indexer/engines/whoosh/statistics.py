"""Figures of one committed state of an index."""

from pathlib import Path

import numpy as np
from whoosh.index import TOC

from svodka.indexer.documents.document import NO_DAY
from svodka.indexer.engines.records import Statistics
from svodka.indexer.engines.whoosh.format.schema import INDEX_NAME
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot


def statistics(snapshot: Snapshot) -> Statistics:
    """Gather the figures of a snapshot.

    Raises FileNotFoundError if a writer has replaced it meanwhile.
    """
    committed_with = snapshot.folder / TOC._filename(INDEX_NAME, snapshot.number)
    changed = committed_with.stat().st_mtime
    days = np.concatenate(
        [np.empty(0, np.int64), *(one.numbers["day"][one.alive] for one in snapshot.segments)]
    )
    dated = days[days != NO_DAY]
    written = sum(segment.size for segment in snapshot.segments)
    return Statistics(
        articles=snapshot.documents,
        bytes=sum(_size(path) for path in snapshot.folder.iterdir()),
        generation=snapshot.folder.name,
        commits=snapshot.number,
        segments=len(snapshot.segments),
        deleted_share=1 - snapshot.documents / written if written else 0.0,
        changed=changed,
        since=str(dated.min().astype("datetime64[D]")) if len(dated) else None,
        until=str(dated.max().astype("datetime64[D]")) if len(dated) else None,
        undated=len(days) - len(dated),
        sources=_sources(snapshot),
        schema=snapshot.stamp.schema,
        analysis=snapshot.stamp.analysis,
    )


def _sources(snapshot: Snapshot) -> int:
    living = [(segment, np.flatnonzero(segment.alive)) for segment in snapshot.segments]
    return len(snapshot.dictionaries.most_frequent("source", living, max(1, snapshot.documents)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a concurrent writer has just removed it
        return 0
