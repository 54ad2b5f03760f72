"""The bound on the unpacked size of an archive, with all archives inside it."""

from svodka.indexer.errors import SourceError

#: The levels of archives in archives that are read.
DEEPEST = 4
_HEADER = 512  # bytes that a member costs even if it is empty


class Budget:
    """The bytes that may still come out of an archive, and the levels that may still be opened."""

    def __init__(self, most: int, ratio: int, depth: int = DEEPEST) -> None:
        self.left, self.ratio, self.depth = most, ratio, depth

    def take(self, count: int = _HEADER) -> None:
        """Take bytes. Raises SourceError if there are too few."""
        self.left -= count
        if self.left < 0:
            raise self.bomb

    @property
    def bomb(self) -> SourceError:
        """The reason why an archive is not read further."""
        return SourceError(f"an archive bomb: it unpacks to more than {self.ratio} times its size")

    def deeper(self) -> None:
        """Go down into an archive inside another. Raises SourceError if it is too deep."""
        if self.depth <= 0:
            raise SourceError(f"archives inside archives, deeper than {DEEPEST} levels")
        self.depth -= 1

    def back(self) -> None:
        """Leave an archive."""
        self.depth += 1
