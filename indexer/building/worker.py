"""One worker process: it reads, analyses and writes articles into its own sink."""

import gc
import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from svodka.indexer.engines.port import Sink
from svodka.indexer.engines.records import Sealed
from svodka.indexer.errors import SourceError, UnusableIndexError
from svodka.indexer.failure import Failure, failure_of
from svodka.indexer.sources import Candidate, Note, read

# The exit code of a worker that is out of memory (12 is ENOMEM).
_OUT_OF_MEMORY = 12


class Key(NamedTuple):
    """The identity of an article that is not parsed: its folder's label, path and digest."""

    folder: str
    path: str
    digest: str


class Job(NamedTuple):
    """A candidate to read; ``former`` are the ids of the same bytes in the index.

    ``added`` is the time of the run, in seconds since 1970.
    """

    key: Key
    candidate: Candidate
    former: tuple[str, ...] = ()
    added: int = 0


class Outcome(NamedTuple):
    """The id of a candidate's article, or the reason why there is none.

    The reason is a ``Failure`` if Svodka is at fault. ``lost`` revokes an earlier outcome: the
    worker died before it wrote the article. ``notes`` say what was not understood of it.
    """

    key: Key
    id: str | None
    reason: str = ""
    lost: bool = False
    notes: tuple[Note, ...] = ()


def work(job: Job, sink: Sink, former: Mapping[str, tuple[str, ...]]) -> Outcome:
    """Read and analyse one candidate, and add it to the sink.

    Raises OSError and UnusableIndexError of the sink, and MemoryError.
    """
    from svodka.indexer.documents.preparation import prepare

    key, candidate, same, added = job
    notes: list[Note] = []
    try:
        article = read(candidate, notes.append)
        ids = dict.fromkeys((*same, *former.get(article.id, ())))
        former_ids = tuple(id for id in ids if id != article.id)
        document = replace(prepare(article, candidate.digest, former_ids), added=added)
    except SourceError as error:
        return Outcome(key, None, str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Outcome(key, None, placed(candidate, failure_of(error)))
    try:
        sink.add(document)
    except (OSError, MemoryError, UnusableIndexError):
        raise  # the disk, the cluster, or other articles in the sink
    except Exception as error:
        return Outcome(key, None, placed(candidate, failure_of(error)))
    return Outcome(key, article.id, notes=tuple(notes))


def placed(candidate: Candidate, failure: Failure) -> Failure:
    return Failure(f"{candidate.place}: {failure}", failure.trace) if candidate.place else failure


class DiedError(Exception):
    """The process at the other end of a connection has ended."""


class Worker:
    """One process, its unanswered batches, and the articles that it has not written yet."""

    def __init__(
        self, sink: Sink, others: list[Connection], former: Mapping[str, tuple[str, ...]]
    ) -> None:
        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        ends = [*others, self.connection]
        self.process: BaseProcess = context.Process(
            target=_serve, args=(theirs, sink, ends, former), daemon=True
        )
        self.process.start()
        theirs.close()
        self.batches: deque[list[Job]] = deque()
        self.held: list[Key] = []

    def tell(self, message: list[Job] | None) -> None:
        """Send a batch, or None for the end. Raises DiedError."""
        try:
            self.connection.send(message)
        except OSError as error:
            raise DiedError from error

    def answer(self) -> tuple[list[Outcome], Sealed]:
        """Receive outcomes, and the segments written since.

        Raises DiedError, or the error of the worker.
        """
        try:
            answer: Any = self.connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        if isinstance(answer, BaseException):
            raise answer
        outcomes, sealed = answer
        return outcomes, sealed

    def close(self) -> Sealed:
        """Close the sink, and return what it wrote. Raises the errors of ``answer``."""
        self.tell(None)
        return self.answer()[1]

    def end(self) -> None:
        """Kill the process, and release it."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def cause_of(code: int | None) -> Failure:
    """The reason why a process with a single article ended."""
    if code == _OUT_OF_MEMORY:
        return Failure("it needs more memory than there is")
    if code is not None and code < 0:
        return Failure(
            f"its process was ended by {signal.Signals(-code).name}, perhaps because memory ran out"
        )
    return Failure(f"a fault of Svodka: its process ended with exit code {code}; please report it")


def _serve(
    connection: Connection,
    sink: Sink,
    inherited: list[Connection],
    former: Mapping[str, tuple[str, ...]],
) -> None:
    """Answer each batch with its outcomes and the written segments; close the sink at None.

    The build's ends of the connections are closed here. So all ends are closed once a build is
    killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the handler of a watch is not for its workers
    for end in inherited:
        end.close()
    gc.disable()  # tokens hold no cycles, and the collector takes a tenth of the time
    try:
        while (batch := _next(connection)) is not None:
            outcomes = [work(job, sink, former) for job in batch]
            _answer(connection, (outcomes, sink.sealed()))
        _answer(connection, ([], sink.close()))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:
        _answer(connection, _portable(error))


def _portable(error: Exception) -> Exception:
    """The exception for the build to raise again, with its traceback as a note."""
    error.add_note(failure_of(error).trace)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:
        return RuntimeError(failure_of(error).trace)
    return error


def _next(connection: Connection) -> list[Job] | None:
    """The next batch. If the build was killed, its worker ends here or in ``_answer``."""
    try:
        batch: list[Job] | None = connection.recv()
    except (EOFError, OSError):
        os._exit(1)
    return batch


def _answer(connection: Connection, message: object) -> None:
    try:
        connection.send(message)
    except OSError:
        os._exit(1)
