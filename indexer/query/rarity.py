"""The rarity of the parts of a query, by which articles with only some of them are listed."""

from collections.abc import Callable, Sequence
from math import exp, log

from svodka.indexer.query.tree import Node

SCALE = 10  # rarities are whole numbers

# The rarity of a part of a query in the collection; 0 if no article has it.
Rarity = Callable[[Node], int]


def rarity(having: int, articles: int) -> int:
    """Return the rarity of what ``having`` of some articles have, one at least."""
    return max(1, round(SCALE * log(1 + articles / having)))


def filling(rarities: Sequence[int], full: int) -> int:
    """Return the rarity of the rarest word of which, with the rarer ones, a list can be full.

    ``full`` is the rarity of a word that fills it alone. If all words together are in too few
    articles, that of the commonest.
    """
    share, least = 0.0, 0
    for least in sorted(filter(None, rarities), reverse=True):
        share += _share(least)
        if share >= _share(full):
            break
    return least


def _share(rarity: int) -> float:
    """Return the share of the articles that have a word of this rarity."""
    return 1 / (exp(rarity / SCALE) - 1)
