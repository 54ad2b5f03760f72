"""Faults of Svodka itself: one line for the user, and the traceback for developers."""

import traceback
from pathlib import Path

_ROOMS = (Path(__file__).parent, Path(__file__).parent.parent / "webapp")


class Failure(str):
    """The reason for a skip that is a fault of Svodka.

    ``trace`` is its traceback, empty if there is none.
    """

    trace: str

    def __new__(cls, reason: str, trace: str = "") -> "Failure":
        """Make a reason with its traceback."""
        made = super().__new__(cls, reason)
        made.trace = trace
        return made

    def __reduce__(self) -> tuple[type["Failure"], tuple[str, str]]:
        """Pickle the reason with its traceback."""
        return Failure, (str(self), self.trace)


def failure_of(error: BaseException) -> Failure:
    """Describe an unexpected exception by its class and location.

    Its message is left out, as it may hold words of an article.
    """
    trace = "".join(traceback.format_exception(error))
    return Failure(
        f"a fault of Svodka: {type(error).__name__} in {_place(error)}; please report it", trace
    )


def _place(error: BaseException) -> str:
    """Return the innermost line of Svodka's code, else of any, as ``people.py:175``."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        (frame, room) for frame in frames for room in _ROOMS if room in Path(frame.filename).parents
    ]
    if ours:
        frame, room = ours[-1]
        return f"{Path(frame.filename).relative_to(room)}:{frame.lineno}"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
