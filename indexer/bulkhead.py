"""Bulkheads: a failure in one part of an answer costs that part, and the reader gets the rest.

``Bulkhead.run`` alone says where a part can fail. Who shows the answer reports its failures.
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

# Failures of one answer that keep their traceback, which holds all that its frames held.
MOST_TRACED = 100

# Errors that are raised on purpose, or that no part of an answer can be to blame for: they pass.
_PASSING = (SvodkaError, TimeIsUpError, MemoryError)
# Parts without which nobody knows that there is nothing to be found.
_LOOKING: tuple[Part, ...] = ("names", "correction", "relaxation", "line")


class Named(Protocol):
    """An article, or what tells of one."""

    @property
    def id(self) -> str:
        """The id of the article."""
        ...

    @property
    def title(self) -> str:
        """Its title, empty where that is not known."""
        ...


@dataclass(frozen=True, slots=True)
class PartFailure:
    """A part of an answer that could not be made, and why.

    ``id`` and ``title`` are those of its article; empty where there is none or they are not known.
    One that is ``reported`` was logged and counted before, with an earlier answer.
    """

    part: Part
    error: Exception
    id: str = ""
    title: str = ""
    reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadArticle(Article):
    """An article of which ``error`` let an engine read no more than its id and path."""

    error: Exception


class Bulkhead:
    """Runs the parts of one answer, and keeps their failures after those known already."""

    def __init__(self, failures: Sequence[PartFailure] = ()) -> None:
        self.failures = list(failures)

    def run(
        self, part: Part, make: Callable[[], Given], instead: Instead, article: Named | None = None
    ) -> Given | Instead:
        """Give what ``make`` gives; where that fails, note it and give ``instead``.

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
    """The failure of a part, of an article if one is given."""
    return (
        PartFailure(part, error, article.id, article.title) if article else PartFailure(part, error)
    )


def readable(article: Article) -> Article:
    """The article; one that was not read raises why."""
    if isinstance(article, UnreadArticle):
        raise article.error
    return article


def leaves_open(failures: Sequence[PartFailure]) -> bool:
    """Whether something might have been found, had these parts not failed."""
    return any(one.part in _LOOKING for one in failures)
