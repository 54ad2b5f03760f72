"""The index behind the site: opened when first needed, and tried again while it is missing."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from flask import current_app

from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.search import Search

VERIFIED_EVERY = 1.0  # seconds between comparisons of changed files with their checksums
REREAD_EVERY = 600.0  # seconds between comparisons of all files


class Index:
    """Opens the search when it is first needed, so that each worker process has its own.

    The site serves without an index: ``searcher`` raises then, and tries again at the next call.
    """

    def __init__(self, open_searcher: Callable[[], Search]) -> None:
        self._open = open_searcher
        self._searcher: Search | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()

    @property
    def searcher(self) -> Search:
        """The open search. Raises IndexMissing, IndexStale or IndexCorrupt."""
        with self._lock:
            if self._searcher is None:
                self._searcher = self._open()
            return self._searcher

    def check(self) -> None:
        """Read from the index. Raises UnusableIndexError if it cannot serve."""
        self.searcher.article("-")

    def prepare(self) -> None:
        """Prepare suggestions in the background, and watch the files of the index from now on.

        Once a file is damaged, requests fail with an error instead of incomplete results. Raises
        as ``check`` does.
        """
        self._closed.clear()
        threading.Thread(target=self._watch, name="verification", daemon=True).start()
        self.check()
        self.searcher.suggest("")

    def close(self) -> None:
        """Close the index; the next call opens it again."""
        self._closed.set()
        with self._lock:
            searcher, self._searcher = self._searcher, None
        if searcher is not None:
            searcher.close()

    def _watch(self) -> None:
        reread = time.monotonic() + REREAD_EVERY
        while not self._closed.wait(VERIFIED_EVERY):
            again = time.monotonic() >= reread
            if again:
                reread += REREAD_EVERY
            # The engine remembers the damage, and raises it to later requests.
            with suppress(UnusableIndexError, OSError):
                self.searcher.verify(again=again)
                self.searcher.suggest("")


def current_index() -> Index:
    """The index of the application that answers this request."""
    return cast(Index, current_app.extensions["svodka"])


def current_searcher() -> Search:
    """The search of the application that answers this request. Raises UnusableIndexError."""
    return current_index().searcher
