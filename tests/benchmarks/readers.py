"""Readers in asyncio: each asks over a kept-alive connection as soon as it is answered."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from query_speed import percentiles

HEADERS = "Host: {host}\r\nAccept-Encoding: gzip\r\nAccept-Language: ru\r\n"
PATIENCE = 30  # seconds that a reader waits for an answer
FAILED = (
    0  # in the place of a status: the connection was refused or broke off, or nothing came in time
)


@dataclass(slots=True)
class Answers:
    """The milliseconds from question to last byte, by status; the processor time of asking."""

    times: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def number(self, *statuses: int) -> int:
        """The number of answers with one of these statuses; without any, of all questions."""
        return sum(
            len(times) for status, times in self.times.items() if not statuses or status in statuses
        )

    def rate(self, status: int = 200) -> float:
        """Answers a second with a status."""
        return len(self.times[status]) / self.seconds

    def percentiles(self, status: int = 200) -> dict[str, float]:
        """The percentiles of the answers with a status; empty without any."""
        return percentiles(self.times[status]) if self.times[status] else {}


@dataclass(frozen=True, slots=True)
class Readers:
    """A number of ``connections`` that ask for ``paths`` in turn.

    With a ``pause``, each question has a connection of its own.
    """

    paths: Sequence[str]
    connections: int = 1
    pause: float = 0.0  # seconds


def ask(host: str, port: int, seconds: float, *groups: Readers) -> list[Answers]:
    """Let groups of readers ask all at once for some seconds, and wait for their last answers."""
    cpu = time.process_time()
    answers = [Answers() for _ in groups]
    asyncio.run(_ask(host, port, seconds, groups, answers))
    for one in answers:
        one.cpu_seconds = time.process_time() - cpu
    return answers


async def _ask(
    host: str, port: int, seconds: float, groups: Sequence[Readers], answers: Sequence[Answers]
) -> None:
    began = time.perf_counter()
    readers = []
    for group, tally in zip(groups, answers, strict=True):
        head = HEADERS.format(host=f"{host}:{port}") + (
            "Connection: close\r\n" if group.pause else ""
        )
        questions = itertools.cycle(
            [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in group.paths]
        )
        readers += [
            _reader(host, port, began + seconds, questions, group.pause, tally)
            for _ in range(group.connections)
        ]
    await asyncio.gather(*readers)
    for tally in answers:
        tally.seconds = time.perf_counter() - began


async def _reader(
    host: str, port: int, end: float, questions: Iterator[bytes], pause: float, tally: Answers
) -> None:
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while (asked := time.perf_counter()) < end:
        try:
            async with asyncio.timeout(PATIENCE):
                connection = connection or await asyncio.open_connection(host, port)
                status, kept = await _answer(*connection, next(questions))
        except (OSError, asyncio.IncompleteReadError):  # a TimeoutError is an OSError
            status, kept = FAILED, False
        tally.times[status].append((time.perf_counter() - asked) * 1000)
        if connection and not kept:
            connection[1].close()
            connection = None
        if pause:
            await asyncio.sleep(pause)
        elif status == FAILED:
            await asyncio.sleep(0.1)  # who is refused would else do nothing but knock
    if connection:
        connection[1].close()


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: bytes
) -> tuple[int, bool]:
    """Ask one question: the status of the answer, and whether the connection stays."""
    writer.write(question)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(
        int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0] or 0)
    )
    return int(head[9:12]), b"\r\nconnection: close" not in head
