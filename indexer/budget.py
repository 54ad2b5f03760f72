"""Processor time that one answer may take, however many searches and texts it takes: a busy machine makes none shorter."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

READING_TIME = 0.7  # seconds in which the texts of one answer are read for what to mark in them


class TimeIsUpError(Exception):
    """The time of an answer was over before a number was known that it depends on."""


class Allowance:
    """So many seconds of this thread's work from now on."""

    def __init__(self, seconds: float) -> None:
        self.until = thread_time() + seconds

    def left(self) -> float:
        """The seconds that are left, 0 when it is used up."""
        return max(0.0, self.until - thread_time())

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Meanwhile nothing is used up: by what is done for all answers to come, and not for this one alone."""
        began = thread_time()
        yield
        self.until += thread_time() - began
