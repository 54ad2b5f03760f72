"""The word forms of the present version of an index, read once for each version."""

from threading import Lock, Thread

from svodka.indexer.engines.port import Engine
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.suggest.vocabulary import Vocabulary

LARGE = 50_000  # forms, read in a quarter of a second


class CurrentVocabulary:
    """The vocabulary of an engine; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._version = ""
        self._vocabulary = Vocabulary([])
        self._reading: Thread | None = None

    def current(self) -> Vocabulary:
        """Return the words of the current index, read again only if it has changed.

        A large vocabulary is read in the background; until then the words are those before.
        """
        with self._lock:
            if self._engine.version() == self._version:
                return self._vocabulary
            if len(self._vocabulary) < LARGE:
                self._version, self._vocabulary = self._read()
            elif self._reading is None:
                self._reading = Thread(target=self._read_aside, name="corrections", daemon=True)
                self._reading.start()
            return self._vocabulary

    def _read(self) -> tuple[str, Vocabulary]:
        with self._engine.steady():
            return self._engine.version(), Vocabulary(self._engine.vocabulary(""))

    def _read_aside(self) -> None:
        read = None
        try:
            read = self._read()
        except (UnusableIndexError, OSError):
            pass  # the index has gone; the engine raises at the next call
        finally:
            with self._lock:
                self._reading = None
                self._version, self._vocabulary = read or (self._version, self._vocabulary)
