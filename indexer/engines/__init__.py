"""The engines behind the port, by URL."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from svodka.indexer.errors import RequestError

if TYPE_CHECKING:
    from svodka.indexer.engines.port import Engine, Maintainable

DEFAULT_INDEX = "whoosh:var/index"


# The beginning of an address of any engine; a Windows drive is none.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def open_engine(url: str, *, serving: bool = False) -> "Engine":
    """Open the index at an address; raise RequestError if it is none.

    ``whoosh:PATH``, or the PATH alone, is a folder.
    ``opensearch://HOST:9200,HOST:9200/NAME?shards=3&replicas=1`` is an index in a cluster, and
    ``opensearchs://`` the same over TLS. It need not exist yet. With ``serving``, readers never
    wait until a change of a large index is read: they get the state before it meanwhile.
    """
    if (folder := index_folder(url)) is not None:
        # Imported here: an engine's library is loaded only if that engine is used.
        from svodka.indexer.engines.whoosh.engine import WhooshEngine

        return WhooshEngine(folder, serving=serving)
    if url.partition(":")[0] in ("opensearch", "opensearchs"):
        from svodka.indexer.engines.opensearch.address import address_of
        from svodka.indexer.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(address_of(url))
    raise RequestError(
        f"{url!r} is no index address: write a folder as var/index or whoosh:var/index, or "
        "opensearch://HOST:9200/NAME"
    )


def maintainable(engine: "Engine") -> "Maintainable":
    """The same engine as one that keeps its index in files; raise RequestError if it does not."""
    from svodka.indexer.engines.port import Maintainable

    if isinstance(engine, Maintainable):
        return engine
    raise RequestError("this index is not kept in files of its own")


def index_folder(url: str) -> Path | None:
    """The folder that holds the index at an address; None where it is no folder."""
    kind, colon, place = url.partition(":")
    if colon and kind == "whoosh":
        return Path(place) if place else None
    return Path(url) if url and not _SCHEME.match(url) else None
