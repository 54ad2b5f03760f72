"""How well the forms of words that no dictionary has find each other.

    made_up.py FOLDER [--words N]

FOLDER holds NAME.jsonl.gz with a title and a text in each line. Its words of the dictionary, drawn
at random, get a beginning that no word has: «заводом» becomes «бдраводом». So they decline as real
words do, and only their endings tell how. For nouns, adjectives and verbs, in small letters and
with a capital, the share of the pairs of forms of one word that share a lemma is printed (recall),
and the ends of the words that lose most pairs.
"""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import click
from paradigms import forms_of_a_word

from svodka.indexer.analysis.morphology import is_known, plausible
from svodka.indexer.analysis.tokens import analyze

SEED = 2026
WORST = 6  # ends that are printed
_END = 3  # letters
_FEWEST = 3  # forms of a word that is measured
_BEGINNING = "бдр"
_BOOKISH = re.compile("[нт]ь(?:е|ем|ю|я|ями?|ях)$")
_FIRST_VOWEL = re.compile("[аеиоуыэюя]")
_RUSSIAN = re.compile("[а-яё]{5,}")
_PARTS = ("NOUN", "ADJF", "VERB")


def words_of(folder: Path) -> list[str]:
    """The words of a folder that stand there at least twice, in random order."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                counts.update(_RUSSIAN.findall(json.loads(line)["text"].lower()))
    found = sorted(word for word, count in counts.items() if count > 1)
    random.Random(SEED).shuffle(found)
    return found


def made_up(words: Sequence[str], part: str) -> Iterator[list[str]]:
    """Yield the forms of made-up words of one part of speech."""
    seen: set[str] = set()
    for word in words:
        read = plausible(word.replace("ё", "е"))
        if not read or read[0][1].part != part or read[0][0] in seen:
            continue
        seen.add(read[0][0])
        forms = sorted(set(_disguised(word, forms_of_a_word(word))))
        if len(forms) >= _FEWEST:
            yield forms


def _disguised(word: str, forms: Iterable[str]) -> Iterator[str]:
    """Yield the forms with another beginning, up to their first vowel.

    Left out are forms that begin otherwise than the word (люди, поумнее), and bookish ones in
    -нье and -тье.
    """
    for form in forms:
        vowel = _FIRST_VOWEL.search(form)
        if vowel and form[: vowel.end()] == word[: vowel.end()] and not _BOOKISH.search(form):
            made = _BEGINNING + form[vowel.start() :]
            if not is_known(made):
                yield made


def measured(words: Sequence[Sequence[str]]) -> str:
    """The recall of the pairs of forms, and the ends of the words that lose most of them."""
    pairs, lost = 0, Counter[str]()
    for forms in words:
        lemmas = [{lemma for token in analyze(form) for lemma in token.lemmas} for form in forms]
        apart = sum(not one & other for one, other in combinations(lemmas, 2))
        pairs += len(forms) * (len(forms) - 1) // 2
        lost[forms[0][-_END:]] += apart
    worst = ", ".join(f"-{end} {count}" for end, count in lost.most_common(WORST))
    return f"recall {1 - lost.total() / pairs:.4f} of {pairs} pairs; lost: {worst}"


@click.command(help=(__doc__ or "").partition("\n\n")[0])
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--words", "number", default=1500, help="Words of each part of speech to draw.")
def main(folder: Path, number: int) -> None:
    """Measure and print."""
    words = words_of(folder)
    for part in _PARTS:
        found = [forms for forms, _ in zip(made_up(words, part), range(number), strict=False)]
        click.echo(f"{part}: {measured(found)}")
        capital = [[form.capitalize() for form in forms] for forms in found]
        click.echo(f"{part}, capitalized: {measured(capital)}")


if __name__ == "__main__":
    main()
