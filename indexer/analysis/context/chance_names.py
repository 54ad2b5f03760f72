"""Dictionary words that by chance are forms of names, too: «маску» and Маск."""

from functools import lru_cache

from svodka.indexer.analysis import open_vocabulary
from svodka.indexer.analysis.morphology import is_known, is_lemma, kinds, parses

CACHED = 1 << 13  # forms
# Parts of speech that may hide a name. Adjectives do not.
_HIDING = frozenset(("NOUN", "VERB", "GRND", "ADJS"))


@lru_cache(CACHED)
def names(form: str) -> tuple[str, ...]:
    """Return the normal forms of a name that a folded dictionary form may be by chance.

    Empty if the dictionary has the form as a form of the same name, or lacks it.
    """
    if not is_known(form):
        return ()
    found = tuple(filter(_may_be_a_name, open_vocabulary.names(form)))
    if found and kinds(form):  # «Йорка» is of Йорк, rather than of a woman
        found = tuple(name for name in found if not is_lemma(name.removesuffix("а")))
    if not found or not all(reading.tag.part in _HIDING for reading in parses(form)):
        return ()
    return found


def _may_be_a_name(normal: str) -> bool:
    """True if the dictionary lacks a noun, and a case of it: it has the others by chance only."""
    case = open_vocabulary.instrumental(normal)
    return bool(case) and not is_lemma(normal) and not is_known(case)
