"""Work in the background that leaves the processor to those who wait for an answer."""

from collections.abc import Iterable, Iterator
from time import sleep, thread_time
from typing import TypeVar

SLICE = 0.003  # seconds of background work between two pauses as long, for the readers

Item = TypeVar("Item")


def politely(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items, with pauses in which other threads of the process can work."""
    end = thread_time() + SLICE
    for item in items:
        yield item
        if thread_time() > end:
            sleep(SLICE)
            end = thread_time() + SLICE
