"""The lemmas of words that are unsure by themselves, by the words around them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from svodka.indexer.analysis.context.agreement import agreeing
from svodka.indexer.analysis.context.exclusion import ruled_out
from svodka.indexer.analysis.context.hanging import completed
from svodka.indexer.analysis.context.name_context import chance, names_among, neighbours
from svodka.indexer.analysis.token_pattern import is_hanging
from svodka.indexer.analysis.words import Word


def lemmas_in_context(
    text: str,
    starts: Sequence[int],
    stops: Sequence[int],
    unsure: Mapping[int, Word],
    form_of: Callable[[int], str],
    open_lemmas: Callable[[], Iterable[str]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of unsure words, and their lemmas where their context changes them.

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
        if word.doubtful and is_hanging(text[stops[row] - 1]):
            if lemmas := completed(word, text, stops[row]):
                yield row, lemmas
            continue
        more, less = word.names if row in names else (), frozenset[str]()
        if word.doubtful or word.ambiguous:
            around = neighbours(text, starts, stops, row)
            before, after = ("" if at is None else form_of(at) for at in around)
            more += agreeing(before, word.form, after) if word.doubtful else ()
            if word.ambiguous:
                apart = text[stops[row] : stops[row] + 1] == "," and _begins(text, starts[row])
                less = ruled_out(before, word.form, after, apart=apart)
        if more or less:
            left = [lemma for lemma in word.lemmas if lemma not in less] or word.lemmas
            yield row, tuple(dict.fromkeys((*left, *more)))


def _begins(text: str, start: int) -> bool:
    """True if a word stands behind a comma and a blank, or at the begin of the text or a line."""
    return text[max(start - 2, 0) : start] in ("", ", ") or text[start - 1] == "\n"
