"""What a server does at the turns of its life beside serving: it logs them, and counts for each worker in a place of its own."""

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
    """The hooks of a gunicorn server; its workers are processes with an ``age``, the number of their start."""

    def __init__(self, log: Logging, folder: str | None) -> None:
        """``folder`` is where temporary files go. Raises SettingError."""
        self._counting = metrics.wanted(os.environ.get(metrics.VARIABLE, ""))
        self._counts: SharedCounts | None = None
        self._log = log
        self._folder = Path(folder or tempfile.gettempdir())
        self._master = os.getpid()
        self._places: dict[
            int, int
        ] = {}  # of workers, by their age: from 1 up, each of one living worker
        logging.config.dictConfig(log.configuration())
        catch_all()

    def settings(self) -> dict[str, Any]:
        """What gunicorn is to be told."""
        return {
            "logconfig_dict": self._log.configuration(),
            "pre_fork": self._pre_fork,
            "post_fork": self._post_fork,
            "child_exit": self._child_exit,
        }

    def config(self) -> dict[str, object]:
        """What the application is to be told, now that it is made."""
        self._counts = SharedCounts(self._folder) if self._counting else None
        return {"SHARED_COUNTS": self._counts, "LOGGING": self._log}

    def started(self, address: str, workers: int) -> None:
        """The server listens."""
        tell("started", address=address, workers=workers, version=program_version())

    def worker_started(self, age: int, index: Index) -> None:
        """A worker is ready to answer; one of them watches the index."""
        tell("worker started", worker=self._places[age])
        if self._places[age] == 1:
            Follower(index).start()

    def ended(self) -> None:
        """The server has ended. In workers that come here nothing is done."""
        if os.getpid() != self._master:
            return
        tell("stopped")
        if self._counts is not None:
            self._counts.remove()

    def _pre_fork(self, arbiter: Any, worker: Any) -> None:
        taken = {self._places[other.age] for other in arbiter.WORKERS.values()}
        self._places[worker.age] = next(
            place for place in range(1, len(taken) + 2) if place not in taken
        )

    def _post_fork(self, _arbiter: Any, worker: Any) -> None:
        if self._counts is not None:
            self._counts.take(self._places[worker.age])

    def _child_exit(self, _arbiter: Any, worker: Any) -> None:
        place = self._places.pop(worker.age)
        tell("worker ended", worker=place, worker_pid=worker.pid)
        if self._counts is not None:
            self._counts.free(place)
