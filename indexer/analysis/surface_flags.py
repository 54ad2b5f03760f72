"""The flags of surface forms and of folded forms, as ``token_arrays`` numbers them."""

from svodka.indexer.analysis.morphology import KINDS
from svodka.indexer.analysis.readings import Understood
from svodka.indexer.analysis.token_arrays import (
    CAPITAL,
    DIGIT,
    DOUBTFUL,
    FUNCTION,
    NAME,
    TITLE_CASE,
    UNKNOWN,
    UPPER,
)
from svodka.indexer.analysis.word_lists import language

_KINDS = {kind: NAME << bit for bit, kind in enumerate(KINDS)}


def flags_of_form(form: str, known: Understood) -> int:
    """Return the flags of a folded form."""
    flags = DIGIT * ("0" <= form[0] <= "9")
    flags |= FUNCTION * (form in language("function_words.txt"))
    flags |= UNKNOWN * (not known.known) | DOUBTFUL * known.doubtful
    for kind in known.kinds:
        flags |= _KINDS[kind]
    return flags


def flags_of_capitals(surface: str) -> int:
    """Return the flags of the capitals in a surface."""
    if surface.islower():
        return 0
    upper = surface.isupper()
    titled = (
        len(surface) > 1 and not upper and any(part[:1].isupper() for part in surface.split("-"))
    )
    return CAPITAL * surface[0].isupper() | UPPER * upper | TITLE_CASE * titled
