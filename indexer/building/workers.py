"""Worker processes that share what there is to index; memory is bounded by what is on its way.

A worker that dies takes no article along but the one that killed it. Its batch is tried again article by article, each in a
process of its own, so that the culprit is known. What else the worker held is lost, and given back to the build.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from multiprocessing.connection import wait

from svodka.indexer.analysis.morphology import warm
from svodka.indexer.building.worker import DiedError, Job, Outcome, Worker, cause_of, placed
from svodka.indexer.engines.port import Sealed, Writer
from svodka.indexer.errors import SvodkaError

_BATCH = 64  # candidates sent at once, fewer when they are large
_BATCH_BYTES = 1 << 20
_AHEAD = 2  # batches on their way to a worker, so that it never waits for the next
_MOST_DEATHS = 8  # workers that die one after the other, without a batch in between that was done


class WorkerDiedError(SvodkaError):
    """Worker processes end one after the other, mostly because memory ran out."""


class Workers:
    """Processes that share the jobs given to them. Leave its ``with`` block, and none of them is left.

    ``former`` has the ids that articles had before, by the id that they have now.
    """

    def __init__(self, writer: Writer, count: int, former: Mapping[str, tuple[str, ...]]) -> None:
        warm()
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
        """Give out the jobs as they come, give their outcomes in whatever order they end, and have all be written."""
        for batch in _batches(jobs):
            self._again.append(batch)
            while self._again:
                yield from self._hand_out()
        while any(worker.batches for worker in self._workers):
            yield from self._receive()
            while self._again:
                yield from self._hand_out()
        yield from self._close()

    def _hand_out(self) -> Iterator[Outcome]:
        """Send the next batch, once there is a worker for it."""
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
        except DiedError:  # what it said last can still be received
            yield from self._received(worker)

    def _receive(self) -> Iterator[Outcome]:
        ready = wait([worker.connection for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            yield from self._received(worker)

    def _received(self, worker: Worker) -> Iterator[Outcome]:
        """Take one answer of a worker, or bury it."""
        try:
            outcomes, sealed = worker.answer()
        except DiedError:
            yield from self._bury(worker)
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
        """Have the sinks closed, and adopt what they give."""
        for worker in list(self._workers):
            try:
                sealed = worker.close()
            except DiedError:
                yield from self._bury(worker, replace=False)
                continue
            self._adopt(worker, sealed)
            if worker.held:
                raise RuntimeError(f"a worker did not write {len(worker.held)} of its articles")
            self._workers.remove(worker)
            worker.end()

    def _start(self) -> None:
        others = [worker.connection for worker in self._workers]
        self._workers.append(Worker(self._writer.sink(), others, self._former))

    def _bury(self, worker: Worker, *, replace: bool = True) -> Iterator[Outcome]:
        """Replace a dead worker. The batch that it was at is tried article by article, later ones are given out again."""
        self._deaths += 1
        self._workers.remove(worker)
        worker.end()
        if self._deaths > _MOST_DEATHS:
            raise WorkerDiedError(_DEATH)
        for key in worker.held:
            yield Outcome(key, None, lost=True)
        suspects = worker.batches.popleft() if worker.batches else []
        self._again.extend(worker.batches)
        if replace:
            self._start()
        for job in suspects:
            yield self._alone(job)

    def _alone(self, job: Job) -> Outcome:
        """Do one job in a process of its own."""
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


_DEATH = (
    "Worker processes were killed one after the other, perhaps because memory ran out: nothing was changed; "
    "try fewer --jobs"
)


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
