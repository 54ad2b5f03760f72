"""Writing documents in this process, without workers."""

from collections.abc import Iterable

from svodka.indexer.documents.document import Document
from svodka.indexer.engines.port import Engine, Writer


def write_all(engine: Engine, documents: Iterable[Document], *, fresh: bool = False) -> None:
    """Add documents to the index in one change; with ``fresh``, build a new index of them."""
    with engine.writer(fresh=fresh) as writer:
        add_all(writer, documents)


def add_all(writer: Writer, documents: Iterable[Document]) -> None:
    """Add documents to a change."""
    sink = writer.sink()
    for document in documents:
        sink.add(document)
    writer.adopt(sink.close())
