"""The reasons to analyse all articles again, and what can still be read of the index then."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.port import Engine, Maintainable
from svodka.indexer.errors import IndexCorrupt, IndexStale

DAMAGED = "the index is damaged"
_OLD = "the index was built by another version of Svodka or its dictionary"


def why_rebuild(engine: Engine, full: bool) -> str:
    """The reason to build a new index; "" if changes to the live one are enough."""
    try:
        stamp = engine.stamp()
    except IndexCorrupt:
        return DAMAGED
    except IndexStale:
        return _OLD
    if stamp is None:
        return "there is no index yet"
    if stamp != engine.own_stamp():
        return _OLD
    return "as asked" if full else ""


def remains(engine: Engine, reason: str) -> AbstractContextManager[None]:
    """Read the undamaged part of a damaged index as if it were all of it."""
    if reason == DAMAGED and isinstance(engine, Maintainable):
        return engine.remains()
    return nullcontext()


def readable_entries(engine: Engine, reason: str) -> Iterator[Entry]:
    """The articles of the index; during a rebuild, up to the first that cannot be read."""
    try:
        yield from engine.catalog()
    except (IndexCorrupt, IndexStale):
        if not reason:
            raise
