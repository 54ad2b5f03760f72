"""Worker processes that share the jobs of a build; batches in flight bound the memory.

A worker that dies loses only the article that killed it. Its batch is retried article by article,
each in its own process, to identify that article. The other unwritten articles of the worker are
lost, and reported to the build.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from multiprocessing.connection import wait

from svodka.indexer.building.worker import DiedError, Job, Outcome, Worker, cause_of, placed
from svodka.indexer.engines.port import Writer
from svodka.indexer.engines.records import Sealed
from svodka.indexer.errors import WorkerDiedError

_BATCH = 64  # candidates per batch, fewer if they are large
_BATCH_BYTES = 1 << 20
_AHEAD = 2  # batches in flight per worker, so that it never waits
_MOST_DEATHS = 8  # consecutive deaths of workers without a finished batch in between
# Up to this many new articles go to one worker: starting more would take longer.
INLINE = 256


class Workers:
    """Processes that share the given jobs. Leaving the ``with`` block ends them all.

    ``former`` has the ids that articles had before, by their current id.
    """

    def __init__(self, writer: Writer, count: int, former: Mapping[str, tuple[str, ...]]) -> None:
        _load()
        self._writer = writer
        self._workers: list[Worker] = []
        self._again: deque[list[Job]] = deque()
        self._deaths = 0
        self._former = former
        for _ in range(count):
            self._start()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    def run(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Distribute the jobs, and yield their outcomes in any order until all are written."""
        for batch in _batches(jobs):
            self._again.append(batch)
            while self._again:
                yield from self._send_next()
        while any(worker.batches for worker in self._workers):
            yield from self._receive()
            while self._again:
                yield from self._send_next()
        yield from self._close()

    def _send_next(self) -> Iterator[Outcome]:
        """Send the next batch to a worker that has room for it."""
        worker = min(self._workers, key=lambda worker: len(worker.batches))
        if len(worker.batches) >= _AHEAD:
            yield from self._receive()
            return
        batch = self._again.popleft()
        worker.batches.append(batch)
        yield from self._send(worker, batch)

    def _send(self, worker: Worker, batch: list[Job]) -> Iterator[Outcome]:
        try:
            worker.tell(batch)
        except DiedError:  # its last message can still be received
            yield from self._take_answer(worker)

    def _receive(self) -> Iterator[Outcome]:
        ready = wait([worker.connection for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            yield from self._take_answer(worker)

    def _take_answer(self, worker: Worker) -> Iterator[Outcome]:
        """Receive one answer of a worker, or replace the worker if it died."""
        try:
            outcomes, sealed = worker.answer()
        except DiedError:
            yield from self._replace_dead(worker)
            return
        self._deaths = 0
        worker.batches.popleft()
        worker.held += [outcome.key for outcome in outcomes if outcome.id is not None]
        self._adopt(worker, sealed)
        yield from outcomes

    def _adopt(self, worker: Worker, sealed: Sealed) -> None:
        if sealed.documents > len(worker.held):
            raise RuntimeError("a worker wrote other articles than it was given")
        del worker.held[: sealed.documents]
        self._writer.adopt(sealed)

    def _close(self) -> Iterator[Outcome]:
        """Close the sinks, and adopt their segments."""
        for worker in list(self._workers):
            try:
                sealed = worker.close()
            except DiedError:
                yield from self._replace_dead(worker, replace=False)
                continue
            self._adopt(worker, sealed)
            if worker.held:
                raise RuntimeError(f"a worker did not write {len(worker.held)} of its articles")
            self._workers.remove(worker)
            worker.end()

    def _start(self) -> None:
        others = [worker.connection for worker in self._workers]
        self._workers.append(Worker(self._writer.sink(), others, self._former))

    def _replace_dead(self, worker: Worker, *, replace: bool = True) -> Iterator[Outcome]:
        """Replace a dead worker.

        Its current batch is retried article by article, later ones as a whole.
        """
        self._deaths += 1
        self._workers.remove(worker)
        worker.end()
        if self._deaths > _MOST_DEATHS:
            raise WorkerDiedError
        for key in worker.held:
            yield Outcome(key, None, lost=True)
        suspects = worker.batches.popleft() if worker.batches else []
        self._again.extend(worker.batches)
        if replace:
            self._start()
        for job in suspects:
            yield self._alone(job)

    def _alone(self, job: Job) -> Outcome:
        """Run one job in its own process."""
        worker = Worker(
            self._writer.sink(), [other.connection for other in self._workers], self._former
        )
        try:
            worker.tell([job])
            (outcome,), early = worker.answer()
            sealed = worker.close()
        except DiedError:
            worker.process.join()
            return Outcome(job.key, None, placed(job.candidate, cause_of(worker.process.exitcode)))
        finally:
            worker.end()
        self._writer.adopt(early)
        self._writer.adopt(sealed)
        return outcome


def _load() -> None:
    """Load what all workers need, before the first is forked."""
    # Imported here: a run without new articles does not need it.
    from svodka.indexer.analysis.morphology import warm
    from svodka.indexer.documents import preparation  # noqa: F401

    warm()


def prepared(
    jobs: Iterator[Job], writer: Writer, count: int, former: Mapping[str, tuple[str, ...]]
) -> Iterator[Outcome]:
    """Read and analyse candidates in ``count`` workers, and write them as parts of the change."""
    first = list(islice(jobs, INLINE))
    if first:
        with Workers(writer, count if len(first) == INLINE else 1, former) as workers:
            yield from workers.run(chain(first, jobs))


def _batches(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += len(job.candidate.raw)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
