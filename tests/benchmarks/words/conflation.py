"""Measure on treebanks how well lemmas join the forms of a word.

    conflation.py FOLDER        a folder of NAME.tsv.gz: form, lemma, part of speech;
                                a blank line between sentences

All figures are over the pairs of distinct content-word forms. P is the share of pairs with a common
term that have a common gold lemma. R is the share of pairs with a common gold lemma that have a
common term. F1 is their harmonic mean. Numbers are left out: treebanks keep «2-й» and «II» apart
from «второй», Svodka does not. The terms of a form are:

- «asked»: those that it asks for as a query of one word;
- «written»: those that it has in the index, where it stands in the sentences of the treebank.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, groupby
from pathlib import Path

import click

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.slots import slot
from svodka.indexer.query.tree import Word

CONTENT = {"NOUN", "PROPN", "ADJ", "VERB", "ADV", "NUM"}
# A full stop stays apart: to the treebanks «в» and «г» before it are words of their own.
_CLOSING, _OPENING = frozenset(",;:!?)]»"), "([«"
_NUMBER = re.compile(r".*\d.*|[ivxlc]+")
Groups = dict[str, set[str]]
Pairs = set[tuple[str, str]]
Gold = tuple[str, str, str]  # form, lemma, part of speech


def sentences(path: Path) -> Iterator[list[Gold]]:
    """Yield the sentences of a treebank."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for filled, lines in groupby(file, key=lambda line: bool(line.strip())):
            if filled:
                rows = ((*line.rstrip("\n").split("\t"), "", "") for line in lines)
                yield [row[:3] for row in rows]


def gold(path: Path) -> Groups:
    """The gold lemmas of each distinct form, both folded."""
    lemmas: Groups = defaultdict(set)
    for sentence in sentences(path):
        for form, lemma, part in sentence:
            if part in CONTENT and not _NUMBER.fullmatch(fold(form)):
                lemmas[fold(form)].add(fold(lemma))
    return lemmas


def asked(form: str) -> set[str]:
    """The terms that a form asks for, if it is one word with or without a full stop at its end."""
    tokens = analyze(form)
    if not tokens or tokens[0].stop < len(form.rstrip(".")):
        return set()
    word = slot(tokens[0])
    return {*word.lemmas, *tokens[0].lemmas} if isinstance(word, Word) else set()


def written(path: Path, forms: Collection[str]) -> Groups:
    """The index terms of forms in the sentences of a treebank."""
    terms: Groups = {form: set() for form in forms}
    for sentence in sentences(path):
        text, starts = _joined([form for form, _, _ in sentence])
        tokens = {token.start: token for token in reversed(analyze(text))}
        for (form, _, part), start in zip(sentence, starts, strict=True):
            token = tokens.get(start)
            if part in CONTENT and token and token.stop - start >= len(form.rstrip(".")):
                terms.get(fold(form), set()).update(token.lemmas)
    return terms


def _joined(forms: Sequence[str]) -> tuple[str, list[int]]:
    """Join words with blanks, as texts have them beside marks; return where each begins."""
    text, starts = "", list[int]()
    for form in forms:
        if text and form not in _CLOSING and text[-1] not in _OPENING:
            text += " "
        starts.append(len(text))
        text += form
    return text, starts


def pairs(groups: Groups) -> Pairs:
    """The pairs of forms that share a lemma."""
    forms: Groups = defaultdict(set)
    for form, lemmas in groups.items():
        for lemma in lemmas:
            forms[lemma].add(form)
    return {pair for joined in forms.values() for pair in combinations(sorted(joined), 2)}


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print the figures of each treebank."""
    for path in sorted(folder.glob("*.tsv.gz")):
        lemmas = gold(path)
        for name, terms in (
            ("asked", {form: asked(form) for form in lemmas}),
            ("written", written(path, lemmas)),
        ):
            report(f"{path.name.split('.')[0]}, {name}", lemmas, terms)


def report(name: str, lemmas: Groups, terms: Groups) -> None:
    """Print the figures of terms."""
    right, ours = pairs(lemmas), pairs(terms)
    both = len(right & ours)
    precision, recall = both / len(ours), both / len(right)
    f1 = 2 * precision * recall / (precision + recall)
    click.echo(
        f"{name}: {len(lemmas)} forms, P {precision:.4f}, R {recall:.4f}, F1 {f1:.4f}, "
        f"wrong {len(ours - right)}, lost {len(right - ours)}"
    )


if __name__ == "__main__":
    main()
