"""A query that was probably meant instead of the typed one."""

from dataclasses import dataclass
from typing import Literal, Protocol

Reason = Literal["layout", "spelling", "translit"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another query than the typed one; ``sure`` if it was meant beyond doubt."""

    query: str
    reason: Reason
    sure: bool


class Corrector(Protocol):
    """Proposes other queries."""

    def proposal(self, query: str) -> Proposal | None:
        """Return the query that was probably meant by one without results."""

    def in_cyrillic(self, query: str) -> Proposal | None:
        """Return a query with its Latin words in Cyrillic letters; never sure."""
