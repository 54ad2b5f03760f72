"""Run commands as processes, and measure the time and memory of their process trees (on Linux)."""

import os
import resource
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PAUSE = 0.08  # seconds between two looks at the memory

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """The cost of a command: ``seconds`` from start to exit, ``cpu_seconds`` of all processes.

    Memory is in MB (10⁶ bytes): ``tree_mb`` is the peak of the tree's proportional set size, in
    which shared memory counts once. ``process_mb`` is the largest resident set of one process. Both
    are 0 if memory was not watched.
    """

    seconds: float
    cpu_seconds: float
    tree_mb: float
    process_mb: float
    output: str


def run(command: Sequence[str | Path], *, watch: bool = False, good: Sequence[int] = (0,)) -> Run:
    """Run a command to its end. Raises SystemExit with its output unless its exit code is good."""
    cpu = _cpu_seconds()
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        memory = _Memory(process.pid)
        if watch:
            memory.start()
        output, complaint = process.communicate()
        seconds = time.perf_counter() - started
        memory.stop()
    if process.returncode not in good:
        raise SystemExit(
            f"{' '.join(map(str, command))} ended with {process.returncode}:\n{complaint}"
        )
    return Run(seconds, _cpu_seconds() - cpu, memory.tree / 1000, memory.process / 1000, output)


def spent(pid: int) -> float:
    """The seconds of the processor that a running process tree has taken so far."""
    ticks = 0
    for process in _tree(pid):
        ticks += sum(
            map(int, (_PROC / f"{process}/stat").read_text().rpartition(")")[2].split()[11:13])
        )
    return ticks / os.sysconf("SC_CLK_TCK")


def footprint(pid: int) -> str:
    """The memory (as in ``Run.tree_mb``), processes, threads and open files of a process tree."""
    processes = list(_tree(pid))
    threads = sum(len(list(Path(f"/proc/{one}/task").iterdir())) for one in processes)
    files = sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in processes)
    memory = sum(map(_proportional, processes)) / 1000
    return f"{memory:.0f} MB, {len(processes)} processes, {threads} threads, {files} open files"


def largest(pid: int) -> float:
    """The memory of the largest process of a running tree but its root, in MB (10⁶ bytes).

    It is the proportional set size: memory that processes share is divided among them.
    """
    return max((_proportional(one) for one in _tree(pid) if one != pid), default=0) / 1000


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Memory:
    """Looks at a process tree again and again until it is stopped.

    ``tree`` and ``process`` are its peaks in kB (10³ bytes).
    """

    def __init__(self, pid: int) -> None:
        self.tree = self.process = 0.0
        self._pid = pid
        self._ended = Event()
        self._thread = Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _follow(self) -> None:
        while not self._ended.wait(PAUSE):
            processes = list(_tree(self._pid))
            self.tree = max(self.tree, sum(map(_proportional, processes)))
            self.process = max(
                self.process, *(_figure(f"{pid}/status", "VmHWM") for pid in processes)
            )


def _tree(root: int) -> Iterator[int]:
    """A process and all its descendants."""
    children = defaultdict(list)
    for folder in _PROC.glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
        children[parent].append(int(folder.name))
    rest = [root]
    while rest:
        pid = rest.pop()
        yield pid
        rest += children[pid]


def _proportional(pid: int) -> float:
    """A process's proportional set size; its resident set if the system does not tell it."""
    return _figure(f"{pid}/smaps_rollup", "Pss") or _figure(f"{pid}/status", "VmRSS")


def _figure(name: str, key: str) -> float:
    """A figure in kB (10³ bytes) from a file under /proc; 0 if it is missing."""
    try:
        lines = (_PROC / name).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1.024 for line in lines if line.startswith(f"{key}:")), 0)
