"""Dictionary words that by chance are forms of names, too: «маску» and Маск."""

from functools import lru_cache

from svodka.indexer.analysis import open_vocabulary
from svodka.indexer.analysis.morphology import is_lemma, is_word, looked_up

CACHED = 1 << 13  # forms


@lru_cache(CACHED)
def names(form: str) -> tuple[str, ...]:
    """Return the normal forms of a name that a folded dictionary form may be by chance.

    Empty if the dictionary has the form as a form of the same name, or lacks it.
    """
    known = looked_up(form)
    if not known.may_hide:
        return ()
    found = tuple(filter(_may_be_a_name, open_vocabulary.names(form)))
    if found and known.kinds:  # «Йорка» is of Йорк, rather than of a woman
        return tuple(name for name in found if not is_lemma(name.removesuffix("а")))
    return found


def _may_be_a_name(normal: str) -> bool:
    """True if the dictionary lacks a noun, and a case of it: it has the others by chance only."""
    case = open_vocabulary.instrumental(normal)
    return bool(case) and not is_word(case) and not is_lemma(normal)
