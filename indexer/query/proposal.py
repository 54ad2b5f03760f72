"""A query that was probably meant instead of the one that was typed."""

from dataclasses import dataclass
from typing import Literal, Protocol

Reason = Literal["layout", "spelling", "translit"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another query than the one that was typed; ``sure`` if there is no doubt that it was meant."""

    query: str
    reason: Reason
    sure: bool


class Corrector(Protocol):
    """Proposes other queries."""

    def proposal(self, query: str) -> Proposal | None:
        """A query that was probably meant by one that finds nothing."""

    def in_cyrillic(self, query: str) -> Proposal | None:
        """A query with its Latin words in Cyrillic letters; never sure."""
