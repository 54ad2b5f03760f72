"""The lists of words in ``indexer/language/``."""

from functools import cache
from importlib.resources import files

from svodka.indexer.analysis.folding import fold

_DATA = files(__package__).joinpath("language")


def data_of(name: str) -> bytes:
    """The bytes of a data file of the language, UTF-8."""
    return _DATA.joinpath(name).read_bytes()


@cache
def language(name: str) -> dict[str, tuple[str, ...]]:
    """A list of ``indexer/language/``, folded: forms, and the words that belong to each."""
    return {fold(form): tuple(map(fold, rest.split())) for form, rest in listed(name)}


def listed(name: str) -> list[tuple[str, str]]:
    """The lines of a list of ``indexer/language/``: a form, and after a colon what belongs to it; ``#`` begins a comment."""
    lines = data_of(name).decode().splitlines()
    rows = (line.partition("#")[0].partition(":") for line in lines)
    return [(form.strip(), rest.strip()) for form, _, rest in rows if form.strip()]
