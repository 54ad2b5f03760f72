"""The lists of words in ``indexer/language/``."""

from functools import cache
from importlib.resources import files

from indexer.folding import fold


@cache
def language(name: str) -> dict[str, tuple[str, ...]]:
    """A list of ``indexer/language/``, folded: forms, and the words that belong to each."""
    return {fold(form): tuple(map(fold, rest.split())) for form, rest in listed(name)}


def listed(name: str) -> list[tuple[str, str]]:
    """The lines of a list of ``indexer/language/``: a form, and after a colon what belongs to it; ``#`` begins a comment."""
    lines = files("indexer").joinpath("language", name).read_text(encoding="utf-8").splitlines()
    rows = (line.partition("#")[0].partition(":") for line in lines)
    return [(form.strip(), rest.strip()) for form, _, rest in rows if form.strip()]
