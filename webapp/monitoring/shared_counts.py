"""Metrics that all processes of a server share, in a private folder.

Each process writes its counts to its own files there; /metrics adds them up (the multiprocess mode
of prometheus_client). The files are named by worker slots, not by pids. A worker that replaces a
dead one continues its counts, and there are never more files than slots.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import Metric, ProcessCollector, values
from prometheus_client.multiprocess import mark_process_dead

MASTER = 0  # the slot of the process that starts the workers
_PREFIX = "svodka-counts-"
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


class SharedCounts:
    """The folder, for the process that creates it and its forks. Create it before any metric."""

    def __init__(self, parent: Path) -> None:
        _sweep(parent)
        self.slot = MASTER  # of this process
        self.folder, self._lock = _locked_folder(parent)
        os.environ[_VARIABLE] = str(self.folder)
        values.ValueClass = values.MultiProcessValue(lambda: self.slot)
        self._say_pid()

    def take(self, slot: int) -> None:
        """In a worker that was just forked: use this slot, which no other living process has."""
        self.slot = slot
        self._say_pid()

    def free(self, slot: int) -> None:
        """In the master, after the worker of this slot has ended: reset its gauges."""
        mark_process_dead(slot, str(self.folder))
        (self.folder / f"{slot}.pid").unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder. Call it in the master, after its workers have ended."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def collect(self) -> Iterator[Metric]:
        """CPU time, memory and files of each living process."""
        metrics: dict[str, Metric] = {}
        for path in sorted(self.folder.glob("*.pid")):
            for metric in _process_metrics(path):
                combined = metrics.setdefault(
                    metric.name, Metric(metric.name, metric.documentation, metric.type)
                )
                for sample in metric.samples:
                    combined.add_sample(sample.name, {"process": path.stem}, sample.value)
        yield from metrics.values()

    def _say_pid(self) -> None:
        (self.folder / f"{self.slot}.pid").write_text(str(os.getpid()), encoding="ascii")


def _process_metrics(path: Path) -> Iterable[Metric]:
    try:
        pid = path.read_text(encoding="ascii")
    except FileNotFoundError:  # it has just ended
        return ()
    return ProcessCollector(pid=lambda: pid, registry=None).collect() if pid else ()


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Create a folder, and hold its lock while this process or its forks live."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():  # nobody removed it before it was locked
            return folder, lock
        os.close(lock)


def _sweep(parent: Path) -> None:
    """Remove the folders of killed servers: ours, and with a free lock."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # it is another user's, or has just been removed
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # its server runs
        finally:
            os.close(lock)
