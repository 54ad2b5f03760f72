"""The people and places named in an article, recognized with the dictionary.

Precise rather than complete: a possible ordinary word is no name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.documents.capitalized import GIVEN, HEAD, PARTICLE, Capitals
from svodka.indexer.documents.given_names import is_given_name
from svodka.indexer.documents.people import PARTICLES, people, runs
from svodka.indexer.documents.places import HEADS, places

MOST = 20  # people, and places, of one article


class Entities(NamedTuple):
    """People and places in the nominative, the most mentioned first."""

    people: Sequence[str]
    places: Sequence[str]


def new_lexicon() -> Lexicon:
    """Return a lexicon that marks the words of names."""
    return Lexicon(_mark)


def _mark(form: str, lemmas: Sequence[str], _flags: int) -> int:
    flags = GIVEN * is_given_name(form) | HEAD * (lemmas[0] in HEADS)
    return flags | PARTICLE * (form in PARTICLES)


def entities(*texts: tuple[str, Tokens]) -> Entities:
    """Return the people and places in the texts of one article, each given with its words.

    They were read with a ``new_lexicon``. Linear in the texts.
    """
    capitals = [Capitals(text, tokens) for text, tokens in texts]
    full_names = [runs(one) for one in capitals]
    named = people([run for one in full_names for run in one], capitals)
    taken = [{index for run in one for index in range(run.start, run.stop)} for one in full_names]
    return Entities(named[:MOST], places(capitals, taken)[:MOST])
