"""The flags of surface forms and of folded forms, as ``token_arrays`` numbers them."""

from svodka.indexer.analysis.context.exclusion import is_judged_by_any
from svodka.indexer.analysis.context.government import PREPOSITIONS
from svodka.indexer.analysis.readings import KINDS, Understood
from svodka.indexer.analysis.token_arrays import (
    ADJACENT,
    AMBIGUOUS,
    CAPITAL,
    DIGIT,
    DOUBTFUL,
    FUNCTION,
    NAME,
    RULING,
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
    flags |= RULING * (known.adjectival or form in PREPOSITIONS)
    if len(known.lemmas) > 1 and known.known and not flags & FUNCTION:
        flags |= AMBIGUOUS | ADJACENT * is_judged_by_any(known.lemmas)
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
