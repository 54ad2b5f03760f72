"""Merge groups of segments at once, each in a process of its own."""

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, cast

from svodka.indexer.errors import WorkerDiedError

# A group of fewer documents is merged faster than a process starts.
WORTH_A_PROCESS = 2_000

Merge = Callable[[list[Any]], Any]


def merged(groups: Sequence[list[Any]], merge: Merge, processes: int) -> list[Any]:
    """Merge each group with ``merge``, up to ``processes`` at a time; return their new segments.

    Raises the errors of ``merge``, and WorkerDiedError if a process is killed.
    """
    large = [number for number, group in enumerate(groups) if _documents(group) >= WORTH_A_PROCESS]
    if processes < 2 or len(large) < 2:
        return [merge(group) for group in groups]
    found = {n: merge(group) for n, group in enumerate(groups) if n not in large}
    # The largest first: they take the longest.
    large.sort(key=lambda number: _documents(groups[number]))
    running: dict[Connection, tuple[int, _Merging]] = {}
    try:
        while large or running:
            while large and len(running) < processes:
                one = _Merging(groups[large[-1]], merge)
                running[one.connection] = large.pop(), one
            for ready in wait(list(running)):
                number, one = running.pop(cast(Connection, ready))
                found[number] = one.result()
    finally:
        for _, one in running.values():
            one.end()
    return [found[number] for number in range(len(groups))]


class _Merging:
    """A process that merges one group."""

    def __init__(self, group: list[Any], merge: Merge) -> None:
        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, self.connection, group, merge), daemon=True
        )
        self._process.start()
        theirs.close()

    def result(self) -> Any:
        """Wait for the new segment. Raises the error of the merge, or WorkerDiedError."""
        try:
            found = self.connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError from error
        finally:
            self.end()
        if isinstance(found, BaseException):
            raise found
        return found

    def end(self) -> None:
        """Kill the process, and release it."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(theirs: Connection, ours: Connection, group: list[Any], merge: Merge) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its processes itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ours.close()
    Thread(target=_end_with_the_build, args=(theirs,), daemon=True).start()
    found: Any
    try:
        found = merge(group)
    except Exception as error:
        found = _portable(error)
    with suppress(OSError):
        theirs.send(found)
    os._exit(0)


def _end_with_the_build(connection: Connection) -> None:
    """End this process once the build is gone: it holds the writer's lock like the build."""
    with suppress(EOFError, OSError):
        connection.recv()  # the build sends nothing
    os._exit(1)


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _documents(group: Sequence[Any]) -> int:
    return sum(int(segment.doc_count()) for segment in group)
