"""The bounds of the work for one answer, and of what a process keeps of answers.

Other bounds are facts of a format or of a method; they stand beside the code that they bound.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one ``Search``, and of the site over it.

    Seconds are processor time, not wall time: a busy machine does not shorten an answer.
    """

    # All searches of one answer together, and the reading of the texts that it marks.
    engine_seconds: float = 1.0
    reading_seconds: float = 0.7

    # The lines of all pages of a concordance: after so many no further article is read.
    context_lines: int = 20_000

    # Pages of results that a serving process keeps: all of them, their bytes, the largest of them.
    kept_pages: int = 1_000
    kept_bytes: int = 24 << 20
    kept_page_bytes: int = 1 << 20

    # Characters of a text on the page of its article: a book of 150 pages. The plain text has all
    # of it. Characters of each text that is compared: more would take longer than a reader waits.
    shown_characters: int = 300_000
    compared_characters: int = 200_000

    @property
    def uncut_seconds(self) -> float:
        """An answer that took less cannot have used up one of its budgets."""
        return min(self.engine_seconds, self.reading_seconds)


LIMITS = Limits()
