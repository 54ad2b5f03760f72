"""Signals that end a long-running command."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class Ending:
    """The name of the signal that came; empty before."""

    signal: str = ""

    def check(self) -> None:
        """Raise KeyboardInterrupt if the signal came but its exception was lost."""
        if self.signal:
            raise KeyboardInterrupt


@contextmanager
def ended_by_signal() -> Iterator[Ending]:
    """Let SIGTERM and Ctrl-C raise KeyboardInterrupt once in the block.

    A second signal must not disturb the rollback. A signal that was ignored stays ignored.
    """
    ending = Ending()

    def end(number: int, _frame: FrameType | None) -> None:
        if not ending.signal:
            ending.signal = signal.Signals(number).name
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
