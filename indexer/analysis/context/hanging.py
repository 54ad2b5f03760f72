"""First parts of compounds that a hyphen leaves to be completed: «двух- и трёхкомнатные».

The end of the compound stands in the next word of the row, or is the noun behind an adjective:
«авиа- и железнодорожные билеты».
"""

import re
from collections.abc import Iterator

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import is_word
from svodka.indexer.analysis.token_pattern import BLANK, HYPHEN
from svodka.indexer.analysis.words import Word, understand

LEAST_REST = 4  # letters of the end of a compound
LEAST_HEAD = 2  # letters of a part before it
_AND = rf",?{BLANK}(?:(?:и|или|либо){BLANK})?"
# Up to seven more first parts, the word that is complete, and the one behind it
_ROW = re.compile(
    rf"(?:{_AND}[^\W_]{{1,30}}{HYPHEN}(?=,|{BLANK})){{0,7}}"
    rf"{_AND}([^\W_]{{1,40}}(?:{HYPHEN}[^\W_]{{1,40}}){{0,2}})(?![^\W_])"
    rf"(?:{BLANK}([^\W\d_]{{1,40}})(?![^\W_]))?"
)
_OF_COMPOUND = re.compile("[^\\W\\d_]+[аеиоух]")  # a first part, by its last letter


def completed(word: Word, text: str, stop: int) -> tuple[str, ...]:
    """Return the lemmas of the compound that a first part begins; empty if it is not known.

    ``stop`` is the index behind its hyphen. A part that is no word is found by itself too.
    """
    row = _ROW.match(text, stop)
    found = row and next(_compounds(word.form, fold(row[1]), fold(row[2] or "")), ())
    if not found:
        return ()
    own = () if is_word(word.form) or word.form.isdecimal() else (word.form,)
    return tuple(dict.fromkeys((*found, *own)))


def _compounds(part: str, word: str, noun: str) -> Iterator[tuple[str, ...]]:
    """Yield the lemmas of the compounds that a part may begin, the surest first."""
    last = re.split(HYPHEN, word)[-1]
    if last != word:  # вице- и экс-премьеры, 5- и 10-летние
        yield understand(f"{part}-{last}").lemmas
        return
    cuts = range(LEAST_HEAD, len(word) - LEAST_REST + 1)
    listed = [word[cut:] for cut in cuts if is_word(part + word[cut:])]
    for rest in (*listed, *([noun] if noun and is_word(part + noun) else ())):
        yield understand(part + rest).lemmas
    if _OF_COMPOUND.fullmatch(part):
        heads = (cut for cut in cuts if _OF_COMPOUND.fullmatch(word[:cut]))
        for rest in (word[cut:] for cut in heads if is_word(word[cut:])):
            formed = (part + lemma for lemma in understand(rest).lemmas)
            yield (*formed, *understand(part + rest).lemmas)
