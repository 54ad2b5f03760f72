"""The people and places named in an article, recognized with the dictionary.

Precise rather than complete: a possible ordinary word is no name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from svodka.indexer.analysis.tokens import Token
from svodka.indexer.documents.capitalized import Capitals
from svodka.indexer.documents.people import people, runs
from svodka.indexer.documents.places import places

MOST = 20  # people, and places, of one article


class Entities(NamedTuple):
    """People and places in the nominative, the most mentioned first."""

    people: Sequence[str]
    places: Sequence[str]


def entities(*texts: tuple[str, Sequence[Token]]) -> Entities:
    """Return the people and places in the texts of one article, each given with its tokens.

    Linear in the texts.
    """
    capitals = [Capitals(text, tokens) for text, tokens in texts]
    full_names = [runs(one) for one in capitals]
    named = people([run for one in full_names for run in one], capitals)
    taken = [{index for run in one for index in range(run.start, run.stop)} for one in full_names]
    return Entities(named[:MOST], places(capitals, taken)[:MOST])
