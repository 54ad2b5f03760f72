"""The files of a segment that is being written."""

from pathlib import Path
from typing import Any

from svodka.indexer.engines.whoosh.format.codec import Codec
from svodka.indexer.engines.whoosh.format.schema import INDEX_NAME
from svodka.indexer.engines.whoosh.format.terms import POSTINGS, TERMS, TermsWriter
from svodka.indexer.engines.whoosh.storage.checksums import store_checksums
from svodka.indexer.engines.whoosh.storage.files import Storage, UnfinishedFile


class SegmentFiles:
    """Creates the files of a new segment, and seals them."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(str(folder))
        self._segment = Codec().new_segment(self._storage, INDEX_NAME)
        self._open: list[UnfinishedFile] = []

    def create(self, extension: str) -> UnfinishedFile:
        """Create a file of the segment. Raises OSError."""
        file = self._storage.create(self._segment.make_filename(extension))
        self._open.append(file)
        return file

    def terms_writer(self) -> TermsWriter:
        """A writer of the segment's terms."""
        return TermsWriter(self.create(TERMS), self.create(POSTINGS))

    def finish(self, documents: int) -> Any:
        """Close all files, and return the finished segment with their checksums."""
        for file in self._open:
            file.close()
        self._segment.set_doc_count(documents)
        store_checksums(self._segment, Path(self._storage.folder))
        return self._segment

    def abandon(self) -> None:
        """Close the files as they are."""
        self._storage.abandon()
