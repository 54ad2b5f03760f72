"""Measure on treebanks how well lemmas join the forms of a word.

    conflation.py FOLDER        a folder of NAME.tsv.gz: form, lemma, part of speech;
                                a blank line between sentences

All figures are over the pairs of distinct content-word forms. P is the share of pairs with a common
index term that have a common gold lemma. R is the share of pairs with a common gold lemma that have
a common term. F1 is their harmonic mean. Forms with digits are left out: treebanks keep «2-й» apart
from «второй», Svodka does not.
"""

import gzip
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import click

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.tokens import analyze

CONTENT = {"NOUN", "PROPN", "ADJ", "VERB", "ADV", "NUM"}
Groups = dict[str, set[str]]
Pairs = set[tuple[str, str]]


def gold(path: Path) -> Groups:
    """The gold lemmas of each distinct form, both folded."""
    lemmas: Groups = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            form, lemma, part = (*line.rstrip("\n").split("\t"), "", "")[:3]
            if part in CONTENT and not any(map(str.isdigit, form)):
                lemmas[fold(form)].add(fold(lemma))
    return lemmas


def terms(form: str) -> set[str]:
    """The index terms of a form that is one word, with or without a full stop at its end."""
    tokens = analyze(form)
    return set(tokens[0].lemmas) if tokens and tokens[0].stop >= len(form.rstrip(".")) else set()


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
        right, ours = pairs(lemmas), pairs({form: terms(form) for form in lemmas})
        both = len(right & ours)
        precision, recall = both / len(ours), both / len(right)
        f1 = 2 * precision * recall / (precision + recall)
        click.echo(
            f"{path.name.split('.')[0]}: {len(lemmas)} forms, "
            f"P {precision:.3f}, R {recall:.3f}, F1 {f1:.3f}"
        )


if __name__ == "__main__":
    main()
