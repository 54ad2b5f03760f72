"""The word lists in ``indexer/analysis/language/``, and the mark of the analysis with them."""

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from svodka.indexer.analysis.abbreviations import EMPTY, INNER, OUTER
from svodka.indexer.analysis.folding import fold

# Raise this when the same text would give other tokens: older indexes are then rebuilt.
VERSION = 12

ABBREVIATIONS, HOMONYMS = "abbreviations.txt", "homonyms.txt"

# The lists that change what is written to an index.
_LISTS = (
    ABBREVIATIONS,
    "function_words.txt",
    HOMONYMS,
    "given_names.txt",
    "not_people.txt",
    "places.txt",
    "signs.txt",
    "surnames.txt",
)
_DATA = files(__package__).joinpath("language")


def data_of(name: str) -> bytes:
    """Return the bytes of a data file of the language, UTF-8."""
    return _DATA.joinpath(name).read_bytes()


@cache
def language(name: str) -> dict[str, tuple[str, ...]]:
    """Return a word list, folded: each form with the words that belong to it."""
    return {fold(form): tuple(map(fold, rest.split())) for form, rest in listed(name)}


def listed(name: str) -> list[tuple[str, str]]:
    """Return the lines of a word list as (form, text after the colon); ``#`` begins a comment."""
    lines = data_of(name).decode().splitlines()
    rows = (line.partition("#")[0].partition(":") for line in lines)
    return [(form.strip(), rest.strip()) for form, _, rest in rows if form.strip()]


def with_listed(form: str, found: Sequence[str]) -> tuple[str, ...]:
    """Return lemmas of a form with those of our lists, each once; the form itself if none."""
    first, last = language(ABBREVIATIONS).get(form, ()), language(HOMONYMS).get(form, ())
    if not first and not last and len(found) == 1:  # nearly all words
        return (sys.intern(found[0]),)
    return tuple(map(sys.intern, dict.fromkeys((*first, *found, *last)))) or (form,)


def stamp() -> str:
    """Return the mark of this analysis for an index.

    It changes when the same text would give other tokens.
    """
    data = hashlib.blake2b(digest_size=4)
    for name in _LISTS:
        data.update(data_of(name))
    data.update(repr((INNER, OUTER, sorted(EMPTY))).encode())
    parser, dictionary = version("pymorphy3"), version("pymorphy3-dicts-ru")
    return f"{VERSION} pymorphy3 {parser} dictionary {dictionary} lists {data.hexdigest()}"
