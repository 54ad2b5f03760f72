"""The further lemmas of words that are unsure by themselves, by the words around them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from svodka.indexer.analysis.context.agreement import agreeing
from svodka.indexer.analysis.context.name_context import chance, names_among, neighbours
from svodka.indexer.analysis.words import Word


def further_lemmas(
    text: str,
    starts: Sequence[int],
    stops: Sequence[int],
    unsure: Mapping[int, Word],
    form_of: Callable[[int], str],
    open_lemmas: Callable[[], Iterable[str]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of unsure words, and the further lemmas that their context makes sure.

    ``starts`` and ``stops`` are the ranges of the words of a text, without the parts of words.
    ``unsure`` has the unsure ones by their rows, and ``form_of`` gives the folded form of a row.
    ``open_lemmas`` gives the lemmas of the capitalized words that the dictionary lacks.
    """
    named = [
        chance(text, starts, stops, row, word.form, word.names)
        for row, word in unsure.items()
        if word.names
    ]
    names = set(names_among(named, open_lemmas))
    for row, word in unsure.items():
        more = word.names if row in names else ()
        if word.doubtful:
            around = neighbours(text, starts, stops, row)
            before, after = ("" if at is None else form_of(at) for at in around)
            more += agreeing(before, word.form, after)
        if more:
            yield row, more
