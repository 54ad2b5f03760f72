"""Print pairs of a word and a cognate formed by rule, for a Russian reader to judge.

    cognates.py DATA [--pairs 200] [--seed 1]     DATA has two files:
                                                  lemmas/gsd.tsv.gz, news/newsru.jsonl.gz

Prints how many words have cognates, and how many pairs there are, how long a word takes, and random
pairs.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

import click

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.formation.words import derived
from svodka.indexer.analysis.morphology import warm
from svodka.indexer.analysis.tokens import analyze


def lemmas(data: Path) -> Iterator[str]:
    """The best lemmas of the words of the treebank and of the articles."""
    with gzip.open(data / "lemmas" / "gsd.tsv.gz", "rt", encoding="utf-8") as rows:
        yield from (lemma for row in rows if row.strip() for lemma in _best(row.split("\t")[0]))
    with gzip.open(data / "news" / "newsru.jsonl.gz", "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            yield from _best(f"{article['title']}\n{article['text']}")


def _best(text: str) -> Iterator[str]:
    return (token.lemmas[0] for token in analyze(text))


@click.command(help=__doc__)
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pairs", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(data: Path, pairs: int, seed: int) -> None:
    """Print the pairs."""
    warm()
    derived("слово")  # reads the families
    words = sorted(set(lemmas(data)))
    started = perf_counter()
    cognates = {word: derived(word) for word in words}
    mean = (perf_counter() - started) / len(words) * 1000
    found = [(word, other) for word in words for other in cognates[word] if fold(other) in cognates]
    having = len({word for word, _ in found})
    click.echo(
        f"{len(words)} words, {having} with cognates, {len(found)} pairs; {mean:.2f} ms a word"
    )
    for word, other in Random(seed).sample(found, min(pairs, len(found))):
        click.echo(f"{word} → {other}")


if __name__ == "__main__":
    main()
