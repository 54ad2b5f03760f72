"""Watch the index in the background, and log each change of its state once."""

import threading

from svodka.indexer.errors import UnusableIndexError
from svodka.webapp.monitoring.logs import LOG, sentence, tell
from svodka.webapp.searcher import Index

UNSEEN = "The index cannot be looked at"
PAUSE = 5.0  # seconds between two checks


class Follower:
    """Checks an index repeatedly. One per server is enough."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._seen = ""

    def start(self) -> None:
        """Check now, and from now on in a daemon thread."""
        self.look()
        threading.Thread(target=self._follow, name="follower", daemon=True).start()

    def look(self) -> None:
        """Log the state of the index if it differs from the last check."""
        try:
            self._index.check()
            if self._is_new(self._index.searcher.version()):
                now = self._index.searcher.statistics()
                tell(
                    "index seen",
                    generation=now.generation,
                    commits=now.commits,
                    articles=now.articles,
                )
        except UnusableIndexError as error:
            if self._is_new(str(error)):
                detail = f"{sentence(error).rstrip('.')}. Until then pages answer 503."
                LOG.warning("index unusable", extra={"facts": {"detail": detail}})
        except Exception as error:  # the next check may succeed
            if self._is_new(repr(error)):
                LOG.exception("exception", extra={"facts": {"detail": UNSEEN}})

    def _follow(self) -> None:
        never = threading.Event()
        while not never.wait(PAUSE):
            self.look()

    def _is_new(self, seen: str) -> bool:
        before, self._seen = self._seen, seen
        return seen != before
