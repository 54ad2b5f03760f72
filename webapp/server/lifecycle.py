"""The hooks of a server's life: they log events, and give each worker its own slot for counts."""

import logging.config
import os
import tempfile
from pathlib import Path
from typing import Any

from svodka.webapp.monitoring import metrics
from svodka.webapp.monitoring.index_watch import Follower
from svodka.webapp.monitoring.logs import Logging, catch_all, tell
from svodka.webapp.monitoring.shared_counts import SharedCounts
from svodka.webapp.searcher import Index
from svodka.webapp.version import program_version


class Lifecycle:
    """The hooks of a gunicorn server. The ``age`` of a worker is the number of its start."""

    def __init__(self, log: Logging, folder: str | None) -> None:
        """``folder`` is for temporary files. Raises SettingError."""
        self._counting = metrics.wanted(os.environ.get(metrics.VARIABLE, ""))
        self._counts: SharedCounts | None = None
        self._log = log
        self._folder = Path(folder or tempfile.gettempdir())
        self._master = os.getpid()
        # The slots of living workers by their age; slots count from 1.
        self._slots: dict[int, int] = {}
        logging.config.dictConfig(log.configuration())
        catch_all()

    def settings(self) -> dict[str, Any]:
        """The settings for gunicorn."""
        return {
            "logconfig_dict": self._log.configuration(),
            "pre_fork": self._pre_fork,
            "post_fork": self._post_fork,
            "child_exit": self._child_exit,
        }

    def config(self) -> dict[str, object]:
        """The configuration for the application; creates the shared counts."""
        self._counts = SharedCounts(self._folder) if self._counting else None
        return {"SHARED_COUNTS": self._counts, "LOGGING": self._log}

    def started(self, address: str, workers: int) -> None:
        """The server listens."""
        tell("started", address=address, workers=workers, version=program_version())

    def worker_started(self, age: int, index: Index) -> None:
        """A worker is ready to answer; the first one watches the index."""
        tell("worker started", worker=self._slots[age])
        if self._slots[age] == 1:
            Follower(index).start()

    def ended(self) -> None:
        """The server has ended. In workers it does nothing."""
        if os.getpid() != self._master:
            return
        tell("stopped")
        if self._counts is not None:
            self._counts.remove()

    def _pre_fork(self, arbiter: Any, worker: Any) -> None:
        taken = {self._slots[other.age] for other in arbiter.WORKERS.values()}
        self._slots[worker.age] = next(
            slot for slot in range(1, len(taken) + 2) if slot not in taken
        )

    def _post_fork(self, _arbiter: Any, worker: Any) -> None:
        if self._counts is not None:
            self._counts.take(self._slots[worker.age])

    def _child_exit(self, _arbiter: Any, worker: Any) -> None:
        slot = self._slots.pop(worker.age)
        tell("worker ended", worker=slot, worker_pid=worker.pid)
        if self._counts is not None:
            self._counts.free(slot)
