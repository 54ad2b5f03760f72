"""Years and dates among the words of a query: «выборы 2018», «взрыв 12 мая 2020».

Articles of that time rank higher. They need not name it, as news seldom names its own year.
"""

import re
from collections.abc import Sequence
from datetime import date

from svodka.indexer.query.dates import period
from svodka.indexer.query.fragments import is_year
from svodka.indexer.query.tree import And, DateRange, Hint, Named, Node, Phrase, Word

# Of an article of that time. A word in the middle of a text scores about twice as much.
WEIGHT = 1.0
LONGEST = 3  # words of a date: day, month, year
_NUMBER = re.compile(r"\d+")


def time_hint(tree: Node, today: date) -> Hint | None:
    """Return the hint to the times that a query names with their year; None if it names none."""
    nodes = tree.children if isinstance(tree, And) else (tree,)
    said = [node.said if isinstance(node, Named) else node for node in nodes]
    found = [days for at in range(len(said)) if (days := _ending(said[: at + 1], today))]
    periods = tuple(dict.fromkeys(found))
    return Hint(periods, (WEIGHT,) * len(periods)) if periods else None


def _ending(said: Sequence[Node], today: date) -> DateRange | None:
    """Return the longest period with a year that the last words name."""
    last = said[-1]
    if isinstance(last, Phrase):  # 12.05.2020
        return period(last.text, today) if any(map(is_year, _NUMBER.findall(last.text))) else None
    if not isinstance(last, Word) or last.reach == "only" or not is_year(last.text):
        return None
    for length in range(min(LONGEST, len(said)), 0, -1):
        words = [node.text for node in said[-length:] if isinstance(node, Word)]
        days = period(" ".join(words), today) if len(words) == length else None
        if days:
            return days
    return None
