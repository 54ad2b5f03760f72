"""Signals that end a command which otherwise goes on for ever."""

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
        """Raise KeyboardInterrupt if the signal came, and what it raised was lost on the way."""
        if self.signal:
            raise KeyboardInterrupt


@contextmanager
def ended_by_signal() -> Iterator[Ending]:
    """Have SIGTERM and Ctrl-C raise KeyboardInterrupt in the block.

    They do so once: a second one must not disturb what is taken back after the first. A signal that was ignored stays so.
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
