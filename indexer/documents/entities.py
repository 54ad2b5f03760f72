"""Whom and what an article is about: the people and places that it names, found by the dictionary's own marks.

Precise rather than complete: what may be an ordinary word is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

from svodka.indexer.analysis.tokens import Token
from svodka.indexer.documents.capitalized import Capitals
from svodka.indexer.documents.people import people, runs
from svodka.indexer.documents.places import places

MOST = 20  # people, and places, of one article


class Entities(NamedTuple):
    """People and places in the nominative, the most often mentioned first."""

    people: Sequence[str]
    places: Sequence[str]


def entities(*texts: tuple[str, Sequence[Token]]) -> Entities:
    """Find the people and places named in the texts, each with its tokens, of one article. Linear in the texts."""
    capitals = [Capitals(text, tokens) for text, tokens in texts]
    found = [runs(one) for one in capitals]
    named = people([run for one in found for run in one], capitals)
    taken = [{place for run in one for place in range(run.start, run.stop)} for one in found]
    return Entities(named[:MOST], places(capitals, taken)[:MOST])
