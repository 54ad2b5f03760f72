"""The word lists in ``indexer/analysis/language/``."""

from functools import cache
from importlib.resources import files

from svodka.indexer.analysis.folding import fold

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
