"""Bulkheads: a failure in one part of an answer costs that part, and the reader gets the rest.

``Bulkhead.run`` alone says which parts can fail. The caller that shows the answer reports failures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar, get_args

from svodka.indexer.article import Article
from svodka.indexer.budget import TimeIsUpError
from svodka.indexer.errors import SvodkaError

Part = Literal[
    "result",
    "counts",
    "facet",
    "timeline",
    "names",
    "understood",
    "correction",
    "relaxation",
    "wider",
    "rest",
    "overview",
    "marks",
    "citation",
    "reprint",
    "similar",
    "line",
    "row",
    "entry",
    "suggestion",
]

PARTS: tuple[Part, ...] = get_args(Part)

Given = TypeVar("Given")
Instead = TypeVar("Instead")

# Tracebacks kept for one answer: each holds all objects of its frames.
MOST_TRACED = 100

# These pass: raised on purpose, or not the fault of one part of an answer.
_PASSING = (SvodkaError, TimeIsUpError, MemoryError)
# If one of these parts fails, an empty answer does not prove that nothing matches.
_LOOKING: tuple[Part, ...] = ("names", "correction", "relaxation", "line")


class Named(Protocol):
    """An article, or an object that stands for one."""

    @property
    def id(self) -> str:
        """The id of the article."""
        ...

    @property
    def title(self) -> str:
        """Its title, empty if unknown."""
        ...


@dataclass(frozen=True, slots=True)
class PartFailure:
    """A part of an answer that could not be made, and the reason.

    ``id`` and ``title`` are those of its article, empty if there is none or they are unknown.
    ``reported`` failures were logged and counted with an earlier answer.
    """

    part: Part
    error: Exception
    id: str = ""
    title: str = ""
    reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadArticle(Article):
    """An article of which an engine could read only id and path, because of ``error``."""

    error: Exception


class Bulkhead:
    """Run the parts of one answer, and keep their failures after those given."""

    def __init__(self, failures: Sequence[PartFailure] = ()) -> None:
        self.failures = list(failures)

    def run(
        self, part: Part, make: Callable[[], Given], instead: Instead, article: Named | None = None
    ) -> Given | Instead:
        """Return the result of ``make``. If it fails, note the failure and return ``instead``.

        Errors of ``svodka.indexer.errors``, TimeIsUpError and MemoryError pass.
        """
        try:
            return make()
        except _PASSING:
            raise
        except Exception as error:
            if len(self.failures) >= MOST_TRACED:
                error.__traceback__ = None
            self.failures.append(failure(part, error, article))
            return instead


def failure(part: Part, error: Exception, article: Named | None = None) -> PartFailure:
    """Return the failure of a part, with its article if one is given."""
    return (
        PartFailure(part, error, article.id, article.title) if article else PartFailure(part, error)
    )


def readable(article: Article) -> Article:
    """Return the article; raise the error of an unread one."""
    if isinstance(article, UnreadArticle):
        raise article.error
    return article


def leaves_open(failures: Sequence[PartFailure]) -> bool:
    """True if there might have been matches without these failures."""
    return any(one.part in _LOOKING for one in failures)
