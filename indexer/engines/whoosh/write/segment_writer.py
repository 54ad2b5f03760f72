"""Write segments from documents."""

from pathlib import Path
from typing import Any

from svodka.indexer.documents.document import Document
from svodka.indexer.engines.records import Sealed
from svodka.indexer.engines.whoosh.write.collection import Collection

# A segment is written at this many words: 6,000 short articles, which take ten seconds. A build
# that is killed loses no more. Later segments have a share of all words written before, as what is
# lost should be small beside that, up to MAX_WORDS: 40,000 short articles.
FIRST_WORDS = 600_000
SHARE = 1 / 16
MAX_WORDS = 4_000_000
# A document takes as much memory as this many words, beside its words.
WORDS_OF_DOCUMENT = 32


class SegmentSink:
    """Collects documents in memory and writes them as segments.

    Several processes may each use one in the same folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._segments: list[Any] = []
        self._written = 0
        self._weight = 0  # of all segments written
        self._collection: Collection | None = None

    def add(self, document: Document) -> None:
        """Add a document; writes a segment first if there is enough for one."""
        most = min(MAX_WORDS, max(FIRST_WORDS, int(SHARE * self._weight)))
        if self._collection is not None and _weight(self._collection) > most:
            self._flush()
        if self._collection is None:
            self._collection = Collection(self._folder)
        self._collection.add(document)

    def sealed(self) -> Sealed:
        """Return the segments written since the last call."""
        sealed = Sealed(self._written, self._segments)
        self._segments, self._written = [], 0
        return sealed

    def close(self) -> Sealed:
        """Write the remaining documents, and return the last segments."""
        self._flush()
        return self.sealed()

    def abandon(self) -> None:
        """Discard what is not written yet."""
        if self._collection is not None:
            self._collection.files.abandon()

    def _flush(self) -> None:
        if self._collection is None or not self._collection.size:
            return
        collection, self._collection = self._collection, None
        size = collection.size
        self._weight += _weight(collection)
        self._segments.append(collection.write())
        self._written += size


def _weight(collection: Collection) -> int:
    return collection.words + WORDS_OF_DOCUMENT * collection.size
