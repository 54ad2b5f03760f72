"""Changes of words in a query, and the forms that replace them."""

from typing import NamedTuple

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.proposal import Reason


class Change(NamedTuple):
    """A replacement for ``query[start:stop]``."""

    start: int
    stop: int
    text: str
    reason: Reason
    sure: bool = True


def lemmas_of(form: str) -> set[str]:
    """Return the lemmas of all words of a form."""
    return {lemma for token in analyze(form) for lemma in token.lemmas}


def cased(form: str, typed: str) -> str:
    """Return a folded form with the capitals of the typed word."""
    if len(typed) > 1 and typed.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if typed[:1].isupper() else form
