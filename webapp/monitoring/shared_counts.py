"""Numbers that all processes of one server count together, in a private folder that ends with the server.

Each process has files there for its own counts, which whoever answers /metrics adds up (the multiprocess mode of
prometheus_client). They are named by the places of workers, not by their pids: a worker that takes the place of one that
died goes on with its counts, and there are never more files than places.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import Metric, ProcessCollector, values
from prometheus_client.multiprocess import mark_process_dead

MASTER = 0  # the place of the process that starts the workers
_PREFIX = "svodka-counts-"
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


class SharedCounts:
    """The folder, for the process that makes it and those that it forks. To be made before any metric is."""

    def __init__(self, parent: Path) -> None:
        _sweep(parent)
        self.place = MASTER  # of this process
        self.folder, self._lock = _locked_folder(parent)
        os.environ[_VARIABLE] = str(self.folder)
        values.ValueClass = values.MultiProcessValue(lambda: self.place)
        self._say_pid()

    def take(self, place: int) -> None:
        """In a worker that was just forked: count in this place, which no other living process has."""
        self.place = place
        self._say_pid()

    def free(self, place: int) -> None:
        """In the master, after the worker in this place has ended: what it was just doing is done no more."""
        mark_process_dead(place, str(self.folder))
        (self.folder / f"{place}.pid").unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder. For the master only, when its workers have ended."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def collect(self) -> Iterator[Metric]:
        """Processor time, memory and files of each living process."""
        found: dict[str, Metric] = {}
        for path in sorted(self.folder.glob("*.pid")):
            for metric in _process_metrics(path):
                whole = found.setdefault(
                    metric.name, Metric(metric.name, metric.documentation, metric.type)
                )
                for sample in metric.samples:
                    whole.add_sample(sample.name, {"process": path.stem}, sample.value)
        yield from found.values()

    def _say_pid(self) -> None:
        (self.folder / f"{self.place}.pid").write_text(str(os.getpid()), encoding="ascii")


def _process_metrics(path: Path) -> Iterable[Metric]:
    try:
        pid = path.read_text(encoding="ascii")
    except FileNotFoundError:  # it has just ended
        return ()
    return ProcessCollector(pid=lambda: pid, registry=None).collect() if pid else ()


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Make a folder, and hold its lock for as long as this process and those that it forks live."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():  # nobody has taken it for an abandoned one before it was locked
            return folder, lock
        os.close(lock)


def _sweep(parent: Path) -> None:
    """Remove what servers left that were killed: folders of ours whose lock nobody holds."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # it is another user's, or has just gone
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # its server runs
        finally:
            os.close(lock)
