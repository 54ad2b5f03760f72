"""Worker processes that read, analyse and write articles, each into its own sink; memory is bounded by what is on its way."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from indexer.analysis import analyze
from indexer.article import Article
from indexer.engine import Document, Sink
from indexer.entities import entities
from indexer.errors import SourceError, SvodkaError
from indexer.morphology import warm
from indexer.sentences import sentences
from indexer.signature import signature
from indexer.signature import warm as warm_signatures
from indexer.sources import Candidate, read

_BATCH = 64  # candidates sent at once, fewer when they are large
_BATCH_BYTES = 1 << 20
_AHEAD = 2  # batches on their way to a worker, so that it never waits for the next


Key = tuple[str, str]  # path and digest: what an article is recognised by without being parsed


class Outcome(NamedTuple):
    """What became of a candidate: the id of its article, or the reason why there is none."""

    key: Key
    id: str | None
    reason: str = ""


Job = tuple[Key, Candidate]


class WorkerDiedError(SvodkaError):
    """A worker process ended before its work did, mostly because memory ran out."""


def prepare(article: Article, digest: str) -> Document:
    """Analyse an article into what engines write."""
    title, text = analyze(article.title), analyze(article.text)
    firsts, at = [], 0
    for start, _ in sentences(article.text):
        while at < len(text) and text[at].start < start:
            at += 1
        if at < len(text):
            firsts.append(text[at].position)
    named = entities((article.title, title), (article.text, text))
    return Document(article, digest, title, text, firsts, named.people, named.places, signature(article, title, text))


def work(job: Job, sink: Sink) -> Outcome:
    """Read one candidate, analyse it and put it into the sink."""
    key, candidate = job
    try:
        article = read(candidate)
    except SourceError as error:
        return Outcome(key, None, str(error))
    sink.add(prepare(article, candidate.digest))
    return Outcome(key, article.id)


class Workers:
    """Processes that share the jobs given to them. Leave its ``with`` block, and none of them is left."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        warm()
        warm_signatures()
        context = multiprocessing.get_context("fork")
        self._idle: list[Connection] = []
        self._connections: list[Connection] = []
        self._processes = []
        for sink in sinks:
            ours, theirs = context.Pipe()
            self._connections.append(ours)
            process = context.Process(target=_serve, args=(theirs, sink, self._connections), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._idle += [ours] * _AHEAD

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.join()
        for connection in self._connections:
            connection.close()

    def run(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Give out the jobs as they come, and give their outcomes in whatever order they end."""
        for batch in _batches(jobs):
            while not self._idle:
                yield from self._receive()
            self._send(self._idle.pop(0), batch)
        while len(self._idle) < _AHEAD * len(self._connections):
            yield from self._receive()

    def finish(self) -> list[Any]:
        """Close the sinks, and give the part that each of them gives."""
        for connection in self._connections:
            self._send(connection, None)
        return [self._result(connection) for connection in self._connections]

    def _receive(self) -> Iterator[Outcome]:
        for connection in wait(self._connections):
            outcomes = self._result(connection)
            self._idle.append(connection)  # type: ignore[arg-type]
            yield from outcomes

    def _send(self, connection: Connection, message: object) -> None:
        try:
            connection.send(message)
        except OSError as error:
            raise WorkerDiedError(_DEATH) from error

    def _result(self, connection: Any) -> Any:
        try:
            result = connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(_DEATH) from error
        if isinstance(result, BaseException):
            raise result
        return result


_DEATH = "A worker process was killed, perhaps because memory ran out: nothing was changed; try fewer --jobs"


def _batches(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += len(job[1].raw)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _serve(connection: Connection, sink: Sink, inherited: list[Connection]) -> None:
    """The life of a worker: batches of jobs come in, lists of outcomes go out; at None the sink's part, and the end.

    The build's ends of the connections are closed here, so that they are closed everywhere once a build is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends its workers itself
    for end in inherited:
        end.close()
    gc.disable()  # tokens hold no cycles, and looking for some takes a tenth of the time
    try:
        while (batch := _next(connection)) is not None:
            _answer(connection, [work(job, sink) for job in batch])
        _answer(connection, sink.close())
    except Exception as error:  # raised again in the build, whatever it is
        _answer(connection, error)


def _next(connection: Connection) -> list[Job] | None:
    """The next batch. A worker whose build was killed ends here, be it in the middle of a batch, or in ``_answer``."""
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
