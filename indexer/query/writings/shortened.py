"""Abbreviations with full stops: К.П.С.С. has the other names of КПСС."""

from collections.abc import Sequence

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.tree import Word

_LEAST = 3  # letters: two are initials


def undotted(words: Sequence[Word]) -> Sequence[Word]:
    """Return the abbreviation that some words of one capital letter are, or else the words."""
    letters = [word.text for word in words]
    if len(letters) < _LEAST or not all(len(text) == 1 and text.isupper() for text in letters):
        return words
    text = "".join(letters)
    return (Word(text, analyze(text)[0].lemmas),)
