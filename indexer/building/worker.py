"""One worker process: it reads, analyses and writes articles into a sink of its own."""

import gc
import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from svodka.indexer.documents.document import prepare
from svodka.indexer.engines.port import Sink
from svodka.indexer.engines.records import Sealed
from svodka.indexer.errors import SourceError
from svodka.indexer.failure import Failure, failure_of
from svodka.indexer.sources import Candidate, read

_OUT_OF_MEMORY = (
    12  # exit code of a worker that has no memory left, the system's number for that error
)


class Key(NamedTuple):
    """An article as it is recognised without being parsed: the label of its folder, path and digest."""

    folder: str
    path: str
    digest: str


class Job(NamedTuple):
    """A candidate to be read; ``former`` are ids under which the index has the same bytes already."""

    key: Key
    candidate: Candidate
    former: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """The id of a candidate's article, or the reason why there is none; a ``Failure`` where Svodka is to blame.

    An article is ``lost`` if its outcome was given before, and its worker died without having written it.
    """

    key: Key
    id: str | None
    reason: str = ""
    lost: bool = False


def work(job: Job, sink: Sink, former: Mapping[str, tuple[str, ...]]) -> Outcome:
    """Read one candidate, analyse it and put it into the sink. Raises OSError of the sink, and MemoryError."""
    key, candidate, same = job
    try:
        article = read(candidate)
        ids = dict.fromkeys((*same, *former.get(article.id, ())))
        document = prepare(article, candidate.digest, tuple(id for id in ids if id != article.id))
    except SourceError as error:
        return Outcome(key, None, str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Outcome(key, None, placed(candidate, failure_of(error)))
    try:
        sink.add(document)
    except (OSError, MemoryError):
        raise  # the disk, or what the sink holds of other articles
    except Exception as error:
        return Outcome(key, None, placed(candidate, failure_of(error)))
    return Outcome(key, article.id)


def placed(candidate: Candidate, failure: Failure) -> Failure:
    return Failure(f"{candidate.place}: {failure}", failure.trace) if candidate.place else failure


class DiedError(Exception):
    """The process at the other end of a connection has ended."""


class Worker:
    """One process, the batches that it has not answered yet, and the articles that it has not written yet."""

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
        """Receive outcomes, and what was written since. Raises DiedError, or what the worker raised."""
        try:
            answer: Any = self.connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        if isinstance(answer, BaseException):
            raise answer
        outcomes, sealed = answer
        return outcomes, sealed

    def close(self) -> Sealed:
        """Have the sink closed, and give what it wrote. Raises as ``answer`` does."""
        self.tell(None)
        return self.answer()[1]

    def end(self) -> None:
        """Kill the process, and let go of it."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def cause_of(code: int | None) -> Failure:
    """The reason why a process of one article ended."""
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
    """Answer batches of jobs with their outcomes and what the sink has written; at None close the sink, and end.

    The build's ends of the connections are closed here, so that they are closed everywhere once a build is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what a watch does then is not for its workers
    for end in inherited:
        end.close()
    gc.disable()  # tokens hold no cycles, and looking for some takes a tenth of the time
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
    """The exception as the build raises it again, with its traceback as a note."""
    error.add_note(failure_of(error).trace)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    except Exception:
        return RuntimeError(failure_of(error).trace)
    return error


def _next(connection: Connection) -> list[Job] | None:
    """The next batch. A worker whose build was killed ends here, or in ``_answer``."""
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
