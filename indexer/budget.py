"""The budget of one answer: processor time for all its searches and texts together.

Processor time, not wall time: a busy machine does not shorten an answer.
"""

from time import thread_time


class TimeIsUpError(Exception):
    """The budget ran out before a count was known that the answer depends on."""


class Budget:
    """Seconds of this thread's processor time from now on, up to ``deadline`` (``thread_time``)."""

    def __init__(self, seconds: float) -> None:
        self.deadline = thread_time() + seconds

    def left(self) -> float:
        """Return the remaining seconds, 0 when the budget is spent."""
        return max(0.0, self.deadline - thread_time())

    def charge(self, seconds: float) -> None:
        """Count seconds that another process has worked for this answer."""
        self.deadline -= seconds
